"""Datasette's own templates with what its pages lack for those who hear them: a language, a main part, names of fields.

Its words are replaced as its templates are loaded, so that there is no copy of them here to be kept up with it.
"""

from __future__ import annotations

from jinja2.ext import Extension

_HEADINGS = (("<h3", "<h2"), ("</h3>", "</h2>"))  # below the h1 of the page
_FIELDS = tuple(
    (f'name="_{name}{number}"', f'name="_{name}{number}" aria-label="{label}"')
    for name, label in (("filter_column", "列 column"), ("filter_op", "条件 condition"), ("filter_value", "值 value"))
    for number in ("", "_{{ loop.index }}")
)
_MENDED = {
    "base.html": (
        ("<html>", '<html lang="{{ zhengce_language or "en" }}">'),
        ('<section class="content">', '<section class="content"{% block main_part %} role="main"{% endblock %}>'),
    ),
    "table.html": (
        *_HEADINGS,
        *_FIELDS,
        ('id="sort_by"', 'id="sort_by" aria-label="排序 sort"'),
        (
            "{% if filtered_table_rows_count or human_description_en %}",
            "{% if zhengce_language and filtered_table_rows_count is none %}<p>行数太多，没有数完。 "
            '<span lang="en">So many rows that they were not counted.</span></p>{% endif %}'
            "{% if filtered_table_rows_count or human_description_en %}",
        ),
    ),
    "query.html": (
        *_HEADINGS,
        (
            "{% if query and query.sql %}: {{ query.sql }}",
            "{% if query %}: {{ canned_query and metadata.title or query.sql }}",
        ),
    ),
}


class MendedTemplates(Extension):
    """What Jinja passes the text of each template through, once."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The text of a template, mended if it is one of Datasette's."""
        for old, new in _MENDED.get((name or "").removeprefix("default:"), ()):
            source = source.replace(old, new)
        return source
