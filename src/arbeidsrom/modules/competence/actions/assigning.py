"""Giving plans to people, putting them away, taking them up again, deleting and approving them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.notifications.actions import withdraw
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused, WrongState
from arbeidsrom.modules.competence.access import assigning as access
from arbeidsrom.modules.competence.access import goal_plans, own
from arbeidsrom.modules.competence.actions.capacities import capacity_of
from arbeidsrom.modules.competence.actions.left_requests import withdraw_requests_left
from arbeidsrom.modules.competence.models import (
    Assignment,
    AssignmentEvent,
    AssignmentEventKind,
    Plan,
)
from arbeidsrom.modules.competence.queries.started import STARTED
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.statuses.people import hold_people, hold_plans
from arbeidsrom.modules.competence.statuses.refresh import refresh_found
from arbeidsrom.modules.competence.statuses.told import tell_leaders, tell_whose, wait_no_longer

PAIRS = """
    SELECT assignment.person_id, link.requirement_id
      FROM competence_assignment assignment JOIN competence_link link ON link.plan_id = assignment.plan_id
     WHERE assignment.id = ANY(%(assignments)s)
"""
"""What the statuses of these plans are about, also where they have just been put away."""


class CannotBeAssigned(Refused):
    """The plan cannot be given to these people."""


@transaction.atomic
def assign_plan(
    plan_id: UUID, positions: Collection[UUID], *, actor: Actor, now: datetime, today: date, again: bool = True
) -> list[Assignment]:
    """The plan is given to the positions that do not have it (KP-ASSIGN-003); nothing changes for who has it.

    ``again``: who has it put away gets it again, as whoever gives it has chosen (KP-LIMP-008); else it stays so.
    The number of statements to the database is the same however many people it is.
    """
    access.may_assign(actor).or_refuse()
    asked = list(
        access.assignable_positions(actor, today=today).filter(public_id__in=positions).order_by("person_id", "pk")
    )
    if len(asked) != len(set(positions)):
        raise Position.DoesNotExist
    units = list(Unit.objects.filter(pk__in={one.unit_id for one in asked}))
    hold_plans(Plan.objects.filter(public_id=plan_id).values_list("pk", flat=True))
    plan = access.assignable_plans(units).filter(public_id=plan_id).first()
    if plan is None:
        raise CannotBeAssigned(_("The plan is not published to the department of everybody chosen."))
    hold_people([one.person_id for one in asked])
    there = {
        one.position_id: one
        for one in Assignment.objects.filter(plan=plan, position__in=asked).select_related("position")
    }
    taken_up = [one for one in there.values() if again and one.state == AssignmentState.DEACTIVATED]
    anew = {one.position_id for one in taken_up}
    _refuse_unfit(plan, [one for one in asked if one.pk not in there or one.pk in anew])
    new = [
        Assignment(
            plan=plan,
            position=one,
            person_id=one.person_id,
            assigned_on=today,
            assigned_by_id=actor.person_id,
        )
        for one in asked
        if one.pk not in there
    ]
    Assignment.objects.bulk_create(new, batch_size=1_000)
    _begin_again(taken_up)
    _note(new, AssignmentEventKind.ASSIGNED, actor=actor, now=now)
    _note(taken_up, AssignmentEventKind.REACTIVATED, actor=actor, now=now)
    _derive([*new, *taken_up], actor=actor, now=now)
    _record("competence.assignment.assigned", plan, [*new, *taken_up], actor=actor, now=now)
    _tell("competence.plan_assigned", [*new, *taken_up], now=now)
    return [*new, *taken_up]


def _refuse_unfit(plan: Plan, positions: Iterable[Position]) -> None:
    """Goal plans are for those whom HR names doctors in specialist training, or apprentices (KP-PLAN-002)."""
    if not all(goal_plans.fits(plan.kind, one.category) for one in positions):
        raise CannotBeAssigned(goal_plans.why_not_for(plan.kind))


@transaction.atomic
def deactivate_assignment(assignment_id: UUID, *, actor: Actor, now: datetime, today: date) -> Assignment:
    """The plan is not to be worked on any more; its content and progress stay to be seen (KP-PLANADM-001).

    What somebody has been asked to sign, and stands in no other plan, is withdrawn (KP-LIMP-015).
    """
    access.may_assign(actor).or_refuse()
    assignment = _held(access.managed_assignments(actor, today=today).filter(public_id=assignment_id))
    assignment.move_to(AssignmentState.DEACTIVATED)
    assignment.deactivated_on, assignment.ended_in = today, None
    assignment.save(update_fields=["state", "deactivated_on", "ended_in"])
    withdraw_requests_left(assignment, actor=actor, now=now)
    _note([assignment], AssignmentEventKind.DEACTIVATED, actor=actor, now=now)
    _derive([assignment], actor=actor, now=now)
    _record("competence.assignment.deactivated", assignment.plan, [assignment], actor=actor, now=now)
    wait_no_longer([assignment.pk])
    _tell("competence.assignment_deactivated", [assignment], now=now)
    return assignment


@transaction.atomic
def reactivate_assignment(assignment_id: UUID, *, actor: Actor, now: datetime) -> Assignment:
    """To be worked on again, with the statuses that the person has now; the employee can too (KP-PDEACT-003, 006)."""
    if actor.read_only:
        access.may_assign(actor).or_refuse()
    mine = own.own(actor) | Q(pk__in=access.managed_assignments(actor, today=localdate(now)).values("pk"))
    which = Assignment.objects.filter(mine, public_id=assignment_id)
    hold_plans(which.values_list("plan", flat=True))
    assignment = _held(which)
    if assignment.state != AssignmentState.DEACTIVATED:
        raise WrongState(_("The plan is not deactivated."))
    _bring_along(assignment, actor=actor, today=localdate(now))
    _refuse_unfit(assignment.plan, Position.objects.filter(pk=assignment.position_id))
    _begin_again([assignment])
    _note([assignment], AssignmentEventKind.REACTIVATED, actor=actor, now=now)
    _derive([assignment], actor=actor, now=now)
    _record("competence.assignment.reactivated", assignment.plan, [assignment], actor=actor, now=now)
    _tell("competence.assignment_reactivated", [assignment], now=now, besides=actor.person_id)
    return assignment


@transaction.atomic
def delete_assignment(assignment_id: UUID, *, actor: Actor, now: datetime) -> Plan:
    """Assigned by mistake, and nothing of it begun: it is as if it had never been (KP-PLANADM-003 to 005)."""
    assignment = _held(Assignment.objects.filter(pk=deletable(assignment_id, actor=actor, today=localdate(now)).pk))
    refuse_started(assignment)
    plan, person = assignment.plan, assignment.person
    assignment.state, assignment.deactivated_on = AssignmentState.DEACTIVATED, localdate(now)
    assignment.save(update_fields=["state", "deactivated_on"])
    _derive([assignment], actor=actor, now=now)
    audit.record("competence.assignment.deleted", plan.public_id, actor=actor, at=now, subjects=[person.public_id])
    withdraw("competence.plan_assigned", about=assignment.public_id)
    assignment.delete()
    return plan


def deletable(assignment_id: UUID, *, actor: Actor, today: date) -> Assignment:
    """An assigned plan that the actor may delete; one that is begun is refused."""
    access.may_assign(actor).or_refuse()
    managed = access.managed_assignments(actor, today=today).select_related("plan", "person", "position")
    assignment = managed.get(public_id=assignment_id)
    refuse_started(assignment)
    return assignment


def refuse_started(assignment: Assignment) -> None:
    """What somebody has begun is put away, and stays to be seen (KP-PLANADM-004)."""
    if is_started(assignment):
        raise WrongState(_("Something of the plan is begun. It can be deactivated, not deleted."))


def is_started(assignment: Assignment) -> bool:
    """Whether the person has registered anything in this plan (KP-LIMP-012)."""
    return Assignment.objects.filter(STARTED, pk=assignment.pk).exists()


@transaction.atomic
def approve_assignment(assignment_id: UUID, *, actor: Actor, now: datetime) -> Assignment:
    """The leader approves a completed plan; one that is complete no longer is refused (KP-APPROVE-002, KP-LIMP-017)."""
    access.may_approve(actor).or_refuse()
    assignment = _held(access.approvable_assignments(actor, today=localdate(now)).filter(public_id=assignment_id))
    if not assignment.is_active or assignment.sent_at is None or assignment.approved_at is not None:
        raise WrongState(_("The plan does not wait for approval."))
    if assignment.fulfilled < assignment.required or assignment.next_due < localdate(now):
        raise WrongState(_("Something in the plan is not fulfilled any more."))
    assignment.approved_at, assignment.approved_by_id = now, actor.person_or_refuse()
    assignment.save(update_fields=["approved_at", "approved_by"])
    _note([assignment], AssignmentEventKind.APPROVED, actor=actor, now=now)
    _record("competence.assignment.approved", assignment.plan, [assignment], actor=actor, now=now)
    wait_no_longer([assignment.pk])
    withdraw("competence.plan_approval_withdrawn", about=assignment.public_id)
    _tell("competence.plan_approved", [assignment], now=now)
    return assignment


@transaction.atomic
def withdraw_approval(assignment_id: UUID, *, actor: Actor, now: datetime) -> Assignment:
    """«Fjerne godkjenning»: the plan waits again, and no requirement changes (KP-APPROVE-009, KP-LIMP-018).

    One that is not complete any more waits for the employee first; it goes to the leader when it is complete again.
    """
    access.may_approve(actor).or_refuse()
    assignment = _held(access.approvable_assignments(actor, today=localdate(now)).filter(public_id=assignment_id))
    if assignment.approved_at is None:
        raise WrongState(_("The plan is not approved."))
    assignment.approved_at = assignment.approved_by = None
    assignment.sent_at = now if assignment.fulfilled == assignment.required else None
    assignment.save(update_fields=["approved_at", "approved_by", "sent_at"])
    _note([assignment], AssignmentEventKind.APPROVAL_WITHDRAWN, actor=actor, now=now)
    _record("competence.assignment.approval_withdrawn", assignment.plan, [assignment], actor=actor, now=now)
    if assignment.sent_at:
        tell_leaders([assignment.pk], now=now)
    withdraw("competence.plan_approved", about=assignment.public_id)
    _tell("competence.plan_approval_withdrawn", [assignment], now=now)
    return assignment


def _held(which: QuerySet[Assignment]) -> Assignment:
    """One of these, with its person held still; what does not exist for the actor does not exist."""
    hold_people([which.values_list("person_id", flat=True).get()])
    return which.select_related("plan", "person", "position").get()


def _bring_along(assignment: Assignment, *, actor: Actor, today: date) -> None:
    """A plan of an earlier workplace follows to where the person works now (KP-PPLAN-004)."""
    if Position.objects.filter(acted_in_on(today), pk=assignment.position_id).exists():
        return
    if assignment.person_id == actor.person_id:
        now_at = actor.position_id
    else:
        held = access.assignable_positions(actor, today=today).filter(person=assignment.person_id)
        now_at = held.order_by("id").values_list("pk", flat=True).first()
    if now_at is None:
        raise WrongState(_("The employee works nowhere that you assign plans to. Ask the new leader to assign it."))
    if Assignment.objects.filter(plan=assignment.plan_id, position=now_at).exists():
        raise WrongState(_("The plan is assigned on the present position already."))
    assignment.position_id = now_at
    assignment.save(update_fields=["position"])


def _begin_again(assignments: Iterable[Assignment]) -> None:
    put_away = list(assignments)
    for one in put_away:
        one.move_to(AssignmentState.ACTIVE)
        one.deactivated_on = one.ended_in = None
    Assignment.objects.bulk_update(put_away, ["state", "deactivated_on", "ended_in"], batch_size=1_000)


def _note(assignments: Iterable[Assignment], kind: AssignmentEventKind, *, actor: Actor, now: datetime) -> None:
    lines = [
        AssignmentEvent(assignment=one, kind=kind, at=now, by=actor.author, capacity=capacity_of(actor, one))
        for one in assignments
    ]
    AssignmentEvent.objects.bulk_create(lines, batch_size=1_000)


def _derive(assignments: Collection[Assignment], *, actor: Actor, now: datetime) -> None:
    if assignments:
        plans = {one.plan_id for one in assignments}
        people = [one.person_id for one in assignments]
        named = {"assignments": [one.pk for one in assignments]}
        refresh_found(PAIRS, named, plans=plans, people=people, by=actor.author, now=now)


def _record(event: str, plan: Plan, assignments: Collection[Assignment], *, actor: Actor, now: datetime) -> None:
    if assignments:
        people = Assignment.objects.filter(pk__in=[one.pk for one in assignments])
        subjects = list(people.values_list("person__public_id", flat=True))
        details = {"people": len(assignments)}
        audit.record(event, plan.public_id, actor=actor, at=now, subjects=subjects, details=details)


def _tell(kind: str, assignments: Iterable[Assignment], *, now: datetime, besides: int | None = None) -> None:
    if ids := [one.pk for one in assignments]:
        tell_whose(kind, ids, now=now, besides=besides)
