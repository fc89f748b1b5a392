"""Sketches of texts, by which those that share much are found among very many without comparing them all."""

import hashlib
import zlib
from collections.abc import Iterable

import numpy as np

from extract.relate.body import Clause, shingles

_PERMUTATIONS = 96
_ROWS = 3  # of a band; with 32 bands, texts that share half of their shingles meet in one nearly always
_EVERY = 4  # of so many shingles one counts: texts are long
_SEED = 1
_LONG_CLAUSE = 16  # characters of a clause that few other texts have by chance
MOST_KEPT = 64  # long clauses that are kept of a text, those with the least hashes: enough for parts of a twentieth
CLAUSES = _PERMUTATIONS // _ROWS  # the number of the band that holds long clauses, after those of sketches


def sketch(text: str) -> bytes:
    """The MinHash values of a squeezed text, 32 bits each; the same for the same text on every machine.

    >>> a, b = sketch("到2025年森林覆盖率达到15%" * 3), sketch("到2025年森林覆盖率达到15%" * 3)
    >>> a == b, len(a)
    (True, 384)
    """
    from datasketch import MinHash  # takes long to import, and only worker processes need it

    hashes = {zlib.crc32(shingle.encode()) for shingle in shingles(text)}
    sampled = sorted(h for h in hashes if h % _EVERY == 0) or sorted(hashes)
    minhash = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, hashfunc=_itself)
    minhash.update_batch(sampled)
    values: bytes = minhash.hashvalues.astype("<u4").tobytes()
    return values


def bands(values: bytes) -> list[tuple[int, int]]:
    """The bands of a sketch, each with its number and a hash: similar texts have one or more in common."""
    size = 4 * _ROWS
    parts = (values[at : at + size] for at in range(0, len(values), size))
    return [(number, _hash(part)) for number, part in enumerate(parts)]


def clause_bands(body: Iterable[Clause]) -> list[tuple[int, int]]:
    """Some of the long clauses of a text, each with the number of their band and a hash: a part has them in common with
    its whole, however long that is.
    """
    clauses = {clause.text for clause in body if len(clause.text) >= _LONG_CLAUSE}
    return [(CLAUSES, value) for value in sorted(_hash(clause.encode()) for clause in clauses)[:MOST_KEPT]]


def likeness(one: bytes, other: bytes) -> float:
    """About how many of the shingles that either of two texts has both have, from 0 to 1.

    >>> likeness(sketch("森林覆盖率达到15%"), sketch("森林覆盖率达到15%"))
    1.0
    """
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


def _itself(value: int) -> int:
    return value


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), signed=True)
