"""What a system outside says is fulfilled: many people at once, over all their plans, in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db.models import Q
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
    """On which day somebody passed which course (its ID and name), and which system says so."""

    on: date
    course: str
    name: str
    by: str


@dataclass
class _Standing:
    """How far somebody had come with a requirement, what was passed that is new, and what is done with it."""

    progress: Progress
    requirement: Requirement
    performances: list[Performance]
    has_expired: bool
    is_new: bool
    passed: list[Passed] = field(default_factory=list)
    withdrawn: list[Performance] = field(default_factory=list)

    @property
    def is_repeated(self) -> bool:
        return self.requirement.repetitions is not None

    def in_round(self, state: PerformanceState) -> list[Performance]:
        return [one for one in self.performances if one.round == self.progress.round and one.state == state]


def fulfil(passed: Mapping[Pair, Sequence[Passed]], *, now: datetime) -> Collection[Pair]:
    """Each is fulfilled on the day it was passed, unless it is so on that day or later already; gives which now are.

    Of what is repeated each passing counts once, however often it is told of. What has expired begins a new round
    (KP-LMS-033); what was passed before it was reset does not count any more. Neither a checklist, nor what it depends
    on, nor a signature is asked for: the course was passed. Whoever calls holds the people and has a transaction.
    """
    standings = {pair: one for pair, one in _standings(passed, today=localdate(now)).items() if one.passed}
    if not standings:
        return ()
    revisions = _newest({requirement for _person, requirement in standings})
    moved, made = [], []
    for one in standings.values():
        _begin_round(one)
        done = [_performance(one, each, revisions) for each in one.passed]
        moved += _make_room(one, done)
        made += done
    Performance.objects.bulk_update(moved, ["state", "lock_version"], batch_size=1_000)
    Performance.objects.bulk_create(made)
    _keep_rounds(standings)
    reckon({person for person, _requirement in standings}, revisions)
    _note(standings, now=now)
    refresh(standings, by=PROGRAM, now=now)
    return standings.keys()


def _standings(passed: Mapping[Pair, Sequence[Passed]], *, today: date) -> dict[Pair, _Standing]:
    """As they are now. Five queries."""
    of = {"person__in": {person for person, _one in passed}, "requirement__in": {one for _person, one in passed}}
    requirements = Requirement.objects.in_bulk(of["requirement__in"])
    progress = {(one.person_id, one.requirement_id): one for one in Progress.objects.filter(**of)}
    due = {(one.person_id, one.requirement_id): one.due for one in RequirementStatus.objects.filter(**of)}
    performances: dict[Pair, list[Performance]] = defaultdict(list)
    rows = Performance.objects.filter(Q(state__in=OPEN) | ~Q(course=""), **of).select_related("signer")
    for one in rows.defer("comment", "answer").order_by("performed_on", "id"):
        performances[one.person_id, one.requirement_id].append(one)
    began = _began_anew(of)
    found = {}
    for pair, those in passed.items():
        row, requirement = (
            progress.get(pair) or Progress(person_id=pair[0], requirement_id=pair[1]),
            requirements[pair[1]],
        )
        ends = due.get(pair) or _ends(row, requirement)
        has_expired = row.state == State.FULFILLED and ends < today
        found[pair] = _Standing(row, requirement, performances[pair], has_expired, is_new=pair not in progress)
        found[pair].passed = _that_count(found[pair], those, since=began.get(pair, date.min))
    return found


def _began_anew(of: Mapping[str, Collection[int]]) -> dict[Pair, date]:
    """On which day each was last reset, for everybody or after absence; of most never."""
    kinds = (ProgressEventKind.RESET, ProgressEventKind.RECERTIFIED)
    rows = ProgressEvent.objects.filter(**of, kind__in=kinds).order_by("at")
    return {(person, one): localdate(at) for person, one, at in rows.values_list("person", "requirement", "at")}


def _ends(row: Progress, requirement: Requirement) -> date:
    """Until when it is valid for somebody who has it in no plan."""
    if row.expires_on:
        return row.expires_on
    days = requirement.validity_days
    return row.completed_on + timedelta(days=days) if row.completed_on and days else date.max


def _that_count(one: _Standing, passed: Sequence[Passed], *, since: date) -> list[Passed]:
    """What is new of what was passed, by day: of what is done once, or has expired, the last alone."""
    known = {(each.course, each.performed_on) for each in one.performances}
    fulfilled = one.progress.completed_on if one.progress.state == State.FULFILLED or not one.is_repeated else None
    new = [
        each
        for each in sorted(passed)
        if each.on >= since and (each.course, each.on) not in known and (fulfilled is None or each.on > fulfilled)
    ]
    return new if one.is_repeated else new[-1:]


def _newest(requirements: set[int]) -> dict[int, int]:
    rows = RequirementRevision.objects.filter(requirement__in=requirements).order_by("requirement", "-number")
    return dict(rows.distinct("requirement").values_list("requirement", "pk"))


def _begin_round(one: _Standing) -> None:
    if one.has_expired:
        one.withdrawn = one.in_round(PerformanceState.WAITING)
        one.progress.round += 1
        one.progress.ticked = None


def _performance(one: _Standing, passed: Passed, revisions: Mapping[int, int]) -> Performance:
    return Performance(
        person_id=one.progress.person_id,
        requirement_id=one.requirement.pk,
        revision_id=revisions[one.requirement.pk],
        round=one.progress.round,
        state=PerformanceState.DONE,
        performed_on=passed.on,
        course=passed.course,
    )


def _make_room(one: _Standing, done: list[Performance]) -> list[Performance]:
    """What counts no longer beside what was passed: the oldest beyond as many as are needed, and what waits when they
    are there. Of what is done once drafts are over too.
    """
    needed = one.requirement.repetitions or 1
    counting = sorted([*one.in_round(PerformanceState.DONE), *done], key=lambda each: each.performed_on or date.min)
    surplus = [] if _counts_on(one.requirement) and one.is_repeated else counting[:-needed]
    if len(counting) >= needed:
        one.withdrawn += one.in_round(PerformanceState.WAITING)
    drafts = [] if one.is_repeated else [each for each in one.performances if each.state == PerformanceState.DRAFT]
    for each in (*surplus, *drafts):
        each.move_to(PerformanceState.REMOVED)
    for each in one.withdrawn:
        each.move_to(PerformanceState.WITHDRAWN)
    moved = [each for each in (*surplus, *drafts, *one.withdrawn) if each.pk]
    for each in moved:
        each.lock_version += 1
    return moved


def _counts_on(requirement: Requirement) -> bool:
    """Of a learning activity more may be done than is asked for (KP-LIS-149)."""
    return requirement.kind == RequirementKind.ACTIVITY


def _keep_rounds(standings: Mapping[Pair, _Standing]) -> None:
    Progress.objects.bulk_create(one.progress for one in standings.values() if one.is_new)
    anew = [one.progress for one in standings.values() if one.has_expired]
    Progress.objects.bulk_update(anew, ["round", "ticked"], batch_size=1_000)


def _note(standings: Mapping[Pair, _Standing], *, now: datetime) -> None:
    """The history of each: which course, by the system that says so; and requests that nobody signs any more."""
    people, requirements = {pair[0] for pair in standings}, {pair[1] for pair in standings}
    rows = Progress.objects.filter(person__in=people, requirement__in=requirements)
    come = {(row.person_id, row.requirement_id): row for row in rows}
    events: list[ProgressEvent] = []
    withdrawn: dict[str, list[Performance]] = defaultdict(list)
    for pair, one in standings.items():
        by = one.passed[-1].by
        withdrawn[by] += one.withdrawn
        write = partial(event_of, come[pair], by=by, now=now)
        events += [write(ProgressEventKind.WITHDRAWN, each) for each in one.withdrawn]
        for passed in one.passed:
            event = write(ProgressEventKind.PERFORMED if one.is_repeated else ProgressEventKind.FULFILLED)
            event.performed_on, event.comment = passed.on, f"{passed.name} ({passed.course})"
            events.append(event)
    seal_rows(events, "comment")
    ProgressEvent.objects.bulk_create(events)
    for by, requests in withdrawn.items():
        tell_signers(requests, by, now=now)


def event_of(
    row: Progress, kind: ProgressEventKind, performance: Performance | None = None, *, by: str, now: datetime
) -> ProgressEvent:
    """A line of the history that the program writes, of what it has come to now."""
    return ProgressEvent(
        person_id=row.person_id,
        requirement_id=row.requirement_id,
        plan_id=performance.plan_id if performance else None,
        kind=kind,
        at=now,
        by=by,
        capacity=Capacity.PROGRAM,
        state=row.state,
        completed_on=row.completed_on,
        expires_on=row.expires_on,
        performed_on=performance.performed_on if performance else None,
    )
