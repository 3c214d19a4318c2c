"""Dates, moments, numbers and sizes as Norwegians read them, in the language of the page (PL-UI-001)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

THIN_SPACE = "\u202f"  # narrow, and never broken over two lines
UNITS = ("B", "kB", "MB", "GB", "TB")


def _day(value: date | datetime) -> date:
    if not isinstance(value, datetime):
        return value
    return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()


def _in_english() -> bool:
    return (get_language() or "nb").startswith("en")


def long_date(value: date | datetime | None) -> str:
    """«tirsdag 24. november 2026»."""
    if value is None:
        return ""
    return format_date(_day(value), "l j F Y" if _in_english() else "l j. F Y")


def plain_date(value: date | datetime | None) -> str:
    """«24. november 2026»."""
    if value is None:
        return ""
    return format_date(_day(value), "j F Y" if _in_english() else "j. F Y")


def short_date(value: date | datetime | None) -> str:
    """«24.11.2026», in English «24 Nov 2026»."""
    if value is None:
        return ""
    day = _day(value)
    return format_date(day, "j M Y") if _in_english() else f"{day.day:02}.{day.month:02}.{day.year:04}"


def moment(value: datetime | None) -> str:
    """«24. november 2026 kl. 14.05», in Norwegian time."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_date(local, "j F Y, H:i" if _in_english() else r"j. F Y \k\l. H.i")


def short_moment(value: datetime | None) -> str:
    """«24.11.2026 kl. 14.05», for lists."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_date(local, "j M Y, H:i" if _in_english() else r"d.m.Y \k\l. H.i")


def number(value: float | Decimal | int | None, decimals: int | None = None) -> str:
    """«1 234 567,5» with thin spaces that never break."""
    if value is None:
        return ""
    digits = f"{value:,}" if decimals is None else f"{value:,.{decimals}f}"
    whole, _dot, fraction = digits.partition(".")
    comma = "." if _in_english() else ","
    return whole.replace(",", THIN_SPACE).replace("-", "−") + (f"{comma}{fraction}" if fraction else "")


def relative_day(value: date | datetime | None, today: date) -> str:
    """«i dag», «i morgen», «om 3 dager», «for 3 dager siden»."""
    if value is None:
        return ""
    days = (_day(value) - today).days
    if days in (-1, 0, 1):
        return (gettext("today"), gettext("tomorrow"), gettext("yesterday"))[days]
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": number(days)}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": number(-days)}


def file_size(value: int | None) -> str:
    """«2,4 MB», in thousands as file managers and operators count."""
    if value is None:
        return ""
    size, unit = float(value), 0
    while size >= 999.5 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    decimals = 1 if unit and size < 99.95 else 0
    text = number(size, decimals)
    return f"{text.removesuffix(',0').removesuffix('.0')}\u00a0{UNITS[unit]}"


def mail_address(value: str) -> SafeString:
    """An e-mail address that is broken in front of its domain, where it must be broken at all."""
    name, at, domain = value.partition("@")
    return format_html("{}<wbr>{}", name, f"{at}{domain}") if at else format_html("{}", value)
