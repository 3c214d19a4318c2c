"""Where a requirement is used, and by how many: what is shown before somebody changes it for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from arbeidsrom.modules.competence.models import (
    Assignment,
    Dependency,
    Link,
    Performance,
    Plan,
    Progress,
    Requirement,
    Sharing,
)
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import AssignmentState, LinkState, PerformanceState

OPEN = (PerformanceState.DRAFT, PerformanceState.WAITING)
COUNTING = (*OPEN, PerformanceState.DONE, PerformanceState.DECLINED)
"""Performances that stand for something; those withdrawn or removed do not."""
STARTED = Q(completed_on__isnull=False) | ~Q(state=State.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How far a requirement reaches: plans that it is in, employees who have one of them, and what they have done."""

    plans: int
    employees: int
    started: int
    fulfilled: int
    waiting: int


@dataclass(frozen=True, slots=True)
class UsedIn:
    """A plan that the requirement is in."""

    public_id: UUID
    name: str
    version: str
    owner: str
    state: str
    employees: int


def numbers_of(requirement: Requirement) -> Numbers:
    """Four queries, whatever the size."""
    progress = Progress.objects.filter(requirement=requirement).aggregate(
        started=Count("person_id", filter=STARTED & Q(completed_on__isnull=True)),
        fulfilled=Count("person_id", filter=Q(completed_on__isnull=False)),
    )
    return Numbers(
        plans=plans_with(requirement).count(),
        employees=employees_with(requirement),
        started=progress["started"],
        fulfilled=progress["fulfilled"],
        waiting=Performance.objects.filter(requirement=requirement, state=PerformanceState.WAITING).count(),
    )


def plans_with(requirement: Requirement) -> QuerySet[Plan]:
    """The plans that it stands in, however it stands there; templates are none."""
    return places_of(requirement).filter(is_template=False)


def places_of(requirement: Requirement) -> QuerySet[Plan]:
    """The same with the templates that it stands in."""
    return Plan.objects.filter(Exists(Link.objects.filter(plan=OuterRef("pk"), requirement=requirement)))


def taken_into_use(requirement: Requirement) -> bool:
    """Whether a trust has made a plan from a template that it stands in (KP-ADM-080, KP-LIS-124)."""
    return Plan.objects.filter(template__links__requirement=requirement).exists()


def employees_with(requirement: Requirement) -> int:
    """How many employees have a plan that it stands in."""
    assigned = Assignment.objects.filter(plan__in=plans_with(requirement), state=AssignmentState.ACTIVE)
    return assigned.values("person").distinct().count()


def used_in(requirement: Requirement) -> list[UsedIn]:
    """The plans by name, with the number of employees who have each (KP-ADM-072). One query."""
    assigned = Assignment.objects.filter(plan=OuterRef("pk"), state=AssignmentState.ACTIVE).values("plan")
    counted = assigned.annotate(people=Count("person", distinct=True)).values("people")
    state = (
        Link.objects.filter(plan=OuterRef("pk"), requirement=requirement).order_by("state", "pk").values("state")[:1]
    )
    plans = plans_with(requirement).annotate(employees=Coalesce(Subquery(counted), 0), stands=Subquery(state))
    return [
        UsedIn(
            plan.public_id,
            plan.name,
            str(plan.version or ""),
            plan.owner.name,
            str(LinkState(plan.stands).label),
            plan.employees,
        )
        for plan in plans.select_related("owner").order_by("sort_name", "pk")
    ]


def plans_in_force(requirement: Requirement) -> list[int]:
    """The plans in which it is active: a published change makes a new version of each (KP-ADM-116, 242)."""
    in_force = Q(state=LinkState.ACTIVE, plan__archived_at__isnull=True, plan__is_template=False)
    links = Link.objects.filter(in_force, requirement=requirement)
    return sorted(set(links.values_list("plan", flat=True)))


def is_started(requirement: Requirement) -> bool:
    """Whether anybody has begun it since it was last reset (KP-ADM-117)."""
    if Progress.objects.filter(STARTED, requirement=requirement).exists():
        return True
    return Performance.objects.filter(requirement=requirement, state__in=COUNTING).exists()


def has_registrations(requirement: Requirement) -> bool:
    """Whether anybody has ever registered something on it: that is kept, and it cannot be deleted."""
    return Progress.objects.filter(requirement=requirement).exists()


def dependants_of(requirement: Requirement) -> list[str]:
    """The names of what must be done after it: they are told of when it is archived (KP-ADM-262)."""
    rows = Dependency.objects.filter(needs=requirement, requirement__archived_at__isnull=True)
    return list(rows.order_by("requirement__sort_name", "requirement").values_list("requirement__name", flat=True))


@dataclass(frozen=True, slots=True)
class SharedWith:
    """A department that it is, or was, shared with, and how many plans there use it (KP-ADM-064)."""

    public_id: UUID
    unit: str
    with_subunits: bool
    plans: int
    has_ended: bool


def shared_with(requirement: Requirement) -> list[SharedWith]:
    """The list on «Deling»: those that have ended stand there still, struck through (KP-ADM-069). Two queries."""
    owners = _owners_of_plans_with(requirement)
    rows = requirement.sharings.select_related("unit").order_by("unit__sort_name", "pk")
    return [
        SharedWith(
            row.public_id,
            f"{row.unit.code} {row.unit.name}",
            row.with_subunits,
            _count_there(row, owners),
            row.ended_at is not None,
        )
        for row in rows
    ]


def plans_there(sharing: Sharing) -> int:
    """How many plans of the department, or of those below where they are included, use it. One query."""
    return _count_there(sharing, _owners_of_plans_with(sharing.requirement))


def _owners_of_plans_with(requirement: Requirement) -> list[int]:
    return list(plans_with(requirement).values_list("owner__lft", flat=True))


def _count_there(sharing: Sharing, owners: list[int]) -> int:
    last = sharing.unit.rgt if sharing.with_subunits else sharing.unit.lft
    return sum(sharing.unit.lft <= lft <= last for lft in owners)
