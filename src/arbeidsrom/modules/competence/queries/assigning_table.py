"""«Tabelltildeling»: employees as rows, plans as columns, and how each stands with each (KP-ASSIGN-004)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import with_words
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import assigning as access
from arbeidsrom.modules.competence.access import goal_plans
from arbeidsrom.modules.competence.models import Assignment, Plan, Publication
from arbeidsrom.modules.competence.queries.started import STARTED
from arbeidsrom.modules.competence.states import AssignmentState

MOST_FOUND = 20
"""So many hits of a search are shown."""


class Standing(StrEnum):
    """How it stands with a plan for an employee."""

    FREE = "free"
    ELSEWHERE = "elsewhere"
    FOR_OTHERS = "for_others"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Cell:
    """One employee and one plan; an assignment where the employee has it, in force or put away."""

    position: UUID
    plan: UUID
    standing: Standing
    assignment: Assignment | None = None

    @property
    def key(self) -> str:
        """What the box of the cell says when it is ticked."""
        return f"{self.position}:{self.plan}"


@dataclass(frozen=True, slots=True)
class Line:
    """An employee with a cell for each of the plans."""

    position: Position
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The whole of it."""

    plans: tuple[Plan, ...]
    lines: tuple[Line, ...]

    @property
    def free(self) -> dict[str, Cell]:
        """The cells that can be ticked."""
        return {one.key: one for line in self.lines for one in line.cells if one.standing is Standing.FREE}

    @property
    def held(self) -> dict[UUID, Cell]:
        """The cells of plans that employees have, by assignment."""
        cells = (one for line in self.lines for one in line.cells)
        return {one.assignment.public_id: one for one in cells if one.assignment is not None}


def table_of(positions: Collection[UUID], plans: Collection[UUID], *, actor: Actor, today: date) -> Table:
    """Those of the chosen whom the actor gives plans to, and the chosen plans that any of them can get.

    Four queries, however many they are.
    """
    found = access.assignable_positions(actor, today=today).filter(public_id__in=positions)
    chosen = list(found.select_related("person", "unit").order_by("person__sort_name", "id"))
    units = {one.unit_id: one.unit for one in chosen}
    reached = access.plans_of_some(units.values()).filter(goal_plans.for_some_of({one.category for one in chosen}))
    columns = list(reached.filter(public_id__in=plans).order_by("sort_name", "id"))
    published = _published(columns, units.values())
    theirs = Assignment.objects.filter(position__in=chosen, plan__in=columns).exclude(state=AssignmentState.ARCHIVED)
    held = {(one.position_id, one.plan_id): one for one in theirs.annotate(started=STARTED)}

    def cell(position: Position, plan: Plan) -> Cell:
        assignment = held.get((position.pk, plan.pk))
        standing = Standing.FREE if (plan.pk, position.unit_id) in published else Standing.ELSEWHERE
        if not goal_plans.fits(plan.kind, position.category):
            standing = Standing.FOR_OTHERS
        if assignment is not None:
            standing = Standing.ACTIVE if assignment.is_active else Standing.DEACTIVATED
        return Cell(position.public_id, plan.public_id, standing, assignment)

    lines = (Line(position, tuple(cell(position, plan) for plan in columns)) for position in chosen)
    return Table(tuple(columns), tuple(lines))


def _published(plans: Collection[Plan], units: Collection[Unit]) -> set[tuple[int, int]]:
    """Which of the plans can be assigned in which of the units."""
    rows = Publication.objects.filter(plan__in=plans).select_related("unit")
    return {
        (row.plan_id, unit.pk)
        for row in rows
        for unit in units
        if row.unit_id == unit.pk or (row.with_subunits and row.unit.lft <= unit.lft <= row.unit.rgt)
    }


def employees_to_add(text: str, *, besides: Collection[UUID], actor: Actor, today: date) -> list[Position]:
    """Those of that name whom the actor gives plans to. One query."""
    wanted = with_words(text, "person__")
    if not wanted:
        return []
    found = access.assignable_positions(actor, today=today).filter(wanted).exclude(public_id__in=besides)
    return list(found.select_related("person", "unit").order_by("person__sort_name", "id")[:MOST_FOUND])


def plans_to_add(text: str, *, positions: Collection[Position], besides: Collection[UUID]) -> list[Plan]:
    """The plans of that name that any of the employees can get. One query."""
    wanted = with_words(text)
    if not wanted:
        return []
    reached = access.plans_of_some([one.unit for one in positions]).filter(wanted)
    fitting = goal_plans.for_some_of({one.category for one in positions})
    found = reached.filter(fitting).exclude(public_id__in=besides)
    return list(found.select_related("owner").order_by("sort_name", "id")[:MOST_FOUND])
