"""What was begun by hand of a requirement that only a course of the learning portal fulfils now.

Nothing is begun by hand there, and nobody signs (KP-COURSE-004, KP-LMS-043): drafts, ticks, requests and declined
requests are over. What was done before stands.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from arbeidsrom.lib.actor import PROGRAM, job
from arbeidsrom.modules.competence.actions.fulfilling import event_of
from arbeidsrom.modules.competence.actions.left_requests import tell_signers
from arbeidsrom.modules.competence.actions.reckoning import reckon
from arbeidsrom.modules.competence.actions.requirements.noting import record_for
from arbeidsrom.modules.competence.models import Performance, Progress, ProgressEvent, ProgressEventKind, Requirement
from arbeidsrom.modules.competence.queries import courses as queries
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.modules.competence.statuses.people import hold_people
from arbeidsrom.modules.competence.statuses.refresh import refresh

PEOPLE_A_TIME = 500


def end_hand_work(*, now: datetime) -> None:
    """One requirement after the other, some people at a time; each lot is a transaction of its own."""
    for pk in queries.tied().order_by("pk").values_list("pk", flat=True):
        last: int | None = 0
        while last is not None:
            last = _end_for_some(pk, after=last, now=now)


@transaction.atomic
def _end_for_some(requirement_id: int, *, after: int, now: datetime) -> int | None:
    """Gives the last of them, or nothing when there are no more."""
    begun = queries.begun_by_hand(requirement_id)
    people = list(begun.filter(person__gt=after).order_by("person").values_list("person", flat=True)[:PEOPLE_A_TIME])
    if not people:
        return None
    hold_people(people)
    requirement = queries.tied().select_related("owner").filter(pk=requirement_id).first()
    rows = list(begun.filter(person__in=people).order_by("person")) if requirement else []
    if requirement and rows:
        _end(requirement, rows, now=now)
    return people[-1]


def _end(requirement: Requirement, rows: Collection[Progress], *, now: datetime) -> None:
    people = [row.person_id for row in rows]
    ended = list(
        Performance.objects.filter(requirement=requirement, person__in=people, state__in=queries.BEGUN)
        .select_related("signer")
        .order_by("id")
    )
    withdrawn = [one for one in ended if one.state == PerformanceState.WAITING]
    for one in ended:
        one.move_to(PerformanceState.WITHDRAWN if one in withdrawn else PerformanceState.REMOVED)
        one.lock_version += 1
    Performance.objects.bulk_update(ended, ["state", "lock_version"], batch_size=1_000)
    Progress.objects.filter(requirement=requirement, person__in=people).update(ticked=None)
    reckon(people, [requirement.pk])
    _note(requirement, people, withdrawn, now=now)
    tell_signers(withdrawn, PROGRAM, now=now)
    refresh([(person, requirement.pk) for person in people], by=PROGRAM, now=now)
    record_for("competence.requirement.left_to_course", requirement, people, actor=job("end_hand_work"), now=now)


def _note(
    requirement: Requirement, people: Collection[int], withdrawn: Collection[Performance], *, now: datetime
) -> None:
    """In the history: each request that was withdrawn, and that the requirement is another now."""
    rows = Progress.objects.filter(requirement=requirement, person__in=people)
    come = {row.person_id: row for row in rows.order_by("person")}
    lines = [event_of(come[one.person_id], ProgressEventKind.WITHDRAWN, one, by=PROGRAM, now=now) for one in withdrawn]
    lines += [event_of(row, ProgressEventKind.CHANGED, by=PROGRAM, now=now) for row in come.values()]
    ProgressEvent.objects.bulk_create(lines)
