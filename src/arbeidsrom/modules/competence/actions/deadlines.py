"""Setting, changing and removing by when somebody must have fulfilled a requirement («frist», KP-DEADLINE)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.notifications.actions import withdraw
from arbeidsrom.lib.actor import PROGRAM, Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.access.deadlines import may_set_requirement_deadline
from arbeidsrom.modules.competence.actions.capacities import capacity_of
from arbeidsrom.modules.competence.actions.telling import tell_of_deadline
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered, note
from arbeidsrom.modules.competence.models import (
    Assignment,
    Capacity,
    Link,
    ProgressEvent,
    ProgressEventKind,
    RequirementDeadline,
    RequirementStatus,
)
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses.people import hold_people, hold_people_of
from arbeidsrom.modules.competence.statuses.refresh import refresh

LONGEST_DAYS = 3652
"""Ten years: whoever sets a deadline later than that has mistyped it."""


@transaction.atomic
def set_requirement_deadline(assignment_id: UUID, item_id: UUID, *, due: date, actor: Actor, now: datetime) -> bool:
    """«Sett frist», also to another day: it holds in all plans that have the requirement (KP-LIMP-029).

    Changing one tells the employee as setting one does (KP-LIMP-031). A day that has been is refused, today is not
    (KP-LIMP-026). Gives whether it was another day until now.
    """
    assignment, link = _take_up(assignment_id, item_id, actor=actor, today=localdate(now))
    refuse_day(due, today=localdate(now))
    if _state(assignment, link) is State.NOT_RELEVANT:
        raise WrongState(_("The requirement is not relevant in any of the employee’s plans."))
    before = _set_now(assignment, link)
    if before == due:
        return False
    RequirementDeadline.objects.update_or_create(
        person_id=assignment.person_id,
        requirement_id=link.requirement_id,
        defaults={"due": due, "set_at": now, "set_by_id": actor.person_id},
    )
    kind = ProgressEventKind.DEADLINE_CHANGED if before else ProgressEventKind.DEADLINE_SET
    _follow(kind, assignment, link, before, due, actor=actor, now=now)
    tell_of_deadline(assignment, link, due, now=now)
    return True


@transaction.atomic
def remove_requirement_deadline(assignment_id: UUID, item_id: UUID, *, actor: Actor, now: datetime) -> bool:
    """The X beside it: there is none any more, and nobody is told (KP-DEADLINE-008, KP-LIMP-031).

    What told the employee of it is taken back. Gives whether there was one.
    """
    assignment, link = _take_up(assignment_id, item_id, actor=actor, today=localdate(now))
    before = _set_now(assignment, link)
    if before is None:
        return False
    RequirementDeadline.objects.filter(person=assignment.person_id, requirement=link.requirement_id).delete()
    _follow(ProgressEventKind.DEADLINE_REMOVED, assignment, link, before, None, actor=actor, now=now)
    withdraw("competence.deadline_set", about=link.requirement.public_id, person_id=assignment.person_id)
    return True


@transaction.atomic
def end_met_deadlines(*, now: datetime) -> int:
    """Every night: what was fulfilled when its day had passed is done with, and nothing brings it back (KP-LIMP-030).

    The history keeps it, and whether it was in time. Until the day is over a deadline asks that the requirement is
    valid on it, whatever is opened or reset meanwhile. Gives how many.
    """
    over = RequirementDeadline.objects.filter(due__lt=localdate(now))
    met = over.filter(Exists(_fulfilled().filter(person=OuterRef("person"), requirement=OuterRef("requirement"))))
    hold_people(met.values_list("person_id", flat=True))
    ended = list(met.values_list("person_id", "requirement_id", "due"))
    completed = _fulfilled().filter(person__in={person for person, _requirement, _due in ended})
    on = {(person, requirement): day for person, requirement, day in completed.values_list(*COMPLETED)}
    ProgressEvent.objects.bulk_create(
        ProgressEvent(
            person_id=person,
            requirement_id=requirement,
            kind=_ending(on[person, requirement], due),
            at=now,
            by=PROGRAM,
            capacity=Capacity.PROGRAM,
            state=State.FULFILLED,
            deadline_before=due,
        )
        for person, requirement, due in ended
    )
    met.delete()
    refresh([(person, requirement) for person, requirement, _due in ended], by=PROGRAM, now=now)
    return len(ended)


COMPLETED = ("person_id", "requirement_id", "completed_on")


def _fulfilled() -> QuerySet[RequirementStatus]:
    """What is fulfilled, and valid on the day of its deadline."""
    return RequirementStatus.objects.filter(state=State.FULFILLED, due__gte=F("deadline"))


def _ending(completed_on: date | None, due: date) -> ProgressEventKind:
    in_time = completed_on is not None and completed_on <= due
    return ProgressEventKind.DEADLINE_MET if in_time else ProgressEventKind.DEADLINE_MISSED


def refuse_day(due: date, *, today: date) -> None:
    """A day that has been is refused, today is not (KP-LIMP-026); nor is one taken that can only be mistyped."""
    if due < today:
        raise CannotBeRegistered("due", _("Choose today or a day to come."))
    if due > today + timedelta(days=LONGEST_DAYS):
        raise CannotBeRegistered("due", _("Choose a day within ten years."))


def _take_up(assignment_id: UUID, item_id: UUID, *, actor: Actor, today: date) -> tuple[Assignment, Link]:
    """The requirement of somebody's plan, with the person held still."""
    seen = own.visible_assignments(actor, today=today).filter(public_id=assignment_id)
    hold_people_of(seen)
    assignment = seen.select_related("plan", "person", "position").get()
    may_set_requirement_deadline(actor, assignment, today=today).or_refuse()
    links = Link.objects.filter(plan=assignment.plan_id, state=LinkState.ACTIVE).select_related("requirement")
    link = links.get(public_id=item_id)
    if not assignment.is_active:
        raise WrongState(_("The plan is not active any more."))
    return assignment, link


def _set_now(assignment: Assignment, link: Link) -> date | None:
    known = RequirementDeadline.objects.filter(person=assignment.person_id, requirement=link.requirement_id)
    return known.values_list("due", flat=True).first()


def _state(assignment: Assignment, link: Link) -> State:
    known = RequirementStatus.objects.filter(person=assignment.person_id, requirement=link.requirement_id)
    return State(known.values_list("state", flat=True).first() or State.NOT_STARTED)


def _follow(
    kind: ProgressEventKind,
    assignment: Assignment,
    link: Link,
    before: date | None,
    after: date | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """What follows for the statuses and notices, the line of the history and that of the log."""
    person, requirement = assignment.person, link.requirement
    refresh([(person.pk, requirement.pk)], by=actor.author, now=now)
    note(
        kind,
        person=person.pk,
        requirement=requirement.pk,
        plan=assignment.plan_id,
        state=_state(assignment, link),
        actor=actor,
        capacity=capacity_of(actor, assignment),
        now=now,
        deadline=after,
        deadline_before=before,
    )
    days = {"before": before, "after": after}
    said = {name: day.isoformat() for name, day in days.items() if day}
    audit.record(EVENTS[kind], requirement.public_id, actor=actor, at=now, subjects=[person.public_id], details=said)


EVENTS = {
    ProgressEventKind.DEADLINE_SET: "competence.deadline.set",
    ProgressEventKind.DEADLINE_CHANGED: "competence.deadline.changed",
    ProgressEventKind.DEADLINE_REMOVED: "competence.deadline.removed",
}
