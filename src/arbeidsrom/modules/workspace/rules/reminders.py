"""When a deadline reminds: seven, three and one days before, and when it has passed (KL-CASE-005)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

DAYS_BEFORE = (7, 3, 1)
PASSED = "passed"


def reminders_due(due: date, today: date, sent: Collection[str]) -> list[str]:
    """The reminder to send today, by its name, unless it was sent; earlier ones that were missed stay unsent."""
    left = (due - today).days
    if left < 0:
        return [] if PASSED in sent else [PASSED]
    reached = [days for days in DAYS_BEFORE if left <= days]
    if not reached:
        return []
    name = str(min(reached))
    return [] if name in sent else [name]
