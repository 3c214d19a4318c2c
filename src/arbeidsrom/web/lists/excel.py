"""Exactly what is filtered, as an Excel file that says who made it and when (KL-MEMB-005)."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.components import formats
from arbeidsrom.web.lists import cells
from arbeidsrom.web.lists.choice import Choice, Window
from arbeidsrom.web.lists.declaration import Column, Listing, Row
from arbeidsrom.web.lists.long import IN_REQUEST
from arbeidsrom.web.lists.shown import chips, chosen_columns, kept_columns, offered
from arbeidsrom.web.status import Status

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

BATCH = 1000
MOST_ROWS = 1_048_575
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
FILLS = {"success": "#C6EFCE", "warning": "#FFEB9C", "danger": "#FFC7CE"}
IN_MEMORY = Path("/dev/shm")  # noqa: S108 what is written on the way there never reaches a disk
ROOM = "arbeidsrom-list-"

Told = Callable[[int, int], None]


def _nobody_told(seen: int, count: int) -> None:
    """Nobody waits to hear how far it has come."""


def every_row(listing: Listing[Row], choice: Choice, actor: Actor, *, told: Told = _nobody_told) -> Iterable[Row]:
    """All rows that match, in batches; behind the last row where the query can, else counted from the start.

    ``told`` hears after each batch how many have been used, of how many.
    """
    after, seen = "", 0
    while True:
        result = listing.query(actor, choice, Window(seen, BATCH, after, counted=IN_REQUEST))
        yield from result.rows
        seen += len(result.rows)
        told(seen, result.count)
        if len(result.rows) < BATCH or seen >= min(result.count, MOST_ROWS):
            return
        after = listing.row_id(result.rows[-1]) if result.keyset else ""


def file_name(title: str, day: date) -> str:
    """What the file of a list is called where it is saved."""
    return f"{slugify(title) or 'list'}-{day:%Y-%m-%d}.xlsx"


def with_columns(listing: Listing[Row], choice: Choice, actor: Actor) -> Choice:
    """The choice with the columns that the person sees, to hold whatever they choose later."""
    columns = chosen_columns(listing, choice, kept_columns(listing, actor))
    return choice.changed(columns=tuple(column.key for column in columns))


def workbook(
    listing: Listing[Row], choice: Choice, *, actor: Actor, now: datetime, told: Told = _nobody_told
) -> IO[bytes]:
    """The file, at its beginning. Rows go through memory one by one; nothing is left on the disk."""
    columns = chosen_columns(listing, choice, kept_columns(listing, actor))
    with _room() as folder:
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 the response closes it
        try:
            _write_book(file, folder, listing, columns, choice, actor, now, told)
        except BaseException:
            file.close()
            raise
    file.seek(0)
    return file


@contextmanager
def _room() -> Iterator[str | None]:
    """A folder in memory for what is written on the way, gone afterwards; what killed processes left goes first."""
    if not IN_MEMORY.is_dir():
        yield None
        return
    for left in IN_MEMORY.glob(f"{ROOM}*"):
        if not _is_running(left.name.removeprefix(ROOM).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=IN_MEMORY, prefix=f"{ROOM}{os.getpid()}-") as folder:
        yield folder


def _is_running(process: str) -> bool:
    with suppress(PermissionError):  # somebody else's, and alive
        try:
            os.kill(int(process), 0)
        except (ProcessLookupError, ValueError):
            return False
    return True


def _write_book(
    file: IO[bytes],
    folder: str | None,
    listing: Listing[Row],
    columns: Sequence[Column[Row]],
    choice: Choice,
    actor: Actor,
    now: datetime,
    told: Told,
) -> None:
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
    count = _rows_sheet(book, columns, every_row(listing, choice, actor, told=told), made_by)
    _about_sheet(
        book, listing, made_by, [chip.label for chip in chips(listing, choice, offered(listing, actor))], actor, count
    )
    book.close()


def _rows_sheet(book: Any, columns: Sequence[Column[Row]], rows: Iterable[Row], made_by: str) -> int:
    sheet = book.add_worksheet(gettext("List"))
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    formats_of = {
        "date": book.add_format({"num_format": "dd.mm.yyyy"}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        "quoted": book.add_format({"quote_prefix": True}),
        **{colour: book.add_format({"bg_color": fill}) for colour, fill in FILLS.items()},
    }
    head = _groups(sheet, columns, bold)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(head, place, str(column.label), wrapped if head else bold)
    line = head
    for line, row in enumerate(rows, start=head + 1):
        for place, column in enumerate(columns):
            _write(sheet, line, place, (column.excel or column.cell)(row), formats_of, filled=column.filled)
    sheet.freeze_panes(head + 1, 1 if head else 0)
    sheet.autofilter(head, 0, max(line, head + 1), max(len(columns) - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head)
    sheet.set_footer(f"&L{made_by.replace('&', '&&')[:200]}&R&P / &N")
    return line - head


def _groups(sheet: Any, columns: Sequence[Column[Any]], bold: Any) -> int:
    """The names of the groups above the columns, once each; gives the line that the headings stand in."""
    groups = [str(column.group) for column in columns]
    if not any(groups):
        return 0
    for place, group in enumerate(groups):
        if group and (place == 0 or groups[place - 1] != group):
            sheet.write_string(0, place, group, bold)
    return 1


def _write(sheet: Any, line: int, place: int, value: Any, looks: dict[str, Any], *, filled: bool = False) -> None:
    if filled and isinstance(value, Status):
        sheet.write_string(line, place, cells.plain(value), looks.get(value.colour))
    elif isinstance(value, bool) or value is None:
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
    book: Any, listing: Listing[Any], made_by: str, left_out: Sequence[str], actor: Actor, count: int
) -> None:
    sheet = book.add_worksheet(gettext("About this list"))
    sheet.set_column(0, 0, 80)
    lines = [
        str(listing.title),
        made_by,
        gettext("Acting as: %(position)s") % {"position": actor.position_label or "–"},
        listing.count_label(count),
        *(left_out or [gettext("Nothing was left out.")]),
    ]
    for number, text in enumerate(lines):
        sheet.write_string(number, 0, text)
