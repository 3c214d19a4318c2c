"""Exactly what is filtered, as an Excel file that says who made it and when (KL-MEMB-005)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.components import formats
from arbeidsrom.web.lists import cells
from arbeidsrom.web.lists.choice import Choice, Window
from arbeidsrom.web.lists.declaration import Column, Listing, Row

BATCH = 1000
MOST_ROWS = 1_048_575
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
IN_MEMORY = Path("/dev/shm")  # noqa: S108 what is written on the way there never reaches a disk


def every_row(listing: Listing[Row], choice: Choice, actor: Actor) -> Iterable[Row]:
    """All rows that match, in batches; behind the last row where the query can, else counted from the start."""
    after, seen = "", 0
    while True:
        result = listing.query(actor, choice, Window(seen, BATCH, after))
        yield from result.rows
        seen += len(result.rows)
        if len(result.rows) < BATCH or seen >= min(result.count, MOST_ROWS):
            return
        after = listing.row_id(result.rows[-1]) if result.keyset else ""


def workbook(
    listing: Listing[Row],
    columns: Sequence[Column[Row]],
    choice: Choice,
    *,
    chips: Sequence[str],
    actor: Actor,
    now: datetime,
) -> IO[bytes]:
    """The file, at its beginning. Rows go through memory one by one; nothing is left on the disk."""
    folder = str(IN_MEMORY) if IN_MEMORY.is_dir() else None
    file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 the response closes it
    options = {"constant_memory": True, "tmpdir": folder} if folder else {"in_memory": True}
    book = xlsxwriter.Workbook(
        file,
        {
            **options,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    made_by = gettext("Made by %(name)s, %(when)s") % {"name": actor.label, "when": formats.moment(now)}
    book.set_properties({"title": str(listing.title), "author": actor.label, "comments": made_by})
    count = _rows_sheet(book, listing, columns, every_row(listing, choice, actor), made_by)
    _about_sheet(book, listing, made_by, chips, actor, count)
    book.close()
    file.seek(0)
    return file


def _rows_sheet(
    book: Any, listing: Listing[Row], columns: Sequence[Column[Row]], rows: Iterable[Row], made_by: str
) -> int:
    sheet = book.add_worksheet(gettext("List"))
    bold = book.add_format({"bold": True, "bottom": 1})
    formats_of = {
        "date": book.add_format({"num_format": "dd.mm.yyyy"}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        "quoted": book.add_format({"quote_prefix": True}),
    }
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.label), bold)
    line = 0
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            _write(sheet, line, place, (column.excel or column.cell)(row), formats_of)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(line, 1), max(len(columns) - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{made_by.replace('&', '&&')[:200]}&R&P / &N")
    return line


def _write(sheet: Any, line: int, place: int, value: Any, looks: dict[str, Any]) -> None:
    if isinstance(value, bool) or value is None:
        sheet.write_string(line, place, cells.plain(value))
    elif isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(line, place, local.replace(tzinfo=None), looks["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, looks["date"])
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, place, float(value))
    else:
        text = cells.plain(value)
        sheet.write_string(line, place, text[:32_767], looks["quoted"] if text.startswith(LIKE_A_FORMULA) else None)


def _about_sheet(
    book: Any, listing: Listing[Any], made_by: str, chips: Sequence[str], actor: Actor, count: int
) -> None:
    sheet = book.add_worksheet(gettext("About this list"))
    sheet.set_column(0, 0, 80)
    lines = [
        str(listing.title),
        made_by,
        gettext("Acting as: %(position)s") % {"position": actor.position_label or "–"},
        listing.count_label(count),
        *(chips or [gettext("Nothing was left out.")]),
    ]
    for number, text in enumerate(lines):
        sheet.write_string(number, 0, text)
