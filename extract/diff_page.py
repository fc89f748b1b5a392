"""A comparison of two documents as a page that stands alone: no script, no other file."""

from importlib.resources import files

from markupsafe import Markup

from extract.diff import KINDS, WEIGHTS, WHATS, WHOLES, Comparison, Piece, words_of
from extract.relate.account import Change
from extract.relate.changes import reconcile
from extract.relate.weigh import Weight
from extract.terminal import plain

_PAGE = Markup("""<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<header>
<h1>变化 <span lang="en">What changed</span></h1>
<div class="pair">
<p><b>原来 <span lang="en">was</span></b> {before}</p>
<p><b>现在 <span lang="en">now</span></b> {after}</p>
</div>
{whole}<p class="targets">{targets}</p>
</header>
<main>
{sections}
</main>
</body>
</html>
""")
_SECTION = Markup('<section class="{weight}">\n<h2>{label} <small>{number}</small></h2>\n{changes}\n</section>')
_CHANGE = Markup(
    '<article>\n<h3>{where} <small>{kind} · {what}</small></h3>\n<div class="pair">\n'
    '<p class="was">{before}</p>\n<p class="now">{after}</p>\n</div>\n</article>'
)
_TARGETS = Markup(
    '目标 <span lang="en">targets</span>: 不变 <span lang="en">same</span> {same}, '
    '修改 <span lang="en">changed</span> {changed}, 移动 <span lang="en">moved</span> {moved}, '
    '删除 <span lang="en">removed</span> {removed}, 新增 <span lang="en">added</span> {added}'
)


def as_page(comparison: Comparison, weights: list[Weight]) -> str:
    """A page in UTF-8: the changes of some weights side by side, with words marked, and the numbers of the others."""
    before, after = reconcile(comparison.before.found, comparison.after.found, comparison.changes)
    targets = _TARGETS.format(
        same=before.unchanged, changed=before.changed, moved=before.moved, removed=before.alone, added=after.alone
    )
    return _PAGE.format(
        title=f"{plain(comparison.before.title)} → {plain(comparison.after.title)}",
        style=Markup(files("extract").joinpath("diff.css").read_text(encoding="utf-8")),  # noqa: S704 -- our own file
        before=plain(comparison.before.title),
        after=plain(comparison.after.title),
        whole=Markup("<p>{}</p>\n").format(_label(WHOLES[comparison.whole])) if comparison.whole else "",
        targets=targets,
        sections=Markup("\n").join(_section(comparison, weight, weight in weights) for weight in WEIGHTS),
    )


def _section(comparison: Comparison, weight: Weight, shown: bool) -> Markup:
    found = comparison.of(weight)
    label = _label(WEIGHTS[weight])
    changes = Markup("\n").join(_change(comparison, change) for change in found if shown)
    return _SECTION.format(weight=weight, label=label, number=len(found), changes=changes)


def _change(comparison: Comparison, change: Change) -> Markup:
    before, after = words_of(change)
    return _CHANGE.format(
        where=plain(comparison.where(change)),
        kind=_label(KINDS[change.kind]),
        what=_label(WHATS[change.what]),
        before=_marked(before, Markup("<del>{}</del>")),
        after=_marked(after, Markup("<ins>{}</ins>")),
    )


def _label(words: str) -> Markup:
    chinese, _, english = words.partition(" ")
    return Markup('{} <span lang="en">{}</span>').format(chinese, english)


def _marked(pieces: list[Piece], mark: Markup) -> Markup:
    shown = (mark.format(plain(p.text)) if not p.shared else Markup("{}").format(plain(p.text)) for p in pieces)
    return Markup("").join(shown)
