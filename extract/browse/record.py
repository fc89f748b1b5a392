"""What the page of a record says beyond its fields: where it stands, the rule that found it, and how to doubt it."""

from __future__ import annotations

import shlex
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode
from datasette.utils.asgi import Request

from extract.browse.access import visible
from extract.browse.cells import HOLDERS
from extract.browse.databases import holds_policies
from extract.browse.metadata import metadata
from extract.browse.pages import document_url
from extract.browse.printable import printable
from extract.data_files import data_folder

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

_AROUND = 300  # characters before and after a record that are shown with it
_LONGEST = 500  # characters of a record that are shown


async def record(datasette: Datasette, request: Request, database: str | None, table: str | None) -> dict[str, Any]:
    """What the template of a row shows as ``zhengce_record``; nothing for a row that stands nowhere in a document."""
    columns = metadata()["tables"].get(table, {}).get("columns", {})
    if database is None or table is None or not holds_policies(datasette, database) or "start" not in columns:
        return {}
    db = datasette.get_database(database)
    seen = await visible(request, datasette, db)
    holder, key = HOLDERS.get(table, (None, None))
    if "id" not in columns or not {"documents", table, holder or table} <= seen:
        return {}
    source = f"{table} r join documents d on d.id = r.document_id"
    if holder:
        source = f"{table} r join {holder} h on h.id = r.{key} join documents d on d.id = h.document_id"
    rule = "r.rule" if "rule" in columns else "null"
    sql = (
        f'select d.id as document_id, d.title, d.source, d.text, r.start, r."end" as stop, {rule} as rule '  # noqa: S608
        f"from {source} where r.id = ?"
    )
    row_id = tilde_decode(request.url_vars["pks"])
    found = (await db.execute(sql, [row_id])).first()
    return {} if found is None else _shown(datasette, database, row_id, found)


def _shown(datasette: Datasette, database: str, row_id: str, row: Any) -> dict[str, Any]:
    text, start, stop = row["text"], row["start"], row["stop"]
    shown = min(stop, start + _LONGEST)
    before = _last_line(text[max(0, start - _AROUND) : start])
    words = text[start:shown] + ("…" if shown < stop else "")
    after = _first_line(text[stop : stop + _AROUND]) if shown == stop else ""
    href = document_url(datasette, database, row["document_id"], start, stop)
    path = Path(datasette.get_database(database).path).name  # where it lies is nobody's business
    sentence = shlex.quote(" ".join(printable(before + text[start:shown] + after).split()))
    correct = f"zhengce correct {shlex.quote(path)} {shlex.quote(row_id)}"
    return {
        "before": printable(before),
        "words": printable(words),
        "after": printable(after),
        "title": row["title"] or row["source"],
        "href": href,
        "cite": href.replace("/-/document/", "/-/cite/", 1).removesuffix("#here"),
        "rule": row["rule"],
        "reads": _rules().get(row["rule"]),
        "commands": [
            ("看看怎样读出 how it is read", f"zhengce explain -- {sentence}"),
            ("更正 correct it", f"{correct} --field … --value … --by … --why …"),
        ],
    }


def _last_line(text: str) -> str:
    return text.splitlines()[-1] if text and not text.endswith(("\n", "\r")) else ""


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


@cache
def _rules() -> dict[str, str]:
    """What each of the rules that came with the program reads, in a line, by its identifier."""
    files = sorted(data_folder("rules").glob("*.toml"))
    parsed = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return {rule["id"]: rule["reads"] for file in parsed for rule in file.get("rule", ())}
