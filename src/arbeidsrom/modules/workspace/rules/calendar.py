"""Days, weeks and months as the courts count them, over Norwegian public holidays (domstolloven §§ 148–149)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

import holidays

from .words import Words

NORWAY = holidays.country_holidays("NO", language="no")
NORWAY_IN_ENGLISH = holidays.country_holidays("NO", language="en_US")
SATURDAY = 5


class Length(StrEnum):
    """The units in which the law measures time limits."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


def after(start: date, length: int, unit: Length) -> date:
    """The last day of a limit: the same weekday so many weeks on, or the same date so many months on.

    Where the month is too short it is the month's last day.
    """
    if unit is Length.DAYS:
        return start + timedelta(days=length)
    if unit is Length.WEEKS:
        return start + timedelta(weeks=length)
    months = start.year * 12 + start.month - 1 + length
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def holiday(day: date) -> Words | None:
    """The public holiday on the day, if any."""
    name = NORWAY.get(day)
    return Words(name, name, NORWAY_IN_ENGLISH[day]) if name else None


def is_working_day(day: date) -> bool:
    """Neither Saturday, Sunday nor a public holiday."""
    return day.weekday() < SATURDAY and day not in NORWAY


def next_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date) -> date:
    """The day itself when it is a working day, else the last one before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
