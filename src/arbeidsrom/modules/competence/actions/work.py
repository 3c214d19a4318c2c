"""What everything that somebody registers begins and ends with: they are held still, and what follows is derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import inf
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused, WrongState
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import (
    Assignment,
    Capacity,
    Link,
    Performance,
    PointNotRelevant,
    Progress,
    ProgressEvent,
    ProgressEventKind,
    RequirementKind,
    RequirementRevision,
    RequirementStatus,
)
from arbeidsrom.modules.competence.rules.progress import Carried, come_to
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState, PerformanceState
from arbeidsrom.modules.competence.statuses.people import hold_people_of
from arbeidsrom.modules.competence.statuses.refresh import refresh


class CannotBeRegistered(Refused):
    """Something about what is registered cannot be; ``field`` is where somebody looks for it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


NEWEST = Subquery(
    RequirementRevision.objects.filter(requirement=OuterRef("requirement"))
    .order_by("-number")
    .values(said=JSONObject(id="id", content="content"))[:1]
)
"""The revision in force of the requirement of a link or performance, in the same statement."""


@dataclass
class Work:
    """A requirement of somebody, held still until the transaction ends. ``due`` is of its status.

    ``marked`` are check points that are not relevant. Of what somebody signs neither is asked for. ``ended`` are
    requests of the round before, which nobody is to sign any more.
    """

    progress: Progress
    settings: Settings
    revision: int
    performances: list[Performance]
    is_new: bool
    assignment: Assignment | None = None
    link: Link | None = None
    due: date | None = None
    marked: frozenset[UUID] = frozenset()
    written: list[Performance] = field(default_factory=list)
    ended: list[Performance] = field(default_factory=list)
    ticked_before: frozenset[str] = frozenset()

    def in_round(self, *states: PerformanceState) -> list[Performance]:
        """The performances of this round in one of the states."""
        return [one for one in self.performances if one.round == self.progress.round and one.state in states]

    @property
    def draft(self) -> Performance | None:
        """What is filled in and not registered: one at most, in whichever round it was begun."""
        return next((one for one in self.performances if one.state == PerformanceState.DRAFT), None)

    @property
    def is_repeated(self) -> bool:
        """Whether it must be done several times."""
        return self.settings.repetitions is not None

    @property
    def goes_beyond(self) -> bool:
        """Whether more may be registered than is asked for: of a learning activity every time counts (KP-LIS-149)."""
        return self.link is not None and self.link.requirement.kind == RequirementKind.ACTIVITY

    def new_performance(self) -> Performance:
        """An empty one of this round, to be filled in and moved on."""
        made = Performance(
            person_id=self.progress.person_id,
            requirement_id=self.progress.requirement_id,
            revision_id=self.revision,
            plan_id=self.assignment.plan_id if self.assignment else None,
            round=self.progress.round,
            state=PerformanceState.DRAFT,
        )
        self.performances.append(made)
        return made

    def move(self, performance: Performance, state: PerformanceState) -> None:
        """Take the step with one of them; it is written at the end."""
        performance.move_to(state)
        performance.lock_version += 1
        self.write(performance)

    def write(self, performance: Performance) -> None:
        """It is written at the end, once."""
        if performance not in self.written:
            self.written.append(performance)


def take_up(assignment_id: UUID, link_id: UUID, *, lock_version: int, actor: Actor, today: date) -> Work:
    """A requirement in a plan, as it was when one looked at it; whoever has it is locked first (decision 26)."""
    seen = own.visible_assignments(actor, today=today).filter(public_id=assignment_id)
    hold_people_of(seen)
    assignment = seen.select_related("plan", "person", "position").get()
    own.may_work_in(actor, assignment, today=today).or_refuse()
    links = Link.objects.filter(plan=assignment.plan_id, public_id=link_id, state=LinkState.ACTIVE)
    statuses = RequirementStatus.objects.filter(person=assignment.person_id, requirement=OuterRef("requirement"))
    marks = PointNotRelevant.objects.filter(person=assignment.person_id, link=OuterRef("pk"))
    links = links.annotate(
        newest=NEWEST, due=Subquery(statuses.values("due")[:1]), marked=ArraySubquery(marks.values("point"))
    )
    link = links.select_related("requirement", "section").get()
    of_requirement = Performance.objects.filter(person=assignment.person_id, requirement=link.requirement_id)
    work = work_of(
        assignment.person_id, link.requirement_id, list(of_requirement.order_by("decided_at", "id")), link.newest
    )
    work.assignment, work.link = assignment, link
    work.due, work.marked = link.due, frozenset(link.marked)
    if work.progress.lock_version != lock_version:
        raise ChangedMeanwhile(
            _("The requirement has been changed since you opened it. Look at what stands there now.")
        )
    return work


def work_of(person: int, requirement: int, performances: list[Performance], newest: Mapping[str, Any]) -> Work:
    """Everything of a requirement of somebody who is held; performances that were never decided stand last."""
    progress = Progress.objects.filter(person=person, requirement=requirement).first()
    return Work(
        progress or Progress(person_id=person, requirement_id=requirement),
        Settings.from_json(newest["content"]),
        newest["id"],
        performances,
        is_new=progress is None,
        ticked_before=frozenset((progress.ticked if progress else None) or ()),
    )


def is_own(work: Work, actor: Actor) -> bool:
    """Whether the actor does it for themselves."""
    return work.progress.person_id == actor.person_id


def refuse_for_others(work: Work, actor: Actor) -> None:
    """Drafts, attachments and what is taken back are the employee's alone: the catalogue gives others no more than
    KP-BEHALF names.
    """
    if not is_own(work, actor):
        raise PermissionDenied(_("Only the employee does that."))


def refuse_by_hand(work: Work) -> None:
    """What a course documents is fulfilled by passing it, and by nobody's hand (KP-EIMP-045, KP-LMS-043).

    Nothing is begun by hand either: it stays «Ikke utfylt» until the course is passed (KP-COURSE-004).
    """
    if work.settings.is_tied_to_course:
        raise WrongState(_("It is fulfilled when the course is passed in the learning portal, not by hand."))


def refuse_while_waiting(work: Work) -> None:
    """What waits for a signature is withdrawn before it is changed (KP-EIMP-019)."""
    if not work.is_repeated and work.in_round(PerformanceState.WAITING):
        raise WrongState(_("It waits for signing. Withdraw the request first."))


def has_expired(work: Work, *, today: date) -> bool:
    """Whether what was fulfilled is over: whatever is registered now begins a new round."""
    return work.progress.state == State.FULFILLED and work.due is not None and work.due < today


def open_again(work: Work, *, today: date) -> None:
    """What is changed while it is valid counts no longer; what has expired begins a new round (decision 26).

    Of one that is repeated each time is taken back by itself.
    """
    if work.progress.state != State.FULFILLED:
        return
    if has_expired(work, today=today):
        for one in work.in_round(PerformanceState.WAITING):  # a repetition more than was asked for in the end
            work.move(one, PerformanceState.WITHDRAWN)
            work.ended.append(one)
        work.progress.round += 1
        work.progress.ticked = None
        return
    if work.is_repeated and work.goes_beyond:
        return
    if work.is_repeated:
        raise WrongState(_("As many as are needed are registered already."))
    for one in work.in_round(PerformanceState.DONE):
        work.move(one, PerformanceState.REMOVED)


def finish(
    work: Work,
    kind: ProgressEventKind,
    *,
    actor: Actor,
    capacity: Capacity,
    now: datetime,
    performed_on: date | None = None,
    comment: str = "",
) -> None:
    """Write down what it has come to, what happened, and what follows from it for the person's plans."""
    progress = work.progress
    _write(work)
    carried = [Carried(one.round, one.state, one.performed_on, one.expires_on) for one in work.performances]
    come = come_to(carried, round=progress.round, repetitions=work.settings.repetitions, begun=bool(progress.ticked))
    progress.state, progress.completed_on, progress.expires_on = come.state, come.completed_on, come.expires_on
    progress.done = come.done
    progress.lock_version += 1
    progress.save(force_insert=work.is_new)
    work.is_new = False
    note(
        kind,
        person=progress.person_id,
        requirement=progress.requirement_id,
        plan=work.assignment.plan_id if work.assignment else None,
        state=come.state,
        actor=actor,
        capacity=capacity,
        now=now,
        completed_on=come.completed_on,
        expires_on=come.expires_on,
        performed_on=performed_on,
        comment=comment,
    )
    refresh([(progress.person_id, progress.requirement_id)], by=actor.author, now=now)


def _write(work: Work) -> None:
    """Drafts that are gone, others as they are now; the newest decided stands last."""
    for one in work.written:
        one.save()
    work.written.clear()
    work.performances.sort(key=lambda one: (one.decided_at.timestamp() if one.decided_at else inf, one.pk))


def note(
    kind: ProgressEventKind,
    *,
    person: int,
    requirement: int,
    plan: int | None,
    state: State,
    actor: Actor,
    capacity: Capacity,
    now: datetime,
    completed_on: date | None = None,
    expires_on: date | None = None,
    performed_on: date | None = None,
    deadline: date | None = None,
    deadline_before: date | None = None,
    comment: str = "",
) -> None:
    """One line of the history (KP-RHIST-001, KP-EIMP-043)."""
    ProgressEvent.objects.create(
        person_id=person,
        requirement_id=requirement,
        plan_id=plan,
        kind=kind,
        at=now,
        by=actor.author,
        capacity=capacity,
        state=state,
        completed_on=completed_on,
        expires_on=expires_on,
        performed_on=performed_on,
        deadline=deadline,
        deadline_before=deadline_before,
        comment=comment or None,
    )


def record(event: str, work: Work, *, person: UUID, requirement: UUID, actor: Actor, now: datetime) -> None:
    """The line in the log: which requirement, about whom, and the status after."""
    audit.record(
        event,
        requirement,
        actor=actor,
        at=now,
        subjects=[person],
        details={"state": State(work.progress.state).name.lower()},
    )
