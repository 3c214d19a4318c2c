"""Why a job failed is written down by the worker that tried it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from procrastinate.contrib.django import app

from arbeidsrom.config.tests.worker import clear_jobs, until, worker
from arbeidsrom.core.operations.models import JobFailure
from arbeidsrom.core.operations.queries import troubled_jobs


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    clear_jobs()
    yield
    clear_jobs()


@pytest.mark.req("PL-OPS-002")
@pytest.mark.django_db(transaction=True)
def test_the_worker_notes_the_kind_of_fault_and_the_job_waits_for_its_next_attempt() -> None:
    job_id = app.configure_task("audit.verify").defer(verification_id=404)
    with worker():
        until(lambda: JobFailure.objects.filter(job=job_id).exists())
    row = next(row for row in troubled_jobs() if row.id == job_id)
    assert row.reason.startswith("DoesNotExist, core/audit/actions.py:")
    assert not row.given_up
