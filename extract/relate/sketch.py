"""Sketches of texts, by which those that share much are found among very many without comparing them all."""

import hashlib
import zlib

from datasketch import MinHash

from extract.relate.body import shingles

_PERMUTATIONS = 96
_ROWS = 3  # of a band; with 32 bands, texts that share half of their shingles meet in one nearly always
_EVERY = 4  # of so many shingles one counts: texts are long
_SEED = 1

Sketch = tuple[int, ...]


def sketch(text: str) -> Sketch:
    """The MinHash values of a squeezed text; the same for the same text on every machine.

    >>> a, b = sketch("到2025年森林覆盖率达到15%" * 3), sketch("到2025年森林覆盖率达到15%" * 3)
    >>> a == b, len(a)
    (True, 96)
    """
    hashes = {zlib.crc32(shingle.encode()) for shingle in shingles(text)}
    sampled = sorted(h for h in hashes if h % _EVERY == 0) or sorted(hashes)
    minhash = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, hashfunc=_itself)
    minhash.update_batch(sampled)
    return tuple(int(value) for value in minhash.hashvalues)


def bands(values: Sketch) -> list[tuple[int, int]]:
    """The bands of a sketch, each with its number and a hash: similar texts have one or more in common."""
    found = []
    for number, at in enumerate(range(0, len(values), _ROWS)):
        rows = ",".join(map(str, values[at : at + _ROWS]))
        digest = hashlib.blake2b(rows.encode(), digest_size=8).digest()
        found.append((number, int.from_bytes(digest, signed=True)))
    return found


def _itself(value: int) -> int:
    return value
