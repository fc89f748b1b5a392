"""What a server that everyone can reach needs: no script but our own, pages that caches may keep, a word to robots.

Switched on by Datasette's own configuration, ``{"plugins": {"zhengce": {"public": true}}}``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Request, Response

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

ROBOTS_ROUTE = r"/robots\.txt$"

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_PAGE_SECONDS, _FILE_SECONDS = 300, 86_400  # how long caches may keep a page, and a style sheet or script
_FILES = re.compile(r"/-/static(-plugins)?/")
_WITHIN = re.compile(r"/-/(databases|threads|plugins|versions|permissions|allow-debug|messages|patterns)(\.json)?$")
_ROBOTS = """\
User-agent: *
Disallow: {base}*?
Disallow: {base}*.json$
Disallow: {base}*.csv$
Disallow: {base}*/-/search
Disallow: {base}*/-/cite/
"""

# Datasette's pages have three small scripts of their own in their text; they are named by what they hold.
_DATASETTE_SCRIPTS = ("_close_open_menus.html", "_codemirror_foot.html")
_FACETS_SCRIPTS = ("DATASETTE_ALLOW_FACET = true;", "DATASETTE_ALLOW_FACET = false;")


def is_public(datasette: Datasette) -> bool:
    """Whether this Datasette was told that everyone can reach it."""
    return bool((datasette.plugin_config("zhengce") or {}).get("public"))


def wrapper(datasette: Datasette) -> Callable[[App], App]:
    """What gives the responses of a public server their headers, and shows nobody how the server is set up."""
    if not is_public(datasette):
        return lambda app: app
    base = datasette.setting("base_url")

    def wrap(app: App) -> App:
        async def public(
            scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
        ) -> None:
            path = "/" + scope["path"].removeprefix(base).lstrip("/") if scope["type"] == "http" else ""
            if _WITHIN.match(path):
                scope = {
                    **scope,
                    "path": f"{base}-/none",
                    "raw_path": f"{base}-/none".encode(),
                }  # where there is nothing

            async def send_with_headers(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": _headers(scope, path, message)}
                await send(message)

            await app(scope, receive, send_with_headers if scope["type"] == "http" else send)

        return public

    return wrap


async def robots(datasette: Datasette, request: Request) -> Response:
    """What robots should leave alone: whatever is the same in another order or form."""
    if not is_public(datasette):
        raise NotFound("Only a public server talks to robots")
    return Response.text(_ROBOTS.format(base=datasette.setting("base_url")))


def _headers(scope: Message, path: str, message: Message) -> Headers:
    headers = [(name.lower(), value) for name, value in message.get("headers", [])]
    given = dict(headers)
    asked = {name.lower() for name, _ in scope["headers"]}
    kept = given.get(b"cache-control", b"")
    for_one = asked & {b"cookie", b"authorization"} or b"set-cookie" in given or b"no-" in kept or b"private" in kept
    if message["status"] == 200 and not for_one:
        seconds = _FILE_SECONDS if _FILES.match(path) else _PAGE_SECONDS
        headers = [header for header in headers if header[0] not in (b"cache-control", b"vary")]
        headers.append((b"cache-control", f"public, max-age={seconds}".encode()))
        headers.append((b"vary", b"Cookie, Authorization"))
    return [
        *headers,
        (b"content-security-policy", _policy()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
    ]


@cache
def _policy() -> bytes:
    scripts = [*_FACETS_SCRIPTS]
    for name in _DATASETTE_SCRIPTS:
        template = files("datasette").joinpath("templates", name).read_text(encoding="utf-8")
        scripts += re.findall(r"<script>(.*?)</script>", template, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    named = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self' {named}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ).encode()
