"""Statements that the database plans once in each connection, not each time: for long ones that are sent often.

Django sends values within the statement, so that each is planned by what it asks for. That is right where it matters
which rows are meant, and half of the work where a long statement always goes by the keys of a few: of the time that the
database took for a sign-off more than half went to planning. Such statements are prepared here, with a plan that serves
all values (``plan_cache_mode`` in the settings of the connection). Each parameter's type must be clear where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg import Cursor


class PreparingCursor(Cursor[Any]):
    """Prepares what it executes, and sends the values beside it.

    The connection prepares nothing at other times, and so remembers nothing of what others send.
    """

    def execute(self, *args: Any, **kwargs: Any) -> PreparingCursor:
        """As usual, prepared."""
        self.connection.prepare_threshold = 0
        try:
            return super().execute(*args, **kwargs, prepare=True)
        finally:
            self.connection.prepare_threshold = None


class Noting(CursorDebugWrapper):
    """Notes the statement as it was given: what is prepared has no text with the values in it."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        """As usual."""
        with self.debug_sql(sql, params):
            return CursorWrapper.execute(self, sql, params)


@contextmanager
def planned_once() -> Iterator[CursorWrapper]:
    """A cursor for such statements, on the connection and in the transaction that one is in."""
    connection.ensure_connection()
    wrap = Noting if connection.queries_logged else CursorWrapper
    with wrap(PreparingCursor(connection.connection), connection) as cursor:
        yield cursor
