"""When wrong tries lock an address, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong tries in a row lock for so long."""

    tries: int
    locked_for: timedelta


PASSWORD = Limit(tries=10, locked_for=timedelta(minutes=15))
CODE = Limit(tries=5, locked_for=timedelta(minutes=5))


def is_locked(limit: Limit, *, count: int, last_at: datetime, now: datetime) -> bool:
    """Ten wrong passwords in a row lock the address for a quarter of an hour, five wrong codes for five minutes."""
    return count >= limit.tries and now < last_at + limit.locked_for
