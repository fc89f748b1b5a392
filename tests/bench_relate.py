"""Print what relating costs as the database grows: time a document, size of the index, and pairs found of those known.

    python tests/bench_relate.py 1000 10000 100000

The documents are made of invented words; one in twenty is a copy of an earlier one with slips."""

import hashlib
import random
import resource
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extract.model import About, Extraction, Source
from extract.publish import Given, open_database, publish
from extract.relate.edition import edition_of
from extract.rulebook import load_rules

IDEOGRAPHS = [chr(code) for code in range(0x4E00, 0x4E00 + 2_500)]
CLAUSES, COPIED, SLIPS = 96, 0.05, 0.02


def documents(count: int) -> Iterator[tuple[str, str, int]]:
    """Title, text and the number of the work of so many documents."""
    chance = random.Random(1)
    words = ["".join(chance.choices(IDEOGRAPHS, k=2)) for _ in range(8_000)]
    shared = ["".join(chance.choices(words, k=8)) for _ in range(20_000)]
    works: deque[tuple[str, list[str], int]] = deque(maxlen=2_000)  # of which copies are made
    for number in range(count):
        if works and chance.random() < COPIED:
            title, clauses, work = chance.choice(works)
            clauses = [clause if chance.random() > SLIPS else clause[:-1] for clause in clauses]
        else:
            title, work = f"{''.join(chance.choices(words, k=3))}行动方案", number
            own = ["".join(chance.choices(words, k=8)) for _ in range(CLAUSES)]
            clauses = [clause if chance.random() < 0.75 else chance.choice(shared) for clause in own]
            works.append((title, clauses, work))
        yield title, f"{title}\n{'，'.join(clauses)}。\n", work


def measure(counts: list[int]) -> Table:
    rules = load_rules()
    table = Table("documents", "ms a document", "index, KB a document", "pairs", "precision", "recall", "peak MB")
    works: dict[int, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder) / "policies.db") as db:
        spent = since = 0.0
        for number, (title, text, work) in enumerate(documents(max(counts)), 1):
            data = text.encode()
            given = Given(f"{number}.txt", hashlib.sha256(data).hexdigest(), len(data), "rules")
            found = Extraction(Source(text, "text/plain"), About(title=title, genre="plan"))
            began = time.process_time()
            publish(db, given, found)
            plain = time.process_time() - began
            began = time.process_time()
            publish(db, replace(given, rules_digest="2"), replace(found, edition=edition_of(found, rules)))
            spent += max(0.0, time.process_time() - began - plain)
            works.setdefault(work, []).append(given.document_id)
            if number in counts:
                wanted = {frozenset(pair) for ids in works.values() for pair in combinations(set(ids), 2)}
                pairs = {frozenset(row) for row in db.execute("select document_id, other_id from relations")}
                right = len(wanted & pairs)
                size = db.execute("select sum(pgsize) from dbstat where name like '%bands%' or name like '%edition%'")
                each = spent - since
                last = counts[counts.index(number) - 1] if counts.index(number) else 0
                table.add_row(
                    f"{number:,}",
                    f"{1000 * each / (number - last):.1f}",
                    f"{size.fetchone()[0] / 1000 / number:.1f}",
                    f"{len(wanted):,}",
                    f"{right / (len(pairs) or 1):.3f}",
                    f"{right / (len(wanted) or 1):.3f}",
                    f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}",
                )
                since = spent
    return table


if __name__ == "__main__":
    Console().print(measure([int(argument) for argument in sys.argv[1:]] or [1_000, 10_000]))
