"""What a system outside says is fulfilled: many people at once, over all their plans, in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.utils.timezone import localdate

from arbeidsrom.core.keys.bulk import seal_rows
from arbeidsrom.lib.actor import PROGRAM
from arbeidsrom.modules.competence.actions.left_requests import tell_signers
from arbeidsrom.modules.competence.actions.reckoning import reckon
from arbeidsrom.modules.competence.models import (
    Capacity,
    Performance,
    Progress,
    ProgressEvent,
    ProgressEventKind,
    Requirement,
    RequirementKind,
    RequirementRevision,
    RequirementStatus,
)
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.modules.competence.statuses.refresh import refresh

Pair = tuple[int, int]
"""A person and a requirement."""
OPEN = (PerformanceState.DRAFT, PerformanceState.WAITING, PerformanceState.DONE)


class Passed(NamedTuple):
    """On which day somebody passed which course, and which system says so."""

    on: date
    course: str
    by: str


@dataclass
class _Standing:
    """How far somebody had come with a requirement, and what is done with it."""

    progress: Progress
    requirement: Requirement
    performances: list[Performance]
    has_expired: bool
    is_new: bool
    withdrawn: list[Performance] = field(default_factory=list)

    @property
    def is_repeated(self) -> bool:
        return self.requirement.repetitions is not None

    def in_round(self, state: PerformanceState) -> list[Performance]:
        return [one for one in self.performances if one.round == self.progress.round and one.state == state]


def fulfil(passed: Mapping[Pair, Passed], *, now: datetime) -> int:
    """Each is fulfilled on its day, unless it is so on that day or later already; gives how many now are.

    What has expired begins a new round (KP-LMS-033). What is repeated is done once more. Neither a checklist, nor what
    it depends on, nor a signature is asked for: the course was passed. Whoever calls holds the people and has a
    transaction.
    """
    standings = {
        pair: one
        for pair, one in _standings(passed, today=localdate(now)).items()
        if one.progress.completed_on is None or one.progress.completed_on < passed[pair].on
    }
    if not standings:
        return 0
    revisions = _newest({requirement for _person, requirement in standings})
    moved: list[Performance] = []
    for one in standings.values():
        moved += _make_room(one)
    Performance.objects.bulk_update(moved, ["state", "lock_version"], batch_size=1_000)
    Performance.objects.bulk_create(
        Performance(
            person_id=person,
            requirement_id=requirement,
            revision_id=revisions[requirement],
            round=one.progress.round,
            state=PerformanceState.DONE,
            performed_on=passed[person, requirement].on,
        )
        for (person, requirement), one in standings.items()
    )
    _keep_rounds(standings)
    reckon({person for person, _requirement in standings}, revisions)
    _note(standings, passed, now=now)
    refresh(standings, by=PROGRAM, now=now)
    return len(standings)


def _standings(passed: Mapping[Pair, Passed], *, today: date) -> dict[Pair, _Standing]:
    """As they are now. Four queries."""
    of = {"person__in": {person for person, _one in passed}, "requirement__in": {one for _person, one in passed}}
    requirements = Requirement.objects.in_bulk(of["requirement__in"])
    progress = {(one.person_id, one.requirement_id): one for one in Progress.objects.filter(**of)}
    due = {(one.person_id, one.requirement_id): one.due for one in RequirementStatus.objects.filter(**of)}
    performances: dict[Pair, list[Performance]] = defaultdict(list)
    rows = Performance.objects.filter(**of, state__in=OPEN).select_related("signer").defer("comment", "answer")
    for one in rows.order_by("performed_on", "id"):
        performances[one.person_id, one.requirement_id].append(one)
    found = {}
    for pair in passed:
        person, requirement = pair
        row = progress.get(pair) or Progress(person_id=person, requirement_id=requirement)
        has_expired = row.state == State.FULFILLED and pair in due and due[pair] < today
        found[pair] = _Standing(
            row, requirements[requirement], performances[pair], has_expired, is_new=pair not in progress
        )
    return found


def _newest(requirements: set[int]) -> dict[int, int]:
    rows = RequirementRevision.objects.filter(requirement__in=requirements).order_by("requirement", "-number")
    return dict(rows.distinct("requirement").values_list("requirement", "pk"))


def _make_room(one: _Standing) -> list[Performance]:
    """What counts no longer beside what was passed: a new round where it has expired, else the oldest that is valid.

    Of what is done once, drafts and requests for signing are over too.
    """
    moved, progress = [], one.progress
    if one.has_expired or not one.is_repeated:
        one.withdrawn = one.in_round(PerformanceState.WAITING)
    if not one.is_repeated:
        moved = [draft for draft in one.performances if draft.state == PerformanceState.DRAFT]
    if one.has_expired:
        progress.round += 1
        progress.ticked = None
    elif progress.state == State.FULFILLED and not (one.is_repeated and _counts_on(one.requirement)):
        moved += one.in_round(PerformanceState.DONE)[:1]
    for performance in moved:
        performance.move_to(PerformanceState.REMOVED)
    for performance in one.withdrawn:
        performance.move_to(PerformanceState.WITHDRAWN)
    for performance in (*moved, *one.withdrawn):
        performance.lock_version += 1
    return [*moved, *one.withdrawn]


def _counts_on(requirement: Requirement) -> bool:
    """Of a learning activity more may be done than is asked for (KP-LIS-149)."""
    return requirement.kind == RequirementKind.ACTIVITY


def _keep_rounds(standings: Mapping[Pair, _Standing]) -> None:
    Progress.objects.bulk_create(one.progress for one in standings.values() if one.is_new)
    anew = [one.progress for one in standings.values() if one.has_expired]
    Progress.objects.bulk_update(anew, ["round", "ticked"], batch_size=1_000)


def _note(standings: Mapping[Pair, _Standing], passed: Mapping[Pair, Passed], *, now: datetime) -> None:
    """The history of each: which course, by the system that says so; and requests that nobody signs any more."""
    people, requirements = {pair[0] for pair in standings}, {pair[1] for pair in standings}
    rows = Progress.objects.filter(person__in=people, requirement__in=requirements)
    come = {(row.person_id, row.requirement_id): row for row in rows}
    events = []
    for pair, one in standings.items():
        said, row = passed[pair], come[pair]
        done = ProgressEventKind.PERFORMED if one.is_repeated else ProgressEventKind.FULFILLED
        for kind, performance in (*((ProgressEventKind.WITHDRAWN, each) for each in one.withdrawn), (done, None)):
            events.append(
                ProgressEvent(
                    person_id=row.person_id,
                    requirement_id=row.requirement_id,
                    plan_id=performance.plan_id if performance else None,
                    kind=kind,
                    at=now,
                    by=said.by,
                    capacity=Capacity.PROGRAM,
                    state=row.state,
                    completed_on=row.completed_on,
                    expires_on=row.expires_on,
                    performed_on=performance.performed_on if performance else said.on,
                    comment=None if performance else said.course,
                )
            )
        tell_signers(one.withdrawn, said.by, now=now)
    seal_rows(events, "comment")
    ProgressEvent.objects.bulk_create(events)
