"""What those who follow up employees see of plans: per employee, to be approved, and which plans can be given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import acted_in_on, with_words
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import assigning as access
from arbeidsrom.modules.competence.access import goal_plans, own
from arbeidsrom.modules.competence.models import Assignment, Plan
from arbeidsrom.modules.competence.queries.started import STARTED
from arbeidsrom.modules.competence.states import AssignmentState

MOST_PLANS = 50


@dataclass(frozen=True, slots=True)
class EmployeePlans:
    """An employee's plans on one position, in force and put away.

    ``to_reactivate`` are those that were in force when the position ended, now that it has come back (KP-PIMP-006).
    """

    position: Position
    active: tuple[Assignment, ...]
    to_reactivate: tuple[Assignment, ...]
    deactivated: tuple[Assignment, ...]
    may_assign: bool
    asking: frozenset[int] = frozenset()
    """The plans that wait for the approval of whoever looks."""


def readable_positions(actor: Actor, *, today: date) -> QuerySet[Position]:
    """The positions whose plans the actor reads: of those led, and where plans are followed up; nobody's own."""
    return Position.objects.filter(access.over(actor, own.READ_PLANS, today=today), access.of_others(actor))


def employee_plans(position_id: UUID, *, actor: Actor, today: date, now: datetime) -> EmployeePlans:
    """The plans of one employee; that they were looked at stands in the log."""
    position = readable_positions(actor, today=today).select_related("person", "unit").get(public_id=position_id)
    plans = list(
        Assignment.objects.filter(Q(position=position) | _of_earlier_workplaces(position, actor=actor, today=today))
        .exclude(state=AssignmentState.ARCHIVED)
        .annotate(started=STARTED)
        .select_related("plan__owner")
        .order_by("plan__sort_name", "id")
    )
    audit.record(
        "competence.plan.viewed", position.public_id, actor=actor, at=now, subjects=[position.person.public_id]
    )
    may_assign = access.assignable_positions(actor, today=today).filter(pk=position.pk).exists()
    is_back = position.is_held(today)
    back = [one for one in plans if is_back and one.position_id == position.pk and one.went_with_position]
    return EmployeePlans(
        position,
        tuple(one for one in plans if one.is_active),
        tuple(back),
        tuple(one for one in plans if not one.is_active and one not in back),
        may_assign,
        _asking(plans, actor=actor, today=today),
    )


def _asking(plans: Collection[Assignment], *, actor: Actor, today: date) -> frozenset[int]:
    if not access.may_approve(actor):
        return frozenset()
    waiting = access.approvable_assignments(actor, today=today).filter(access.WAITING)
    return frozenset(waiting.filter(pk__in=[one.pk for one in plans]).values_list("pk", flat=True))


def _of_earlier_workplaces(position: Position, *, actor: Actor, today: date) -> Q:
    """What was put away when another position of the person ended, where the actor followed it up (KP-PPLAN-004)."""
    ended = Position.objects.filter(person=position.person_id).exclude(
        pk__in=Position.objects.filter(acted_in_on(today)).values("pk")
    )
    put_away = Q(state=AssignmentState.DEACTIVATED, position__in=ended.values("pk"))
    return put_away & access.over(actor, own.READ_PLANS, "position__", today=today)


def plan_of_employee(assignment_id: UUID, *, actor: Actor, today: date) -> Assignment:
    """One plan of somebody whom the actor follows up, for whoever has looked at it already and sends something back."""
    held = access.over(actor, own.READ_PLANS, "position__", today=today)
    seen = Assignment.objects.filter(held, access.of_others(actor)).exclude(state=AssignmentState.ARCHIVED)
    related = ("plan__owner", "plan__document_owner", "plan__document_responsible", "person", "position__unit")
    return seen.select_related(*related).get(public_id=assignment_id)


def get_employee_plan(assignment_id: UUID, *, actor: Actor, now: datetime) -> Assignment:
    """The same; that it was looked at stands in the log."""
    assignment = plan_of_employee(assignment_id, actor=actor, today=localdate(now))
    audit.record(
        "competence.plan.viewed", assignment.public_id, actor=actor, at=now, subjects=[assignment.person.public_id]
    )
    return assignment


def chosen_positions(positions: Collection[UUID], *, actor: Actor, today: date) -> list[Position]:
    """Those of the chosen whom the actor gives plans to, by name. One query."""
    found = access.assignable_positions(actor, today=today).filter(public_id__in=positions)
    return list(found.select_related("person", "unit").order_by("person__sort_name", "id"))


def plans_to_assign(positions: Collection[Position], *, text: str) -> list[Plan]:
    """The plans that all of these can be given, by name; a search narrows them. Two queries.

    Goal plans only where all are doctors in specialist training, or apprentices (KP-PLAN-002).
    """
    units = Unit.objects.filter(pk__in={one.unit_id for one in positions})
    fitting = goal_plans.for_all_of({one.category for one in positions})
    plans = access.assignable_plans(list(units)).filter(fitting).select_related("owner")
    if text:
        plans = plans.filter(with_words(text.replace("@", " ")) or Q(pk__in=[]))
    return list(plans.order_by("sort_name", "id")[:MOST_PLANS])


@dataclass(frozen=True, slots=True)
class AssignedAlready:
    """Who of some has a plan already, in force or deactivated, by name (KP-LIMP-008)."""

    active: tuple[Assignment, ...]
    deactivated: tuple[Assignment, ...]


def assigned_already(
    plan_id: UUID, positions: Collection[UUID], *, actor: Actor, today: date
) -> tuple[Plan | None, AssignedAlready]:
    """The plan, if it can be given to all of these, and who has it. Three queries."""
    chosen = chosen_positions(positions, actor=actor, today=today)
    plan = access.assignable_plans([one.unit for one in chosen]).filter(public_id=plan_id).first()
    rows = Assignment.objects.filter(plan=plan, position__in=chosen).select_related("person", "position__unit")
    held = list(rows.order_by("person__sort_name", "pk")) if plan else []
    return plan, AssignedAlready(
        tuple(one for one in held if one.is_active),
        tuple(one for one in held if one.state == AssignmentState.DEACTIVATED),
    )


@dataclass(frozen=True, slots=True)
class PlanCell:
    """How many plans an employee has in force, how many are complete, and whether one waits for approval."""

    plans: int
    complete: int
    waits: bool


def plan_cells(positions: Collection[int]) -> dict[int, PlanCell]:
    """For a page of employees. One query."""
    complete = Q(approved_at__isnull=False) | Q(sent_at__isnull=False)
    rows = (
        Assignment.objects.filter(position__in=positions, state=AssignmentState.ACTIVE)
        .values("position")
        .annotate(plans=Count("pk"), complete=Count("pk", complete), waits=Count("pk", access.WAITING))
        .order_by("position")
    )
    return {row["position"]: PlanCell(row["plans"], row["complete"], row["waits"] > 0) for row in rows}


def waiting_for_approval(*, actor: Actor, today: date, text: str = "") -> QuerySet[Assignment]:
    """The plans that wait for the actor's approval, the oldest first (KP-APPROVE-005)."""
    waiting = access.approvable_assignments(actor, today=today).filter(access.WAITING)
    if text:
        waiting = waiting.filter(Q(plan__name__icontains=text) | (with_words(text, "person__") or Q(pk__in=[])))
    return waiting.select_related("plan", "person", "position__unit").order_by("sent_at", "id")
