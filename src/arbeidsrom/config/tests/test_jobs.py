"""Background jobs with a real worker: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from arbeidsrom.config.tests.worker import clear_jobs, jobs, until, worker
from arbeidsrom.core.audit.actions import start_verification
from arbeidsrom.core.audit.models import Entry, Verification
from arbeidsrom.lib.actor import Actor, ActorKind, Span

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
AUDITOR = Actor(
    ActorKind.PERSON, label="Revisor", tenant=UUID(int=7), permissions={"audit.read": (Span(1, 1_000_000),)}
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PL-OPS-002")]


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    clear_jobs()
    yield
    clear_jobs()


@pytest.fixture(autouse=True)
def reach(monkeypatch: pytest.MonkeyPatch) -> None:
    """The auditor of this test stands in no organisation."""
    from arbeidsrom.core.audit import access

    monkeypatch.setattr(access, "_reach", [access.WITHOUT_ORGANISATION])


def ask() -> Verification:
    """Something that makes a job."""
    return start_verification(UUID(int=7), actor=AUDITOR, now=NOW)


def finished() -> int:
    """How many times a verification has had its effect."""
    return Entry.objects.filter(event="audit.verification.finished").count()


def test_a_job_is_asked_for_in_the_transaction_of_its_cause_and_falls_with_it() -> None:
    with transaction.atomic():
        ask()
        assert jobs("audit.verify") == ["todo"]
        transaction.set_rollback(True)

    assert jobs("audit.verify") == []
    assert not Verification.objects.exists()


def test_a_worker_does_what_was_asked_for() -> None:
    verification = ask()

    with worker():
        until(lambda: jobs("audit.verify") == ["succeeded"])

    verification.refresh_from_db()
    assert verification.finished_at
    assert finished() == 1


def test_a_job_that_runs_twice_has_its_effect_once() -> None:
    verification = ask()
    app.configure_task("audit.verify").defer(verification_id=verification.pk)

    with worker("--concurrency=2"):
        until(lambda: jobs("audit.verify") == ["succeeded", "succeeded"])

    assert finished() == 1


def test_a_job_whose_worker_was_killed_runs_again_with_another() -> None:
    verification = ask()
    with Held(verification), worker() as killed:
        until(lambda: jobs("audit.verify") == ["doing"])
        killed.kill()
        killed.wait()
    assert finished() == 0
    half_a_minute_goes_by()
    with suppress(AlreadyEnqueued):  # the killed worker may have asked for it when the minute began
        app.configure_task("jobs.run_stalled_again").defer(timestamp=0)

    with worker():
        until(lambda: jobs("audit.verify") == ["succeeded"])

    assert finished() == 1


def test_a_periodic_job_whose_worker_was_killed_does_not_hold_up_the_others() -> None:
    ask()
    periodic = app.configure_task("jobs.clear_finished", queueing_lock="jobs.clear_finished")
    periodic.defer(timestamp=0)
    lose_all_workers()
    in_a_month = datetime(2036, 1, 1, tzinfo=UTC)
    app.configure_task("jobs.clear_finished", queueing_lock="jobs.clear_finished", schedule_at=in_a_month).defer(
        timestamp=1
    )
    with suppress(AlreadyEnqueued):
        app.configure_task("jobs.run_stalled_again", queueing_lock="jobs.run_stalled_again").defer(timestamp=0)

    with worker():
        until(lambda: jobs("audit.verify") == ["succeeded"])

    assert jobs("jobs.clear_finished") == ["aborted", "todo"]
    assert finished() == 1


def lose_all_workers() -> None:
    """Everything that was asked for is being done by a worker that is no more."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")


def test_a_job_that_fails_is_tried_again_later() -> None:
    app.configure_task("audit.verify").defer(verification_id=-1)

    with worker():
        until(lambda: later() is not None)

    assert jobs("audit.verify") == ["todo"]


def later() -> datetime | None:
    """When the failed job is due again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'audit.verify' AND attempts = 1")
        found = cursor.fetchone()
    return found[0] if found else None


def half_a_minute_goes_by() -> None:
    """The killed worker's last sign of life becomes old."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '31 seconds'")


class Held:
    """Keeps a worker waiting in the middle of its job: somebody else holds the row."""

    def __init__(self, verification: Verification) -> None:
        self.verification, self.locked, self.release = verification, threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.hold)

    def hold(self) -> None:
        with transaction.atomic():
            Verification.objects.select_for_update().get(pk=self.verification.pk)
            self.locked.set()
            self.release.wait(timeout=60)
        connection.close()

    def __enter__(self) -> None:
        self.thread.start()
        self.locked.wait(timeout=60)

    def __exit__(self, *failure: object) -> None:
        self.release.set()
        self.thread.join()
