"""CSV as the site gives it: row by row, in Datasette's own form, but with no cell that a spreadsheet would run."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from datasette.utils import tilde_decode

from extract.browse.databases import holds_policies
from extract.browse.public import App, Message
from extract.export import disarmed

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

_CELL = re.compile(r'"(?:[^"]+|"")*"|[^",\r\n][^,\r\n]*')
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_PLAIN = (b"text/plain", b"text/csv")


def wrapper(datasette: Datasette) -> Callable[[App], App]:
    """What takes the formulas out of the CSV that Datasette writes of a database of ours, as it is sent."""

    def wrap(app: App) -> App:
        async def disarming(
            scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
        ) -> None:
            is_csv = False

            async def send_disarmed(message: Message) -> None:
                nonlocal is_csv
                if message["type"] == "http.response.start":
                    types = [value for name, value in message["headers"] if name.lower() == b"content-type"]
                    is_csv = message["status"] == 200 and bool(types) and types[0].startswith(_PLAIN)
                elif is_csv and message.get("body"):  # a row, as Datasette sends them one by one
                    message = {**message, "body": disarmed_rows(message["body"].decode()).encode()}
                await send(message)

            await app(scope, receive, send_disarmed if _asks_for_csv(datasette, scope) else send)

        return disarming

    return wrap


def _asks_for_csv(datasette: Datasette, scope: Message) -> bool:
    if scope["type"] != "http":
        return False
    path = "/" + scope["path"].removeprefix(datasette.setting("base_url")).lstrip("/")
    database = tilde_decode(path.split("/")[1].removesuffix(".csv"))
    return path.endswith(".csv") and holds_policies(datasette, database)


def disarmed_rows(text: str) -> str:
    """Rows of CSV in which an apostrophe stands before whatever a spreadsheet would run; numbers stay as they are.

    >>> print(disarmed_rows('=1+1,-5,"=A1,B1",年-月'))
    '=1+1,-5,"'=A1,B1",年-月
    """
    return _CELL.sub(_disarmed_cell, text)


def _disarmed_cell(found: re.Match[str]) -> str:
    quote = '"' if found[0].startswith('"') else ""
    cell = found[0].removeprefix(quote)
    return found[0] if _NUMBER.fullmatch(cell.removesuffix(quote)) else f"{quote}{disarmed(cell)}"
