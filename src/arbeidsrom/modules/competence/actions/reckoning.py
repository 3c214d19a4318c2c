"""Works out anew how far people have come when what a requirement asks for changes under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from arbeidsrom.modules.competence.models import (
    Capacity,
    Performance,
    Progress,
    ProgressEvent,
    ProgressEventKind,
    Requirement,
)
from arbeidsrom.modules.competence.rules.progress import Carried, come_to


def reckon(people: Collection[int], requirements: Collection[int]) -> list[Progress]:
    """Let what is stored be what the performances come to by the requirements as they are; gives what is others now.

    Whoever calls holds the people, says in the history why, and lets statuses follow. Four statements at most.
    """
    asked = dict(Requirement.objects.filter(pk__in=requirements).values_list("pk", "repetitions"))
    carried: dict[tuple[int, int], list[Carried]] = defaultdict(list)
    performances = Performance.objects.filter(person__in=people, requirement__in=asked).order_by("decided_at", "id")
    fields = ("person", "requirement", "round", "state", "performed_on", "expires_on")
    for person, requirement, *said in performances.values_list(*fields):
        carried[person, requirement].append(Carried(*said))
    others = []
    for row in Progress.objects.filter(person__in=people, requirement__in=asked).order_by("person", "requirement"):
        before = (row.state, row.completed_on, row.expires_on, row.done)
        come = come_to(
            carried[row.person_id, row.requirement_id],
            round=row.round,
            repetitions=asked[row.requirement_id],
            begun=bool(row.ticked),
        )
        row.state, row.completed_on, row.expires_on, row.done = (
            come.state,
            come.completed_on,
            come.expires_on,
            come.done,
        )
        if (row.state, row.completed_on, row.expires_on, row.done) != before:
            row.lock_version += 1
            others.append(row)
    fields_of_progress = ["state", "completed_on", "expires_on", "done", "lock_version"]
    Progress.objects.bulk_update(others, fields_of_progress, batch_size=1_000)
    return others


def follow_repetitions(people: Collection[int], requirements: Collection[int], *, by: str, now: datetime) -> None:
    """A repeated requirement may ask for more or fewer times by now: what is registered counts on (KP-ADM-120)."""
    repeated = Requirement.objects.filter(pk__in=requirements, repetitions__isnull=False)
    asked = list(repeated.values_list("pk", flat=True))
    if asked:
        ProgressEvent.objects.bulk_create(
            ProgressEvent(
                person_id=row.person_id,
                requirement_id=row.requirement_id,
                kind=ProgressEventKind.CHANGED,
                at=now,
                by=by,
                capacity=Capacity.ADMINISTRATOR,
                state=row.state,
                completed_on=row.completed_on,
                expires_on=row.expires_on,
            )
            for row in reckon(people, asked)
        )
