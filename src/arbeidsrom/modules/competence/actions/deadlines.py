"""Setting, changing and removing by when somebody must have fulfilled a requirement («frist», KP-DEADLINE)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.notifications.actions import withdraw
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.access.deadlines import may_set_deadline
from arbeidsrom.modules.competence.actions.assigning import capacity_of
from arbeidsrom.modules.competence.actions.telling import tell_of_deadline
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered, note
from arbeidsrom.modules.competence.models import (
    Assignment,
    Link,
    ProgressEventKind,
    RequirementDeadline,
    RequirementStatus,
)
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses.people import hold_people_of
from arbeidsrom.modules.competence.statuses.refresh import refresh


@transaction.atomic
def set_deadline(
    assignment_id: UUID, item_id: UUID, *, due: date, actor: Actor, now: datetime
) -> RequirementDeadline | None:
    """«Sett frist», also to another day: it holds in all plans that have the requirement (KP-LIMP-029).

    Nothing happens where it was that day already; then the answer is None. Changing one tells the employee as setting
    one does (KP-LIMP-031). A day that has been is refused, today is not (KP-LIMP-026).
    """
    assignment, link = _take_up(assignment_id, item_id, actor=actor, today=localdate(now))
    if due < localdate(now):
        raise CannotBeRegistered("due", _("Choose today or a day to come."))
    if _state(assignment, link) is State.NOT_RELEVANT:
        raise WrongState(_("The requirement is not relevant in any of the employee’s plans."))
    before = _set_now(assignment, link)
    if before == due:
        return None
    deadline, _made = RequirementDeadline.objects.update_or_create(
        person_id=assignment.person_id,
        requirement_id=link.requirement_id,
        defaults={"due": due, "set_at": now, "set_by_id": actor.person_id},
    )
    kind = ProgressEventKind.DEADLINE_CHANGED if before else ProgressEventKind.DEADLINE_SET
    _follow(kind, assignment, link, before, due, actor=actor, now=now)
    tell_of_deadline(assignment, link, due, now=now)
    return deadline


@transaction.atomic
def remove_deadline(assignment_id: UUID, item_id: UUID, *, actor: Actor, now: datetime) -> bool:
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


def _take_up(assignment_id: UUID, item_id: UUID, *, actor: Actor, today: date) -> tuple[Assignment, Link]:
    """The requirement of somebody's plan, with the person held still."""
    seen = own.visible_assignments(actor, today=today).filter(public_id=assignment_id)
    hold_people_of(seen)
    assignment = seen.select_related("plan", "person", "position").get()
    may_set_deadline(actor, assignment, today=today).or_refuse()
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
    event = "competence.deadline.set" if after else "competence.deadline.removed"
    said = {"before": before.isoformat() if before else "–", "after": after.isoformat() if after else "–"}
    audit.record(event, requirement.public_id, actor=actor, at=now, subjects=[person.public_id], details=said)
