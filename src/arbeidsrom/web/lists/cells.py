"""How a value looks in a row of a list."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from arbeidsrom.web.components import formats, icons
from arbeidsrom.web.status import Status

NOTHING = "–"


def shown(value: Any) -> SafeString:
    """The value as markup: dates and numbers the Norwegian way, a status with its symbol, a dash for nothing."""
    if isinstance(value, Status):
        return format_html(
            '<span class="ds-tag" data-color="{}">{}{}</span>', value.colour, icons.icon(value.symbol), value.label
        )
    if isinstance(value, SafeString):
        return value
    return escape(plain(value) or NOTHING)


def plain(value: Any) -> str:
    """The value as text."""
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
