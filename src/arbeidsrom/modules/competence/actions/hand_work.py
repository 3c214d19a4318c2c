"""What was begun by hand of a requirement that only a course of the learning portal fulfils now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from arbeidsrom.lib.actor import PROGRAM
from arbeidsrom.modules.competence.actions.fulfilling import event_of
from arbeidsrom.modules.competence.actions.left_requests import tell_signers
from arbeidsrom.modules.competence.actions.reckoning import reckon
from arbeidsrom.modules.competence.models import (
    Performance,
    Progress,
    ProgressEvent,
    ProgressEventKind,
    Requirement,
)
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.modules.competence.statuses.refresh import refresh

BEGUN = (PerformanceState.DRAFT, PerformanceState.WAITING, PerformanceState.DECLINED)


def end_begun(begun: Iterable[Progress], *, now: datetime) -> dict[Requirement, list[int]]:
    """Drafts, ticks, requests and declined requests of these are over; gives whose, by requirement.

    What was fulfilled before stands. Whoever calls holds the people and has a transaction.
    """
    rows = {(row.person_id, row.requirement_id): row for row in begun}
    people, requirements = {pair[0] for pair in rows}, {pair[1] for pair in rows}
    found = Performance.objects.filter(person__in=people, requirement__in=requirements, state__in=BEGUN)
    ended = [
        one for one in found.select_related("signer").order_by("id") if (one.person_id, one.requirement_id) in rows
    ]
    withdrawn = [one for one in ended if one.state == PerformanceState.WAITING]
    for one in ended:
        one.move_to(PerformanceState.WITHDRAWN if one in withdrawn else PerformanceState.REMOVED)
        one.lock_version += 1
    Performance.objects.bulk_update(ended, ["state", "lock_version"], batch_size=1_000)
    Progress.objects.bulk_update([_without_ticks(row) for row in rows.values()], ["ticked"], batch_size=1_000)
    come = {(row.person_id, row.requirement_id): row for row in reckon(people, requirements)}
    ProgressEvent.objects.bulk_create(
        event_of(come.get(pair, row), ProgressEventKind.CHANGED, None, by=PROGRAM, now=now)
        for pair, row in rows.items()
    )
    tell_signers(withdrawn, PROGRAM, now=now)
    refresh(rows, by=PROGRAM, now=now)
    whose: dict[Requirement, list[int]] = defaultdict(list)
    for row in rows.values():
        whose[row.requirement].append(row.person_id)
    return whose


def _without_ticks(row: Progress) -> Progress:
    row.ticked = None
    return row
