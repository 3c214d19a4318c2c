"""Long lists made by a real worker: also by one that takes over from another that was killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from pytest_django import Settings

from arbeidsrom.config.tests.worker import clear_jobs, jobs, until, worker
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.exports import actions
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.exports.states import ExportState
from arbeidsrom.core.exports.tests.factories import content, sheets
from arbeidsrom.core.membership.tests.factories import add, line
from arbeidsrom.core.notifications.models import Notification
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PL-OPS-002", "PL-UI-005")]

ROWS = 2_400


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    clear_jobs()
    yield
    clear_jobs()


@pytest.fixture(autouse=True)
def files(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the worker and the test keep sealed files."""
    settings.VAULT_FOLDER = tmp_path / "files"
    monkeypatch.setenv("ARBEIDSROM_FILES", str(settings.VAULT_FOLDER))


@pytest.fixture
def asked() -> Export:
    """Kari has asked for all members of her club, who are more than two batches."""
    cast = make_cast()
    add(line(cast.hospital_club, f"Åse N{number:04}") for number in range(ROWS))
    return ask(cast)


def ask(cast: Cast) -> Export:
    address = "/members/?columns=name,number"
    return actions.begin_export("membership.members", address=address, actor=cast.kari, now=timezone.now())


def state(export: Export) -> str:
    export.refresh_from_db()
    return export.state


def names(export: Export) -> set[object]:
    """The names in the file, once each."""
    rows = [row[0] for row in sheets(content(export))[0][1:]]
    assert len(rows) == len(set(rows))
    return set(rows)


def test_a_worker_makes_the_file_in_batches_and_tells_the_one_who_asked(asked: Export) -> None:
    with worker():
        until(lambda: state(asked) == ExportState.READY)

    assert (asked.rows, asked.rows_done, asked.attempts) == (ROWS, ROWS, 1)
    assert names(asked) == {f"Åse N{number:04}" for number in range(ROWS)}
    assert Notification.objects.filter(type="exports.ready", about=asked.public_id).count() == 1


def test_a_worker_that_is_killed_half_way_is_followed_by_another_that_begins_again(asked: Export) -> None:
    with held_in_second_batch(), worker() as killed:
        until(waits)
        killed.kill()
        killed.wait()
        assert (state(asked), asked.rows_done) == (ExportState.RUNNING, 1_000)
        assert jobs("exports.make") == ["doing"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '31 seconds'")
    with suppress(AlreadyEnqueued):
        app.configure_task("jobs.run_stalled_again").defer(timestamp=0)

    with worker():
        until(lambda: state(asked) == ExportState.READY)

    assert asked.attempts == 2
    assert len(names(asked)) == ROWS
    assert Entry.objects.filter(event="membership.list.exported").count() == 1
    assert Notification.objects.filter(type="exports.ready").count() == 1


HOLD = """
CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NEW; END';
CREATE TRIGGER wait_here BEFORE UPDATE ON exports_export
    FOR EACH ROW WHEN (NEW.rows_done = 2000) EXECUTE FUNCTION wait_here();
SELECT pg_advisory_lock(42);
"""
LET_GO = "SELECT pg_advisory_unlock(42); DROP TRIGGER wait_here ON exports_export; DROP FUNCTION wait_here"


@contextmanager
def held_in_second_batch() -> Iterator[None]:
    """Whoever tells that two batches are done waits in the middle of it."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD)
        try:
            yield
        finally:
            cursor.execute(LET_GO)


def waits() -> bool:
    """Whether somebody does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 42")
        return cursor.fetchone() is not None
