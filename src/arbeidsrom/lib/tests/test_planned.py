"""Statements that are planned once in each connection."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from arbeidsrom.lib.planned import planned_once

pytestmark = pytest.mark.django_db

ASKS = "SELECT %(word)s::text, %(number)s::bigint, %(all)s::bigint[], %(at)s::timestamptz, %(nothing)s::date"
SAID = {"number": 3, "all": [1, 70_000], "at": datetime(2026, 11, 30, 12, tzinfo=UTC), "nothing": None}


def prepared() -> list[tuple[int, int]]:
    """How often each statement like ours that the connection has prepared was planned for all values, and for some."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::text%%'"
        )
        return list(cursor.fetchall())


def test_it_is_prepared_once_with_a_plan_for_all_values_and_counted_like_any_other() -> None:
    with CaptureQueriesContext(connection) as asked, planned_once() as cursor:
        for word in ("Ærlig", "'; DROP TABLE x; --", "100 %"):
            cursor.execute(ASKS, {**SAID, "word": word})
            assert cursor.fetchall() == [(word, 3, [1, 70_000], SAID["at"], None)]
    assert [one["sql"] for one in asked] == [ASKS] * 3
    assert prepared() == [(3, 0)]


def test_everything_else_is_planned_by_what_it_asks_for_and_nothing_of_it_is_kept() -> None:
    with planned_once() as cursor:
        cursor.execute(ASKS, {**SAID, "word": "prepared"})
    before = count()
    with connection.cursor() as cursor:
        for word in ("a", "b", "c", "d", "e", "f", "g"):
            cursor.execute(ASKS, {**SAID, "word": word})
            cursor.execute("SELECT %s::text", ["the same"])
    assert count() == before
    assert connection.connection.prepare_threshold is None


def test_what_is_prepared_outlives_a_savepoint_that_is_taken_back() -> None:
    with planned_once() as cursor:
        cursor.execute(ASKS, {**SAID, "word": "before"})
    with pytest.raises(DataError), transaction.atomic(), planned_once() as cursor:
        cursor.execute("SELECT 1 / %s::int", [0])
    with planned_once() as cursor:
        cursor.execute(ASKS, {**SAID, "word": "after"})
    assert prepared() == [(2, 0)]


def count() -> int:
    """How many statements the connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        found: int = cursor.fetchone()[0]
    return found


def test_what_goes_wrong_is_an_error_of_django() -> None:
    with pytest.raises(DataError), planned_once() as cursor:
        cursor.execute("SELECT 1 / %s::int", [0])
