"""How a value looks in a row of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from arbeidsrom.web.components import formats, icons
from arbeidsrom.web.lists.declaration import Column, Listing, Row
from arbeidsrom.web.status import Status

NOTHING = "–"
CLASSES = {"number": "number", "date": "nowrap", "moment": "nowrap"}


def rows(
    listing: Listing[Row], columns: Sequence[Column[Row]], found: Sequence[Row], *, tickable: bool
) -> tuple[SafeString, ...]:
    """Each row as markup: a page has a thousand cells, which as nodes of a template take three times longer."""
    usual = list(columns) == [one for one in listing.columns if one.shown]
    writers = [_writer(column, first=place == 0, aside=usual and column.aside) for place, column in enumerate(columns)]
    if tickable:
        writers.insert(0, _tick(listing))
    return tuple(SafeString(f'<tr role="row">{"".join([write(row) for write in writers])}</tr>') for row in found)


def _tick(listing: Listing[Row]) -> Callable[[Row], str]:
    """Writes the box that chooses a row, which a screen reader calls by the row's name."""
    pattern, name_of = gettext("Choose %(row)s"), listing.columns[0].cell

    def write(row: Row) -> str:
        name = listing.row_label(row) if listing.row_label else pattern % {"row": name_of(row)}
        return (
            '<td class="list-tick" role="cell"><input class="ds-input" type="checkbox" name="ids"'
            f' value="{escape(listing.row_id(row))}" aria-label="{escape(str(name))}"></td>'
        )

    return write


def _writer(column: Column[Row], *, first: bool, aside: bool) -> Callable[[Row], str]:
    """Writes the column's cell of a row; what is the same in every row is made once."""
    places = ("list-first" if first else "", "list-aside" if aside else "")
    classes = " ".join(filter(None, (CLASSES.get(column.kind), *places)))
    begins = format_html('<td role="cell" class="{}" data-label="{}"><span class="list-value">', classes, column.label)
    value, link, secondary = column.cell, column.link, column.secondary

    def write(row: Row) -> str:
        content = shown(value(row))
        if link and (url := link(row)):
            content = f'<a class="ds-link" href="{escape(url)}">{content}</a>'
        if secondary and (line := secondary(row)):
            content += f'<span class="secondary">{shown(line)}</span>'
        return f"{begins}{content}</span></td>"

    return write


def shown(value: Any) -> str:
    """The value as markup: dates and numbers the Norwegian way, a status with its symbol, a dash for nothing."""
    if isinstance(value, SafeString):
        return value
    if isinstance(value, Status):
        return _tag(str(value.label), value.colour, value.symbol)
    return escape(plain(value) or NOTHING)


@lru_cache(maxsize=512)  # a day's deadlines are among the words
def _tag(label: str, colour: str, symbol: str) -> str:
    return format_html('<span class="ds-tag" data-color="{}">{}{}</span>', colour, icons.icon(symbol), label)


def plain(value: Any) -> str:
    """The value as text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return formats.short_moment(value)
    if isinstance(value, date):
        return formats.short_date(value)
    if isinstance(value, Decimal):
        return formats.number(int(value) if value == value.to_integral_value() else value)
    if isinstance(value, int | float):
        return formats.number(value)
    return str(value.label) if isinstance(value, Status) else str(value)
