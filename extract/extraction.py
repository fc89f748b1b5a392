"""The extraction of one document: a pure function of what its reader gave and of the rules."""

from dataclasses import replace

from extract.model import Extraction, Normal, Section, Source, Task
from extract.normalise import normalise, without
from extract.rulebook import Rules


def extract_source(source: Source, rules: Rules) -> Extraction:
    """All that the rules find in a document, in the order of its text, with spans in ``source.text``."""
    from extract.describe import describe
    from extract.segment import segment
    from extract.tasks import find_tasks

    normal = normalise(source, rules)
    about, apart = describe(source, normal, rules)
    body = without(normal, apart)
    sections = segment(source, body, rules)
    tasks = find_tasks(body, sections, about, rules)
    return Extraction(
        source=source,
        about=about,
        sections=tuple(_section(s, body, source) for s in sections),
        tasks=tuple(_task(t, body) for t in tasks),
    )


def _section(section: Section, body: Normal, source: Source) -> Section:
    start, end = body.span(section.start, section.end)
    return replace(section, start=start, end=end, body=body.span(section.body, section.end)[0], page=source.page(start))


def _task(task: Task, body: Normal) -> Task:
    def moved(r):  # type: ignore[no-untyped-def]
        start, end = body.span(r.start, r.end)
        return replace(r, start=start, end=end)

    start, end = body.span(task.start, task.end)
    return replace(task, start=start, end=end, responsibilities=tuple(moved(r) for r in task.responsibilities))
