"""What waits, what fails and why, and how the installation stands."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from arbeidsrom.core.audit.models import Checkpoint
from arbeidsrom.core.operations import access
from arbeidsrom.core.operations.models import JobFailure
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.vault import scanner
from arbeidsrom.core.vault.scanner import Standing

SHOWN = 50


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many jobs wait, run and have been given up, and since when the oldest due one waits."""

    waiting: int
    later: int
    running: int
    failed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job that has failed at least once."""

    id: int
    task: str
    attempts: int
    given_up: bool
    next_at: datetime | None
    failed_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk that holds the installation's files."""

    free: int
    total: int

    @property
    def is_short(self) -> bool:
        return self.free < self.total // 10


def job_counts(now: datetime) -> JobCounts:
    """One query over the queue."""
    due = Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=now))
    counted = ProcrastinateJob.objects.aggregate(
        waiting=Count("id", filter=due),
        later=Count("id", filter=Q(status="todo", scheduled_at__gt=now)),
        running=Count("id", filter=Q(status="doing")),
        failed=Count("id", filter=Q(status="failed")),
        oldest=Min("procrastinateevent__at", filter=due & Q(procrastinateevent__type="deferred")),
    )
    return JobCounts(**counted)


def troubled_jobs() -> list[JobRow]:
    """Jobs that were given up or wait for another attempt after failing, the latest failure first."""
    last = JobFailure.objects.filter(job=OuterRef("id")).order_by("-at", "-id")
    jobs = (
        ProcrastinateJob.objects.filter(Q(status="failed") | Q(status="todo", attempts__gt=0))
        .annotate(failed_at=Subquery(last.values("at")[:1]), reason=Subquery(last.values("reason")[:1]))
        .order_by("status", "-id")
    )
    return [
        JobRow(
            id=job.id,
            task=job.task_name,
            attempts=job.attempts,
            given_up=job.status == "failed",
            next_at=job.scheduled_at,
            failed_at=job.failed_at,
            reason=job.reason or "",
        )
        for job in jobs[:SHOWN]
    ]


def those_who_run_it(today: date) -> list[int]:
    """The people who run the installation today, by id."""
    roles = [role for role in registry.roles() if access.SEE in registry.permissions_of(role)]
    held = RoleGrant.objects.filter(held_on(today), held_on(today, "position__"), role__in=roles)
    return list(held.order_by("position__person_id").values_list("position__person_id", flat=True).distinct())


def worker_seen_at() -> datetime | None:
    """The last sign of life from any worker; None when none runs."""
    seen: datetime | None = ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"]
    return seen


def last_checkpoint_at() -> datetime | None:
    """When the audit log's chains were signed last."""
    at: datetime | None = Checkpoint.objects.aggregate(at=Max("at"))["at"]
    return at


def scanner_standing() -> Standing | None:
    """How the malware scanner is; None where the installation has none."""
    return scanner.standing() if scanner.is_configured() else None


def disk() -> Disk:
    """Room on the disk under the installation's home."""
    home = Path(settings.HOME)
    while not home.exists():
        home = home.parent
    usage = shutil.disk_usage(home)
    return Disk(free=usage.free, total=usage.total)
