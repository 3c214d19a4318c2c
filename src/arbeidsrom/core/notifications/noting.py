"""What has happened outside is noted, even when the database is lost at that very moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection

PATIENCE = timedelta(minutes=2)  # shorter than the time after which others take the message for lost
PAUSE = 0.5
Noted = TypeVar("Noted")


def surely(note: Callable[[], Noted]) -> Noted:
    """Note it, again and again while the database is being started; what was noted twice stands there once."""
    until = time.monotonic() + PATIENCE.total_seconds()
    while True:
        try:
            return note()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > until:
                raise
        time.sleep(PAUSE)
        close_old_connections()
