"""How long closed cases are kept (KL-CASE-010)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def keep_until(closed_on: date, years: int) -> date:
    """The day from which a case closed on the day may be deleted: the same date so many years on."""
    year = closed_on.year + years
    return date(year, closed_on.month, min(closed_on.day, monthrange(year, closed_on.month)[1]))
