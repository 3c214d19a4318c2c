"""Periods as people say them, by a last day, and as they are kept: from a day until, and not with, another."""

from __future__ import annotations

from datetime import date, timedelta


def day_after(last_day: date | None) -> date | None:
    """The day a period with this last day is over; none without one, nor with the calendar's own last (9999-12-31),
    by which other systems say that a period has no end."""
    return last_day + timedelta(days=1) if last_day and last_day < date.max else None
