"""What one file may cost before it is given up: time, memory, its own size and that of what is found in it."""

import sys
from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Files of policies stay far below; those that are made to do harm do not."""

    seconds: float = 60.0  # of its extraction; of each page anew, where pages are recognised one by one
    memory: int = 2_000  # megabytes of the process that extracts it, some 300 of which that has before
    size: int = 50  # megabytes of the file
    output: int = 100  # megabytes of text and records that it gives


def limit_memory(megabytes: int) -> None:
    """Nothing comes back: from now on this process gets no more memory than this, and MemoryError if it asks for more.

    Linux holds a process to it, and what the process starts; macOS and Windows do not.
    """
    if sys.platform == "win32":
        return
    import resource

    wanted = megabytes * MEGABYTE
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, wanted))


def peak_memory() -> float:
    """The most memory, in megabytes, that this process has had so far; 0 where the system does not tell.

    >>> 1 < peak_memory() < 100_000
    True
    """
    if sys.platform == "win32":
        return 0.0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE
