"""Addresses of pages of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from datasette.utils import tilde_encode

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette


def page_url(datasette: Datasette, database: str, page: str, key: str | None = None, **query: object) -> str:
    """The address of a page of ours: of a kind, about a record where a key is given, with what is asked of it."""
    path = f"{datasette.urls.database(database)}/-/{page}" + (f"/{tilde_encode(key)}" if key else "")
    asked = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(asked)}" if asked else path
