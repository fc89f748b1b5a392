"""How worker processes are given work; what becomes of bad documents stands in test_ingest."""

from published import given
from stand_in import load

from extract.limits import Limits
from extract.workers import extract_all


def test_as_many_tasks_are_taken_as_there_are_workers():
    taken = []

    def tasks():
        for n in range(8):
            taken.append(n)
            yield given(f"{n}.txt", f"{n}"), b"1"

    answers = extract_all(tasks(), load, 2, Limits())
    assert taken == []
    for number, _ in enumerate(answers, 1):
        assert len(taken) <= number + 2
    assert number == 8
