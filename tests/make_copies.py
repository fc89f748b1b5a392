"""Write the web copy and the OCR-like copy of the sample plan, with their gold, from the plan and its gold.

    python tests/make_copies.py            write them
    python tests/make_copies.py --check    say what in the corpus and its gold does not fit together

A copy is made character by character, so that each quote of the plan's gold is known in the copy as well."""

import html
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extract.gold import Record, flat, load_gold, place
from extract.read import SUFFIXES, read_bytes, read_path

HERE = Path(__file__).parents[1] / "corpus"
PLAN = "霁川市十四五城市高质量发展行动方案"
WEB, OCR = f"{PLAN}_网页版", f"{PLAN}_扫描识别"

# What a recogniser takes one character for, as long as what stood there.
MISREAD = {"入河排污口": "人河排污口", "系统治理": "系统冶理", "土地处置率": "士地处置率", "拆违建绿": "折违建绿"}
HALF_WIDTH = dict(zip("，；：（）", ",;:()", strict=True))
IDEOGRAPH = re.compile("[一-鿿]")
PAGE_LENGTH, LINE_LENGTH = 640, 38


def web_copy(text: str) -> list[str]:
    """For each character of the plan what stands for it on the page: every third paragraph has half-width marks."""
    pieces: list[str] = []
    for number, paragraph in enumerate(text.split("\n\n")):
        pieces += [HALF_WIDTH.get(c, c) if number % 3 == 2 else c for c in paragraph] + ["\n", "\n"]
    return pieces[: len(text)]


def ocr_copy(text: str, quotes: list[tuple[int, int]]) -> list[str]:
    """For each character of the plan what a scan gives: spaced, wide or starred digits, broken lines and pages."""
    for right, wrong in MISREAD.items():
        text = text.replace(right, wrong)
    pieces = list(text)
    for count, run in enumerate(re.finditer(r"[0-9]+(?:\.[0-9]+)?%?", text)):
        first, last = run.start(), run.end() - 1
        if text[first - 2 : first] == "PM":
            before, after = "<sub>", "</sub>"
        elif count % 7 == 3:
            before = after = "**"
        else:
            before, after = (" " if IDEOGRAPH.match(text[i]) else "" for i in (first - 1, last + 1))
        if count % 7 == 5:
            pieces[first : last + 1] = [chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in run[0]]
        pieces[first] = before + pieces[first]
        pieces[last] += after
    column, page, on_page = 0, 1, 0
    for i, character in enumerate(text[:-1]):
        column = 0 if character == "\n" else column + 1
        on_page += 1
        inside = bool(IDEOGRAPH.match(character) and IDEOGRAPH.match(text[i + 1]))
        # Every other page carries its number, and breaks no quoted statement.
        if on_page >= PAGE_LENGTH and inside and (page % 2 == 0 or not any(a <= i < b for a, b in quotes)):
            pieces[i] += f"\n\n— {page} —\n\n" if page % 2 else "\n\n"
            column, page, on_page = 0, page + 1, 0
        elif column >= LINE_LENGTH and inside and page % 3 == 1:
            pieces[i] += "\n"
            column = 0
    return pieces


def moved(record: Record, text: str, pieces: list[str]) -> dict[str, Any]:
    """The plan's annotation with its quote as the copy has it."""
    out = {k: v for k, v in record.items() if k not in ("line", "nth")}
    if "quote" not in record:
        return out
    [span], _ = place([record], text)
    out["quote"] = "".join(pieces[span["start"] : span["end"]]).strip()
    whole = flat("".join(pieces))
    places = [m.start() for m in re.finditer(f"(?={re.escape(flat(out['quote']))})", whole)]
    if len(places) > 1:
        out["nth"] = places.index(len(flat("".join(pieces[: span["start"]])))) + 1
    for right, wrong in MISREAD.items():
        if out.get("indicator") and wrong in whole:
            out["indicator"] = out["indicator"].replace(right, wrong)
    return out


def copies() -> dict[str, str]:
    """The files to write, by name, with their texts. The web page keeps what stands around its article."""
    text = (HERE / f"{PLAN}.txt").read_text(encoding="utf-8").rstrip("\n")
    records = load_gold(HERE / "gold" / f"{PLAN}.jsonl").documents[PLAN]
    quoted, _ = place([r for r in records if "quote" in r and r["kind"] != "responsibility"], text)
    web, ocr = web_copy(text), ocr_copy(text, [(r["start"], r["end"]) for r in quoted])
    title, *paragraphs = (html.escape(p, quote=False) for p in "".join(web).split("\n\n"))
    article = "\n".join([f"<h1>{title}</h1>", *(f"<p>　　{p}</p>" for p in paragraphs)])
    page = (HERE / f"{WEB}.html").read_text(encoding="utf-8")
    page = re.sub(r"(?s)(?<=<!--正文开始-->\n).*(?=\n<!--正文结束-->)", lambda _: article, page)
    files = {f"{WEB}.html": page, f"{OCR}.txt": "".join(ocr) + "\n"}
    for stem, pieces in ((WEB, web), (OCR, ocr)):
        lines = (json.dumps(moved(r, text, pieces), ensure_ascii=False) + "\n" for r in records)
        files[f"gold/{stem}.jsonl"] = "".join(lines)
    return files


def amiss() -> list[str]:
    """What does not fit together; empty where all is well."""
    found = [f"{n}: not what the plan gives" for n, t in copies().items() if (HERE / n).read_text("utf-8") != t]
    sources = {p.stem: p for p in HERE.iterdir() if p.suffix in SUFFIXES and p.name != "README.md"}
    texts = {stem: read_bytes(read_path(path), path.name).text for stem, path in sources.items()}
    gold = load_gold(HERE / "gold")
    found += [f"{stem}: without gold" for stem in sources.keys() - gold.documents.keys()]
    for stem, records in gold.documents.items():
        found += [f"{stem}: {what}" for what in misfits(records, texts[stem])]
    names = {path.name for path in sources.values()}
    found += [f"versions.tsv: {p['pair']}" for p in gold.pairs or () if not p["pair"] <= names]
    for line in (HERE / "gold" / "changes.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        a, b, _, _, before, after = line.split("\t")
        for name, parts in ((a, before), (b, after)):
            whole = flat(texts[Path(name).stem])
            found += [f"changes.tsv: {p!r} is not in {name}" for p in parts.split(" / ") if flat(p) not in whole]
    return found


def misfits(records: Sequence[Record], text: str) -> Iterator[str]:
    """Quotes that the text lacks, and names in one record that no other record has."""
    quoted = [r for r in records if "quote" in r]
    yield from (f"line {r['line']}: quote is not in the text" for r in place(quoted, text)[1])
    levels: dict[str | None, int] = {None: 0}
    teams: dict[str | None, list[set[str]]] = defaultdict(list)
    for r in records:
        if r["kind"] == "responsibility":
            teams[r["section"]].append({a["name"] for a in r["agencies"] if a["role"] != "implement"})
            note = re.sub("—[0-9]+—", "", flat(r["quote"]))  # a page may end inside a note
            if not all(flat(a["name"]) in note for a in r["agencies"]):
                yield f"line {r['line']}: an agency that the note does not name"
    for r in records:
        if r["kind"] == "section":
            if levels.get(r["parent"]) != r["level"] - 1 and r["label"]:
                yield f"line {r['line']}: parent {r['parent']!r} is not one level up"
            levels[r["label"]] = r["level"]
        elif r["kind"] in ("target", "result", "responsibility") and r["section"] not in levels:
            yield f"line {r['line']}: section {r['section']!r} has not begun"
        if r["kind"] in ("target", "result") and r["agencies"] and set(r["agencies"]) not in teams[r["section"]]:
            yield f"line {r['line']}: agencies of no note in section {r['section']}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit("\n".join(amiss()) or 0)
    for name, content in copies().items():
        (HERE / name).write_text(content, encoding="utf-8")
