"""Shows what was found in a document, in its text and in tables: for who writes rules and for who doubts a figure.

Each find has a mark, T3 for the third target, which stands in brackets about its text and at the head of its row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.model import Extraction, Quantity, Statement, Task
from extract.terminal import plain

STYLES = {
    "section": "bold magenta",
    "date": "cyan",
    "quantity": "yellow",
    "citation": "blue",
    "agency": "green",
    "target": "bold red",
    "result": "bold blue",
    "task": "dim",
}
_BACKGROUNDS = {  # on a page; tasks are not drawn
    "section": "#f0d0ff",
    "date": "#bfe1d9",
    "quantity": "#feca74",
    "citation": "#e4e7d2",
    "agency": "#bfeeb7",
    "target": "#ff9561",
    "result": "#7aecec",
}
_CLOSED_BY_NAME = ("target", "result")  # long enough to lose sight of the opening bracket


@dataclass(frozen=True, slots=True)
class Mark:
    """One find: where it stands in the document's text, the rule that found it, and what it was read as."""

    code: str
    kind: str
    start: int
    end: int
    rule: str | None
    reading: str


def marks(extraction: Extraction) -> list[Mark]:
    """Every find in a document, by kind and in the order of the text; a section stands at its label and heading."""
    text = extraction.source.text
    found: dict[str, list[tuple[int, int, str | None, str]]] = {kind: [] for kind in STYLES}
    for section in extraction.sections:
        head = text[section.start : section.body].rstrip()
        reading = _joined(f"level {section.level}", section.label, section.heading, f"to {section.end}")
        found["section"].append((section.start, section.start + len(head), section.rule, reading))
    for date in extraction.dates:
        reading = _joined(date.role, f"{date.first or '?'} to {date.last or '?'}")
        found["date"].append((date.start, date.end, date.rule, reading))
    found["quantity"] = [(q.start, q.end, q.rule, _amount(q)) for q in extraction.quantities]
    found["citation"] = [(c.start, c.end, c.rule, _joined(c.title, c.document_number)) for c in extraction.citations]
    for number, task in enumerate(extraction.tasks, 1):
        found["task"].append((task.start, task.end, None, _joined(_section(task.section), _deadline(task))))
        for agency in task.responsibilities:
            reading = _joined(agency.role, agency.agency, agency.agency_level, f"for K{number}")
            found["agency"].append((agency.start, agency.end, agency.rule, reading))
    for statement in extraction.statements:
        found[statement.kind].append((statement.start, statement.end, statement.rule, _statement(statement)))
    letters = {kind: "K" if kind == "task" else kind[0].upper() for kind in found}
    return [
        Mark(f"{letters[kind]}{number}", kind, *find)
        for kind, finds in found.items()
        for number, find in enumerate(finds, 1)
    ]


def show(extraction: Extraction, console: Console) -> None:
    """Nothing comes back: the document's text with its marks, and a table for each kind of find, are on the console."""
    about = extraction.about
    for name in ("title", "issuer", "document_number", "issued_on", "genre", "place"):
        line = Text(f"{name.replace('_', ' '):16}", style="dim")
        line.append(plain(getattr(about, name) or "not found"), style="default")
        line.append(f" ({plain(about.rules[name])})" if name in about.rules else "")
        console.print(line, soft_wrap=True)
    found = marks(extraction)
    console.print()
    console.print(_marked(extraction.source.text, [m for m in found if m.kind != "task"]), soft_wrap=True)
    if extraction.tables:
        console.print(_tables(extraction))
    for kind, style in STYLES.items():
        table = Table(title=f"\n{kind} ({sum(m.kind == kind for m in found)})", title_justify="left", box=None)
        table.add_column("mark", style=style, no_wrap=True)
        table.add_column("at", justify="right", no_wrap=True)
        for name in ("text", "read as", "rule"):
            table.add_column(name, overflow="fold")
        for m in found:
            if m.kind == kind:
                quote = _short(plain(extraction.source.text[m.start : m.end]))
                table.add_row(m.code, f"{m.start}–{m.end}", quote, plain(m.reading), plain(m.rule or ""))
        if table.row_count:
            console.print(table)


def _tables(extraction: Extraction) -> Table:
    """The tables of a document, with what each is about."""
    shown = Table(title=f"\ntable ({len(extraction.tables)})", title_justify="left", box=None)
    shown.add_column("mark", no_wrap=True)
    shown.add_column("at", justify="right", no_wrap=True)
    for name in ("kind", "size", "title", "unit"):
        shown.add_column(name, overflow="fold")
    for number, read in enumerate(extraction.tables, 1):
        size = f"{read.rows} rows, {read.columns} columns"
        at = f"{read.table.start}–{read.table.end}"
        shown.add_row(f"B{number}", at, read.kind, size, plain(read.title or ""), plain(read.unit or ""))
    return shown


def as_html(extraction: Extraction) -> str:
    """A page, in ASCII, of the text with its mentions and then with its targets and results, as displaCy draws them."""
    from spacy import displacy

    found = marks(extraction)
    views = (("section", "date", "quantity", "citation", "agency"), ("target", "result"))
    drawn = [
        {"text": extraction.source.text, "ents": _entities([m for m in found if m.kind in kinds]), "title": None}
        for kinds in views
    ]
    page: str = displacy.render(drawn, style="ent", manual=True, page=True, jupyter=False)
    return page.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _entities(found: Sequence[Mark]) -> list[dict[str, Any]]:
    """Marks as displaCy wants them, which draws none within another: those that overlap are one with several codes."""
    entities: list[dict[str, Any]] = []
    for mark in sorted(found, key=lambda m: (m.start, -m.end)):
        if entities and mark.start < entities[-1]["end"]:
            entities[-1]["end"] = max(entities[-1]["end"], mark.end)
            entities[-1]["label"] += f" {mark.code}"
        else:
            look = {"bg": _BACKGROUNDS[mark.kind]}
            entities.append({"start": mark.start, "end": mark.end, "label": mark.code, "params": look})
    return entities


def _marked(text: str, found: Sequence[Mark]) -> Text:
    """The text with each mark in brackets; of two marks at one place the longer is outside."""
    drawn = sorted((m for m in found if m.start < m.end), key=lambda m: (m.start, -m.end))
    # at one offset marks end, the inner first, before others begin, the outer first
    ends = [(m.end, 0, -rank, m) for rank, m in enumerate(drawn)]
    begins = [(m.start, 1, rank, m) for rank, m in enumerate(drawn)]
    marked, at = Text(), 0
    inside: list[Mark] = []
    for offset, opens, _, mark in sorted(ends + begins, key=lambda edge: edge[:3]):
        marked.append(_lines(text[at:offset]), style=STYLES[inside[-1].kind] if inside else "")
        at = offset
        if opens:
            marked.append(f"[{mark.code} ", style=f"{STYLES[mark.kind]} reverse")
            inside.append(mark)
        else:
            closing = f" {mark.code}]" if mark.kind in _CLOSED_BY_NAME else "]"
            marked.append(closing, style=f"{STYLES[mark.kind]} reverse")
            inside.remove(mark)
    return marked.append(_lines(text[at:]))


def _lines(text: str) -> str:
    return "\n".join(plain(line) for line in text.split("\n"))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:40]} … {text[-17:]}"


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _section(index: int | None) -> str | None:
    return None if index is None else f"in S{index + 1}"


def _deadline(found: Task | Statement) -> str | None:
    if not (found.deadline or found.deadline_text):
        return None
    return f"deadline {found.deadline or '?'} ({found.deadline_text})"


def _amount(found: Quantity | Statement) -> str:
    value = " to ".join(f"{number:,.10g}" for number in (found.value, found.value_max) if number is not None)
    return " ".join(part for part in (found.op, value, found.unit) if part)


def _statement(s: Statement) -> str:
    measured_from = " ".join(str(part) for part in (s.baseline_year, s.baseline_value) if part is not None)
    return _joined(
        s.type,
        s.indicator,
        _amount(s),
        s.change,
        s.direction,
        f"from {measured_from or 'before'}" if s.baseline else None,
        _deadline(s),
        f"starting {s.period_start}" if s.period_start else None,
        f"as of {s.as_of}" if s.as_of else None,
        s.recurrence,
        s.strength,
        s.binding,
        s.scope,
        _section(s.section),
        None if s.task is None else f"in K{s.task + 1}",
    )
