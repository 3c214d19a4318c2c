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
    """How far somebody had come with a requirement, and what is done with it.

    ``ends`` is until when it is valid while it is fulfilled, and ``since`` the day on which they last began anew.
    """

    progress: Progress
    requirement: Requirement
    performances: list[Performance]
    ends: date
    since: date
    is_new: bool
    is_anew: bool = False
    counted: list[Passed] = field(default_factory=list)
    withdrawn: list[Performance] = field(default_factory=list)
    moved: list[Performance] = field(default_factory=list)

    @property
    def is_repeated(self) -> bool:
        return self.requirement.repetitions is not None

    def in_round(self, state: PerformanceState) -> list[Performance]:
        """By day."""
        mine = (one for one in self.performances if one.round == self.progress.round and one.state == state)
        return sorted(mine, key=lambda one: one.performed_on or date.min)

    def move(self, performance: Performance, state: PerformanceState) -> None:
        performance.move_to(state)
        if performance.pk:
            performance.lock_version += 1
            self.moved.append(performance)


def fulfil(passed: Mapping[Pair, Sequence[Passed]], *, now: datetime) -> Collection[Pair]:
    """Each is fulfilled on the day it was passed, unless it is so on that day or later already; gives which now are.

    Of what is repeated each passing counts once, however often it is told of, and the same whether they are told of
    together or one by one. What has expired begins a new round (KP-LMS-033); what was passed before it was reset does
    not count any more. Neither a checklist, nor what it depends on, nor a signature is asked for: the course was
    passed. Whoever calls holds the people and has a transaction.
    """
    standings = _standings(passed)
    revisions = _newest({requirement for _person, requirement in standings})
    for pair, one in standings.items():
        _count(one, passed[pair], revision=revisions[pair[1]], today=localdate(now))
    standings = {pair: one for pair, one in standings.items() if one.counted}
    if not standings:
        return ()
    moved = [each for one in standings.values() for each in one.moved]
    Performance.objects.bulk_update(moved, ["state", "lock_version"], batch_size=1_000)
    Performance.objects.bulk_create(each for one in standings.values() for each in one.performances if not each.pk)
    _keep_rounds(standings)
    reckon({person for person, _requirement in standings}, {requirement for _person, requirement in standings})
    _note(standings, now=now)
    refresh(standings, by=PROGRAM, now=now)
    return standings.keys()


def _standings(passed: Mapping[Pair, Sequence[Passed]]) -> dict[Pair, _Standing]:
    """As they are now. Five queries."""
    of = {"person__in": {person for person, _one in passed}, "requirement__in": {one for _person, one in passed}}
    requirements = Requirement.objects.in_bulk(of["requirement__in"])
    progress = {(one.person_id, one.requirement_id): one for one in Progress.objects.filter(**of)}
    due = {(one.person_id, one.requirement_id): one.due for one in RequirementStatus.objects.filter(**of)}
    performances: dict[Pair, list[Performance]] = defaultdict(list)
    rows = Performance.objects.filter(Q(state__in=OPEN) | ~Q(course=""), **of).select_related("signer")
    for one in rows.defer("comment", "answer").order_by("id"):
        performances[one.person_id, one.requirement_id].append(one)
    recertified = _recertified(of)
    found = {}
    for pair in passed:
        person, requirement = pair[0], requirements[pair[1]]
        row = progress.get(pair) or Progress(person_id=person, requirement=requirement)
        reset = localdate(requirement.reset_at) if requirement.reset_at else date.min
        found[pair] = _Standing(
            row,
            requirement,
            performances[pair],
            ends=due.get(pair) or row.expires_on or _valid_until(requirement, row.completed_on),
            since=max(reset, recertified.get(pair, date.min)),
            is_new=pair not in progress,
        )
    return found


def _recertified(of: Mapping[str, Collection[int]]) -> dict[Pair, date]:
    """On which day each was last reset after absence; of most never."""
    rows = ProgressEvent.objects.filter(**of, kind=ProgressEventKind.RECERTIFIED).order_by("at")
    return {(person, one): localdate(at) for person, one, at in rows.values_list("person", "requirement", "at")}


def _valid_until(requirement: Requirement, completed: date | None) -> date:
    """For whom no plan says otherwise."""
    days = requirement.validity_days
    return completed + timedelta(days=days) if completed and days else date.max


def _newest(requirements: set[int]) -> dict[int, int]:
    rows = RequirementRevision.objects.filter(requirement__in=requirements).order_by("requirement", "-number")
    return dict(rows.distinct("requirement").values_list("requirement", "pk"))


def _count(one: _Standing, passed: Sequence[Passed], *, revision: int, today: date) -> None:
    """One passing after the other, by day; of what is done once the last alone."""
    known = {(each.course, each.performed_on) for each in one.performances}
    completed, is_full = one.progress.completed_on, one.progress.state == State.FULFILLED
    new = [each for each in sorted(passed) if each.on >= one.since and (each.course, each.on) not in known]
    for each in new if one.is_repeated else new[-1:]:
        if completed is not None and each.on <= completed:
            continue
        if is_full and one.ends < today:
            _begin_round(one)
        one.performances.append(_performance(one, each, revision))
        one.counted.append(each)
        if is_full := _make_room(one):
            completed = one.in_round(PerformanceState.DONE)[-1].performed_on
            one.ends = _valid_until(one.requirement, completed)


def _begin_round(one: _Standing) -> None:
    _withdraw(one)
    one.is_anew = True
    one.progress.round += 1
    one.progress.ticked = None


def _withdraw(one: _Standing) -> None:
    for each in one.in_round(PerformanceState.WAITING):
        one.move(each, PerformanceState.WITHDRAWN)
        one.withdrawn.append(each)


def _performance(one: _Standing, passed: Passed, revision: int) -> Performance:
    return Performance(
        person_id=one.progress.person_id,
        requirement_id=one.requirement.pk,
        revision_id=revision,
        round=one.progress.round,
        state=PerformanceState.DONE,
        performed_on=passed.on,
        course=passed.course,
    )


def _make_room(one: _Standing) -> bool:
    """What counts no longer beside what was passed: the oldest beyond as many as are needed, and what is begun or waits
    when they are there. Gives whether they are. Of a learning activity more may be done than is asked for (KP-LIS-149).
    """
    needed, done = one.requirement.repetitions or 1, one.in_round(PerformanceState.DONE)
    goes_beyond = one.is_repeated and one.requirement.kind == RequirementKind.ACTIVITY
    if goes_beyond or len(done) < needed:
        return len(done) >= needed
    for each in done[:-needed]:
        one.move(each, PerformanceState.REMOVED)
    _withdraw(one)
    for each in one.performances:
        if each.state == PerformanceState.DRAFT:
            one.move(each, PerformanceState.REMOVED)
    return True


def _keep_rounds(standings: Mapping[Pair, _Standing]) -> None:
    Progress.objects.bulk_create(one.progress for one in standings.values() if one.is_new)
    anew = [one.progress for one in standings.values() if one.is_anew and not one.is_new]
    Progress.objects.bulk_update(anew, ["round", "ticked"], batch_size=1_000)


def _note(standings: Mapping[Pair, _Standing], *, now: datetime) -> None:
    """The history of each: which course, by the system that says so; and requests that nobody signs any more."""
    people, requirements = {pair[0] for pair in standings}, {pair[1] for pair in standings}
    rows = Progress.objects.filter(person__in=people, requirement__in=requirements)
    come = {(row.person_id, row.requirement_id): row for row in rows}
    events: list[ProgressEvent] = []
    withdrawn: dict[str, list[Performance]] = defaultdict(list)
    for pair, one in standings.items():
        by = one.counted[-1].by
        withdrawn[by] += one.withdrawn
        write = partial(event_of, come[pair], by=by, now=now)
        events += [write(ProgressEventKind.WITHDRAWN, each) for each in one.withdrawn]
        for passed in one.counted:
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
