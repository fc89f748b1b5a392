"""What a Word file says of the look of its text, by itself and through its styles."""

from dataclasses import dataclass, fields

from extract.read.word_package import Element, child, is_on, name_of, number, value

_MOST_BASES = 50  # styles one based on another; a longer chain runs in a circle


@dataclass(frozen=True, slots=True)
class Look:
    """What is said of a paragraph or a run; None for what is not."""

    outline: int | None = None  # level as a heading, from 0; 9 is for text
    list_id: int | None = None  # 0 takes a paragraph out of its style's list
    list_level: int | None = None
    bold: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None
    centred: bool | None = None
    aside: bool | None = None  # centred or at the right, as titles of tables and their units are


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all that it has from those that it is based on."""

    look: Look
    ids: tuple[str, ...]  # its own first
    names: tuple[str, ...]  # in lower case, its own first


class Styles:
    """The styles of a file."""

    def __init__(self, root: Element | None) -> None:
        styles = [style for style in root if name_of(style) == "style"] if root is not None else []
        self._styles = {value(style, "styleId") or "": style for style in styles}
        self._known: dict[str, Style] = {}
        self._default = next(
            (
                value(style, "styleId") or ""
                for style in styles
                if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on")
            ),
            "",
        )

    def style(self, style_id: str | None) -> Style:
        """The style of an id; without one the style of paragraphs that name none."""
        style_id = self._default if style_id is None else style_id
        if style_id not in self._known:
            self._known[style_id] = self._resolve(style_id)
        return self._known[style_id]

    def _resolve(self, style_id: str) -> Style:
        look = Look()
        ids: list[str] = []
        names: list[str] = []
        while style_id in self._styles and len(ids) < _MOST_BASES:
            style = self._styles[style_id]
            look = under(look, look_of(child(style, "pPr"), child(style, "rPr")))
            ids.append(style_id)
            names.append((value(child(style, "name")) or "").lower())
            style_id = value(child(style, "basedOn")) or ""
        return Style(look, tuple(ids), tuple(names))


def look_of(paragraph: Element | None, run: Element | None) -> Look:
    """What the properties of a paragraph and of a run say themselves."""
    in_list = child(paragraph, "numPr")
    aligned = value(child(paragraph, "jc"))
    raised = value(child(run, "vertAlign"))
    return Look(
        outline=number(child(paragraph, "outlineLvl")),
        list_id=number(child(in_list, "numId")),
        list_level=number(child(in_list, "ilvl")),
        bold=_switch(child(run, "b")),
        hidden=_switch(child(run, "vanish")),
        raised=None if raised is None else raised == "superscript",
        centred=None if aligned is None else aligned == "center",
        aside=None if aligned is None else aligned in ("center", "right", "end"),
    )


def under(above: Look, below: Look) -> Look:
    """A look, with what it leaves unsaid from another.

    >>> under(Look(bold=False), Look(bold=True, outline=2))
    Look(outline=2, list_id=None, list_level=None, bold=False, hidden=None, raised=None, centred=None, aside=None)
    """
    names = [field.name for field in fields(Look)]
    said = {name: getattr(above, name) for name in names if getattr(above, name) is not None}
    return Look(**{**{name: getattr(below, name) for name in names}, **said})


def _switch(element: Element | None) -> bool | None:
    return None if element is None else is_on(element)
