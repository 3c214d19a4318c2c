"""When wrong tries lock an address, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

TRIES = 10
LOCKED_FOR = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


def is_locked(*, count: int, last_at: datetime, now: datetime) -> bool:
    """Ten wrong tries in a row lock the address for a quarter of an hour."""
    return count >= TRIES and now < last_at + LOCKED_FOR
