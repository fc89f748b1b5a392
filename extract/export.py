"""Tables of the database as files: CSV and XLSX that a spreadsheet opens rightly, JSON Lines that lose nothing."""

import csv
import json
import re
import shutil
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, Literal

import xlsxwriter
from sqlite_utils import Database
from xlsxwriter.exceptions import XlsxWriterException

from extract.publish import open_for_reading
from extract.schema import TABLES

Format = Literal["csv", "jsonl", "xlsx"]
Cell = str | int | float | None
Row = tuple[Cell, ...]

CELL_LIMIT: Final = 32_767  # UTF-16 units in a cell of a spreadsheet
SHEET_ROWS: Final = 1_048_575  # below the header
WIDEST_COLUMN: Final = 60
EVERY: Final = 1_000  # rows after which progress is told
CUT_MARK: Final = "……〔截断 cut〕"

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")

_AGENCIES = (
    "(select group_concat(name, '、') from (select a.name from responsibilities r join agencies a on a.id = r.agency_id"
    " where r.task_id = x.{task} group by a.name order by min(r.start))) as agencies"
)
_ADDED: Final = {  # what a reader wants beside the columns of a table
    "targets": (_AGENCIES.format(task="task_id"),),
    "results": (_AGENCIES.format(task="task_id"),),
    "tasks": (_AGENCIES.format(task="id"),),
    "responsibilities": ("a.name as agency", "t.text as task"),
    "cells": ("t.document_id as document_id", "t.title as table_title"),
}
_JOINED: Final = {
    "responsibilities": "join tasks t on t.id = x.task_id join documents d on d.id = t.document_id "
    "join agencies a on a.id = x.agency_id",
    "cells": "join tables t on t.id = x.table_id join documents d on d.id = t.document_id",
} | dict.fromkeys(
    ("targets", "results", "tasks", "sections", "quantities", "dates", "citations", "tables"),
    "join documents d on d.id = x.document_id",
)


class ExportError(Exception):
    """What can't be exported, and why."""


def export(
    database: Path,
    table: str | None,
    format: Format,
    out: Path,
    on_rows: Callable[[int, int], None] = lambda at, total: None,
) -> int:
    """The number of rows written to the file ``out``: of one table or, where None is named, of ``targets`` as CSV and
    JSON Lines and of each table, a sheet for each, as XLSX.

    Rows that belong to a document have its title beside their own columns; targets, results and tasks their agencies.
    In CSV a text that a spreadsheet would run as a formula gets an apostrophe in front. In both kinds of spreadsheet a
    text too long for a cell ends in CUT_MARK, and control characters are left out. ``on_rows`` is told now and then how
    many rows are written, and of how many.

    Raises PublishError where the database can't be read, ExportError for an unknown table or a file that can't be made,
    OSError where it can't be written to its end.
    """
    if table is not None and table not in TABLES:
        raise ExportError(f"no table {table!r}; there are {', '.join(TABLES)}")
    with closing(open_for_reading(database)) as db:
        if out.exists() and out.samefile(database):
            raise ExportError(f"{out}: that is the database itself")
        db.execute("begin")  # one state of the database for all tables, whoever writes meanwhile
        try:
            tables = (table,) if table else TABLES if format == "xlsx" else ("targets",)
            told = _Told(on_rows, sum(db.table(name).count for name in tables))
            if format == "xlsx":
                return _write_xlsx(db, tables, out, told)
            columns, rows = _read(db, tables[0])
            rows = told.each(rows)
            return (_write_csv if format == "csv" else _write_jsonl)(columns, rows, out)
        except OSError as error:
            if error.filename is None:  # it could be opened, and no more be written
                raise OSError(error.errno, error.strerror, str(out)) from error
            raise ExportError(f"{out}: {error.strerror}") from error
        except XlsxWriterException as error:
            raise ExportError(f"{out}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise ExportError(f"{database}: {error}") from error


class _Told:
    """Tells how many rows of all tables have been taken."""

    def __init__(self, on_rows: Callable[[int, int], None], total: int) -> None:
        self._on_rows, self._total, self._at = on_rows, total, 0

    def each(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows."""
        for row in rows:
            if self._at % EVERY == 0:
                self._on_rows(self._at, self._total)
            self._at += 1
            yield row


def _read(db: Database, table: str) -> tuple[list[str], Iterator[Row]]:
    """The names of the columns, and the rows in the order of the documents and their texts."""
    joined = _JOINED.get(table)
    if joined is None:
        cursor = db.execute(f"select x.* from {table} x order by x.rowid")  # noqa: S608 -- a name in TABLES
    else:
        select = "".join(f"{column}, " for column in ("d.title as document_title", *_ADDED.get(table, ())))
        cursor = db.execute(f"select {select}x.* from {table} x {joined} order by d.source, x.rowid")  # noqa: S608
    return [column[0] for column in cursor.description], cursor


def _write_jsonl(columns: list[str], rows: Iterator[Row], out: Path) -> int:
    count = 0
    with out.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_csv(columns: list[str], rows: Iterator[Row], out: Path) -> int:
    count = 0
    with out.open("w", encoding="utf-8-sig", newline="") as file:  # Excel takes a file without the mark for GBK
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([spreadsheet_cell(cell) for cell in row])
            count += 1
    return count


def _write_xlsx(db: Database, tables: tuple[str, ...], out: Path, told: _Told) -> int:
    for table in tables:
        count = db.table(table).count
        if count > SHEET_ROWS:
            raise ExportError(f"{table} has {count} rows, a sheet holds {SHEET_ROWS}: export it as csv or jsonl")
    written = 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with out.open("wb") as file, TemporaryFile() as made:  # what can't be written to its end leaves no archive open
        with xlsxwriter.Workbook(made, options) as book:
            bold = book.add_format({"bold": True})
            for table in tables:
                columns, rows = _read(db, table)
                written += _write_sheet(book.add_worksheet(table), columns, told.each(rows), bold)
        made.seek(0)
        shutil.copyfileobj(made, file)
    return written


def _write_sheet(
    sheet: xlsxwriter.worksheet.Worksheet, columns: list[str], rows: Iterator[Row], bold: xlsxwriter.format.Format
) -> int:
    sheet.freeze_panes(1, 0)
    fitted = (tuple(_fitted(cell) for cell in row) for row in rows)
    first = list(islice(fitted, 100))
    for n, column in enumerate(columns):
        widths = [_width(column), *(_width(str(row[n])) for row in first if row[n] is not None)]
        sheet.set_column(n, n, min(max(widths) + 2, WIDEST_COLUMN))
        sheet.write_string(0, n, column, bold)
    count = 0
    for row in chain(first, fitted):
        count += 1
        for n, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(count, n, cell)  # never taken for a formula, a link, a number or a date
            elif cell is not None:
                sheet.write_number(count, n, cell)
    return count


def spreadsheet_cell(cell: Cell) -> Cell:
    """A cell of a CSV file that a spreadsheet can hold and does not run.

    >>> spreadsheet_cell("=1+1"), spreadsheet_cell(24.0)
    ("'=1+1", 24)
    """
    return disarmed(_fitted(cell))


def _fitted(cell: Cell) -> Cell:
    """A cell as a spreadsheet can hold it.

    >>> _fitted("a\\x07b"), _fitted(24.0), len(_fitted("政" * 40_000))
    ('ab', 24, 32767)
    """
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if not isinstance(cell, str):
        return cell
    text = _NOT_IN_XML.sub("", cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell)
    if 2 * len(text) <= CELL_LIMIT:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    return units[: 2 * (CELL_LIMIT - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK


def disarmed(cell: Cell) -> Cell:
    """A text that no spreadsheet runs; a number, or a sign that stands alone, as it is.

    >>> disarmed("=1+1"), disarmed("-5%"), disarmed(-5), disarmed("=")
    ("'=1+1", "'-5%", -5, '=')
    """
    is_formula = isinstance(cell, str) and len(cell) > 1 and cell.startswith(_STARTS_FORMULA)
    return f"'{cell}" if is_formula else cell


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:WIDEST_COLUMN])
