"""Full-text search in which any run of characters can be found, a word of one Chinese character included.

Chinese does not mark its words, and a word list cuts names wrongly, so every character is indexed as a token of its own
and a query is a phrase of such tokens: it finds what LIKE '%query%' finds, out of an index. Width and case do not
matter (２０２５年 and 2025年 are one); words with blanks between them must all be there. An empty query finds all rows.
"""

import re
import sqlite3
from collections.abc import Sequence

from sqlite_utils import Database

SEARCHED = {
    "documents": ("title", "issuer", "document_number", "text"),
    "sections": ("heading",),
    "tasks": ("text",),
    "responsibilities": ("name",),
    "agencies": ("name",),
    "targets": ("indicator", "quote"),
    "results": ("indicator", "quote"),
    "indicators": ("name",),
    "citations": ("title", "document_number"),
}

# SQLite's ascii tokenizer takes ASCII letters and digits and everything beyond ASCII for parts of tokens. Punctuation
# therefore goes to its full-width form, letters and digits to ASCII, blank and control characters to signs for them.
_ROW = "\ufdd0"  # begins every value: what an empty query looks for; a noncharacter that no text holds
_PRINTING = range(0x21, 0x7F)
_TO_FULL_WIDTH = 0xFEE0
_FOLD = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x20: 0x3000, 0x7F: 0x2421}
    | {code: code + _TO_FULL_WIDTH for code in _PRINTING if not chr(code).isalnum()}
    | {code + _TO_FULL_WIDTH: code for code in _PRINTING if chr(code).isalnum()}
)

_PHRASE = re.compile(r'"([^"]*[^"\s][^"]*)"(?!\S)|(\S+)')

_INDEX = (
    "create virtual table {table}_fts using fts5 ({columns}, content='', tokenize='ascii')",
    "insert into {table}_fts (rowid, {columns}) select rowid, {present} from {table} as present",
    """create trigger {table}_fts_insert after insert on {table} begin
        insert into {table}_fts (rowid, {columns}) values (new.rowid, {new});
    end""",
    """create trigger {table}_fts_delete after delete on {table} begin
        insert into {table}_fts ({table}_fts, rowid, {columns}) values ('delete', old.rowid, {old});
    end""",
    """create trigger {table}_fts_update after update on {table}
    when ({old_values}) is not ({new_values}) begin
        insert into {table}_fts ({table}_fts, rowid, {columns}) values ('delete', old.rowid, {old});
        insert into {table}_fts (rowid, {columns}) values (new.rowid, {new});
    end""",
)


def search_tokens(text: str | None) -> str:
    """What is indexed of a value: its characters as tokens, blanks between, in one width, after a sign for the row.

    >>> search_tokens("达到９５%")[2:]
    '达 到 9 5 ％'
    """
    return " ".join(_ROW + (text or "").translate(_FOLD))


def match_expression(query: str) -> str:
    """The FTS5 query that finds the rows holding every word of what was typed, whatever characters it is made of.

    >>> match_expression('碳排放 "2030"')
    '"碳 排 放" "＂ 2 0 3 0 ＂"'
    """
    return match_all(query.split() or [query])


def match_all(phrases: Sequence[str]) -> str:
    """The FTS5 query that finds the rows holding each of these phrases, blanks within them included; of none all rows.

    >>> match_all(["碳排放", "a b"])
    '"碳 排 放" "a 　 b"'
    """
    return " ".join('"{}"'.format(" ".join((phrase or _ROW).translate(_FOLD))) for phrase in phrases or [_ROW])


def phrases(query: str) -> list[str]:
    """The words of what was typed; what stands between two quotation marks is one phrase, with its blanks.

    >>> phrases('碳排放 "to 2030" 5"')
    ['碳排放', 'to 2030', '5"']
    """
    return [quoted or word for quoted, word in _PHRASE.findall(query)]


def pattern(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """What finds the places where the search found its phrases, in any width and case; None for no phrase.

    >>> pattern(["24%", "PM"]).findall("达到２４％，pm2.5")
    ['２４％', 'pm']
    """
    wanted = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)
    return re.compile("|".join("".join(map(_any_width, phrase)) for phrase in wanted)) if wanted else None


def _any_width(character: str) -> str:
    code = ord(character)
    narrow = code - _TO_FULL_WIDTH if code - _TO_FULL_WIDTH in _PRINTING else code
    if code in (0x20, 0x3000):
        return "[ 　]"
    if narrow not in _PRINTING:
        return re.escape(character)
    forms = {
        form
        for letter in {chr(narrow).lower(), chr(narrow).upper()}
        for form in (letter, chr(ord(letter) + _TO_FULL_WIDTH))
    }
    return "[" + "".join(re.escape(form) for form in sorted(forms)) + "]"


def prepare(connection: sqlite3.Connection) -> None:
    """Gives a connection what it needs to write to a database with search: the triggers call ``search_tokens``.

    REPLACE fires the triggers of the row that it replaces only with recursive triggers on.
    """
    connection.create_function("search_tokens", 1, search_tokens, deterministic=True)
    connection.execute("pragma recursive_triggers = on")


def create_search(db: Database) -> None:
    """Adds to a database the search index of each table in ``SEARCHED`` that has none yet, and indexes the rows in it.

    The index of ``targets`` is ``targets_fts``, its rowids those of the table; triggers keep the two in step, inside
    the transaction that writes. It holds no copy of the text. Calls ``prepare``; commits nothing by itself.
    """
    prepare(db.conn)
    existing = set(db.table_names())
    for table, columns in SEARCHED.items():
        if f"{table}_fts" not in existing:
            _create_index(db.conn, table, columns)


def _create_index(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> None:
    tokens = {
        row: ", ".join(f"search_tokens({row}.{column})" for column in columns) for row in ("present", "old", "new")
    }
    values = {f"{row}_values": ", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new")}
    for statement in _INDEX:
        connection.execute(statement.format(table=table, columns=", ".join(columns), **tokens, **values))
