"""The cells of the first sheet of an Excel workbook, each with what kind of value it is; for files that are imported.

Nothing is worked out: a formula is told as one. Rows go through memory one by one, and only what is filled in is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, NamedTuple

import openpyxl

from .archive import Archive
from .kinds import Kind, ending
from .limits import Outcome, Unreadable

MAX_TABLE_ROWS = 5_000
MAX_FILLED_IN_ROW = 100
MAX_TABLE_TEXT = 8_000_000
MAX_CELL_TEXT = 32_767
"""Excel lets nobody write more in a cell."""
MAX_MERGED = 1_000
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")


class Read(NamedTuple):
    """A cell: ``kind`` is text, number, truth, date, formula or error."""

    kind: str
    text: str


def table(data: bytes, kind: Kind, file_name: str, wanted: Mapping[str, int]) -> dict[str, Any]:
    """The rows with their numbers; ``more`` where there are more than are read, ``merged`` the ranges of merged cells.

    ``rows`` of the order is how many filled rows somebody can use at most.
    """
    if kind is not Kind.SHEET:
        raise Unreadable(Outcome.UNSUPPORTED)
    archive = Archive(data)
    if archive.has_macros or ending(file_name) != "xlsx":
        return {"macros": archive.has_macros, "rows": [], "merged": [], "more": False}
    archive.check_all_xml()
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
    if not book.worksheets:
        raise Unreadable(Outcome.EMPTY)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    rows, more = _rows(sheet, min(int(wanted.get("rows", MAX_TABLE_ROWS)), MAX_TABLE_ROWS))
    path = sheet._worksheet_path.lstrip("/")  # no other way leads to the part that names what is merged
    merged = [one.decode() for one in MERGED.findall(archive.xml(path))[:MAX_MERGED]]
    return {"macros": False, "rows": rows, "merged": merged, "more": more}


def _rows(sheet: Any, most: int) -> tuple[list[tuple[int, dict[int, Read]]], bool]:
    """The rows in which something is filled in, as far as they can be used, and whether there are more."""
    rows: list[tuple[int, dict[int, Read]]] = []
    left = MAX_TABLE_TEXT
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = {place: read for place, cell in enumerate(row, start=1) if (read := _read(cell)).text}
        if not cells:
            continue
        if any(len(one.text) > MAX_CELL_TEXT for one in cells.values()):
            raise Unreadable(Outcome.BROKEN)
        left -= sum(len(one.text) for one in cells.values())
        if len(rows) == most or len(cells) > MAX_FILLED_IN_ROW or left < 0:
            return rows, True
        rows.append((number, cells))
    return rows, False


def _read(cell: Any) -> Read:
    """The cell as it stands; a text of blanks alone is nothing."""
    value = cell.value
    if value is None:
        return Read("text", "")
    if cell.data_type == "f":
        return Read("formula", "=")
    if cell.data_type == "e":
        return Read("error", str(value)[:50])
    if isinstance(value, bool):
        return Read("truth", "1" if value else "0")
    if isinstance(value, datetime | date):
        is_day = not isinstance(value, datetime) or value.time() == time()
        return Read("date", value.strftime("%d.%m.%Y" if is_day else "%d.%m.%Y %H:%M"))
    if isinstance(value, time | timedelta):
        return Read("date", str(value))
    if isinstance(value, int | float):
        return Read("number", f"{value:.15g}")
    return Read("text", _plain(str(value)))


def _plain(text: str) -> str:
    """Without what no database or page can hold, and without blanks around it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    kept = "".join(sign for sign in text if sign in "\n\t" or sign.isprintable() or sign == "\xa0")
    return kept.encode("utf-8", "ignore").decode().strip()
