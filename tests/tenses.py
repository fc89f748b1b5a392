"""What tests of promises and reports read: statements with a figure as kind, indicator and time."""

from packaged import RULES

from extract.extraction import extract_source
from extract.model import Source

NEWS = "霁川市召开人民代表大会\n2025-01-12 10:20:31 来源：霁川日报\n"


def read(text: str) -> list[tuple[str, str, str | None]]:
    """Kind, indicator and deadline, or for a result the day of it, of each statement with a figure."""
    found = extract_source(Source(text, "text/plain"), RULES).statements
    return [(s.kind, s.indicator, s.deadline if s.kind == "target" else s.as_of) for s in found if s.type == "quantity"]
