"""A night without a delivery is told to those who import: silence looks like a night without changes (KP-HF-040)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.imports import notices, queries, registry
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.notifications.actions import notify

MONDAY = 0
BETWEEN_NIGHTS = timedelta(hours=24)
OVER_THE_WEEKEND = timedelta(hours=72)
"""On Monday morning the last delivery may be that of the night to Saturday (KP-IMPORT-001)."""


@transaction.atomic
def tell_of_missing(*, now: datetime) -> int:
    """How many deliveries are missed this morning; each is told once a day to those who may import it."""
    today = timezone.localdate(now)
    longest = OVER_THE_WEEKEND if today.weekday() == MONDAY else BETWEEN_NIGHTS
    late = [run for run in queries.nightly_runs() if run.started_at < now - longest]
    for run in late:
        _tell(run, now=now)
    return len(late)


def _tell(last: ImportRun, *, now: datetime) -> None:
    today = timezone.localdate(now)
    permission = registry.get(last.register).permission
    for person_id in queries.those_who_may_import(last, permission, today=today):
        notify(
            person_id,
            notices.MISSING.key,
            about=last.public_id,
            url=reverse("imports"),
            params={"scope": last.scope.name, "day": timezone.localdate(last.started_at).isoformat()},
            now=now,
            once=f"{last.register} {last.scope.public_id} {today}",
        )
