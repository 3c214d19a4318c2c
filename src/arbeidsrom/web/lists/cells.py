"""How a value looks in a row of a list."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
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
    """The cells of each row as markup: a page has a thousand, which as nodes of a template take three times longer."""
    usual = list(columns) == [one for one in listing.columns if one.shown]
    writers = [_writer(column, first=place == 0, aside=usual and column.aside) for place, column in enumerate(columns)]
    if tickable:
        writers.insert(0, partial(_tick, listing))
    return tuple(SafeString("".join([write(row) for write in writers])) for row in found)


def _tick(listing: Listing[Row], row: Row) -> SafeString:
    return format_html(
        '<td class="list-tick" role="cell"><input class="ds-input" type="checkbox" name="ids" value="{}"'
        ' aria-label="{}"></td>',
        listing.row_id(row),
        listing.label_of(row),
    )


def _writer(column: Column[Row], *, first: bool, aside: bool) -> Callable[[Row], SafeString]:
    """Writes the column's cell of a row; what is the same in every row is made once."""
    places = ("list-first" if first else "", "list-aside" if aside else "")
    classes = " ".join(filter(None, (CLASSES.get(column.kind), *places)))
    begins = format_html('<td role="cell" class="{}" data-label="{}"><span class="list-value">', classes, column.label)
    value, link, secondary = column.cell, column.link, column.secondary

    def write(row: Row) -> SafeString:
        content = shown(value(row))
        if link and (url := link(row)):
            content = format_html('<a class="ds-link" href="{}">{}</a>', url, content)
        if secondary and (line := secondary(row)):
            content += format_html('<span class="secondary">{}</span>', line)
        return SafeString(f"{begins}{content}</span></td>")

    return write


def shown(value: Any) -> SafeString:
    """The value as markup: dates and numbers the Norwegian way, a status with its symbol, a dash for nothing."""
    if isinstance(value, SafeString):
        return value
    if isinstance(value, Status):
        return format_html(
            '<span class="ds-tag" data-color="{}">{}{}</span>', value.colour, icons.icon(value.symbol), value.label
        )
    return SafeString(html.escape(plain(value) or NOTHING))


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
