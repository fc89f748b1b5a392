"""Sketches of texts, by which those that share much are found among very many without comparing them all."""

import hashlib
import zlib
from collections.abc import Collection, Sequence

import numpy as np

from extract.relate.body import Clause, sentences, shingles

_PERMUTATIONS = 96
_ROWS = 3  # of a band; with 32 bands, texts that share half of their shingles meet in one nearly always
_EVERY = 4  # of so many shingles one counts: texts are long
_SEED = 1
_LONG = 16  # characters of a clause or a sentence that few other texts have by chance
CLAUSES = _PERMUTATIONS // _ROWS  # the number of the band that holds long clauses, after those of sketches
SENTENCES = CLAUSES + 1  # and of the band that holds sentences
PERIODS = SENTENCES + 1  # and of the band that holds what plans for a time are about
MOST_KEPT = {CLAUSES: 64, SENTENCES: 512}  # of a text, those with the least hashes: all sentences but of books


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


def passage_bands(body: Sequence[Clause]) -> list[tuple[int, int]]:
    """The sentences of a text and some of its long clauses, each with the number of their band and a hash: a part has
    them in common with its whole, however long that is. Sentences are found in the shortest parts, clauses in parts
    with many slips.
    """
    passages = {CLAUSES: {clause.text for clause in body}, SENTENCES: set(sentences(body))}
    kept = {
        band: sorted(_hash(text.encode()) for text in texts if len(text) >= _LONG) for band, texts in passages.items()
    }
    return [(band, value) for band, values in kept.items() for value in values[: MOST_KEPT[band]]]


def period_bands(place: str | None, years: Sequence[int], pieces: Collection[str]) -> list[tuple[int, int]]:
    """What a plan is about, for which place, from when and until when, as hashes with the number of their band."""
    return [
        (PERIODS, _hash(f"{place}|{end}|{piece}".encode()))
        for end in (f"from {years[0]}", f"until {years[-1]}")
        for piece in sorted(pieces)
    ]


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
