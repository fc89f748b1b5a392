"""Which of two documents holds the other as a part: the whole beside its excerpt, a collection beside what is in it."""

from collections.abc import Sequence
from typing import Literal

from extract.model import Edition, Extraction
from extract.relate.body import Clause, body_of, names
from extract.relate.compare import compare
from extract.relate.edition import edition_of
from extract.relate.judge import is_part, judge
from extract.relate.titles import Candidate
from extract.rulebook import Rules
from extract.traditional import in_simplified

Whole = Literal["before", "after"]


def whole_of(before: Extraction, after: Extraction, rules: Rules) -> Whole | None:
    """The one of which the other is no more than a part, word for word; None where neither is, or nothing tells."""
    bodies = _body(before), _body(after)
    difference = compare(*bodies)
    if not is_part(difference):
        return None
    editions = edition_of(before, rules), edition_of(after, rules)
    one, other = _candidate(before, editions[0]), _candidate(after, editions[1])
    longer = difference.lengths[0] > difference.lengths[1]
    part, whole, listed = (other, bodies[0], editions[0]) if longer else (one, bodies[1], editions[1])
    named = names(whole, part.work) or part.work in listed.headed
    relation = judge(one, other, difference, named).relation if one.work and other.work else None
    return None if relation in (None, "revision") else "before" if longer else "after"


def _body(found: Extraction) -> Sequence[Clause]:
    return body_of(found.source.text, [(part.start, part.end) for part in found.apart])


def _candidate(found: Extraction, edition: Edition) -> Candidate:
    about = in_simplified(found).about
    marks = edition.work, edition.draft, edition.revisions, edition.years
    return Candidate(*marks, about.document_number, about.issued_on, about.place, about.genre, edition.core)
