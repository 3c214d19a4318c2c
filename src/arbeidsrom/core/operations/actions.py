"""What those who run the installation can do about its jobs."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.audit.queries import broken_chains
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.operations import access, queries
from arbeidsrom.core.operations.models import JobFailure
from arbeidsrom.core.operations.rules import reason_of
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState


def note_failure(job_id: int, *, task: str, attempt: int, error: BaseException, now: datetime) -> None:
    """An attempt at a job failed; its own transaction has been rolled back by now."""
    JobFailure.objects.create(job=job_id, task=task, attempt=attempt, at=now, reason=reason_of(error))


@transaction.atomic
def run_job_again(job_id: int, *, actor: Actor, now: datetime) -> None:
    """A job that was given up, or waits for its next attempt, is tried at once."""
    access.may_run_job_again(actor).or_refuse()
    job = ProcrastinateJob.objects.get(id=job_id)
    if job.status == "failed":
        app.job_manager.retry_job_by_id(job.id, now)
    elif not hasten(job.id, now):
        raise WrongState(_("The job is running or has finished meanwhile."))
    record("operations.job_run_again", None, actor=actor, at=now, details={"job": job.id, "task": job.task_name})


@transaction.atomic
def tell_of_broken_chains(*, now: datetime, today: date) -> int:
    """Those who run the installation are told once a day for as long as a log is not whole."""
    broken = len(broken_chains())
    told = [
        notify(
            person_id,
            "operations.log_broken",
            about=None,
            url=reverse("audit_chains"),
            params={"count": broken},
            now=now,
            once=f"{today}",
        )
        for person_id in (queries.those_who_run_it(today) if broken else [])
    ]
    return sum(row is not None for row in told)


def hasten(job_id: int, now: datetime) -> bool:
    """Let a waiting job run now; says whether it still waited."""
    with connection.cursor() as cursor:  # the queue's models are read-only
        cursor.execute(
            "update procrastinate_jobs set scheduled_at = %s where id = %s and status = 'todo'", [now, job_id]
        )
        return bool(cursor.rowcount)
