"""To what degree a plan is assigned and completed, by department; nothing of single employees (KP-KPA-018 to 024)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from arbeidsrom.modules.competence.models import Link, Plan
from arbeidsrom.modules.competence.states import LinkState

ASSIGNED = """
    SELECT unit.id, unit.name, count(DISTINCT assignment.person_id), count(*)
      FROM competence_assignment assignment
      JOIN organisation_position position ON position.id = assignment.position_id
      JOIN organisation_unit unit ON unit.id = position.unit_id
     WHERE assignment.plan_id = %(plan)s AND assignment.state = 'active'
     GROUP BY unit.id ORDER BY unit.sort_name, unit.id
"""
PROGRESS = """
    SELECT position.unit_id, link.id, count(DISTINCT (assignment.id, link.requirement_id)),
           count(DISTINCT (assignment.id, link.requirement_id))
               FILTER (WHERE status.state = 3 AND status.due >= %(today)s::date)
      FROM competence_assignment assignment
      JOIN organisation_position position ON position.id = assignment.position_id
      JOIN competence_link link ON link.plan_id = assignment.plan_id AND link.state = 'active'
      LEFT JOIN competence_requirementstatus status
        ON status.person_id = assignment.person_id AND status.requirement_id = link.requirement_id
      LEFT JOIN competence_notrelevant mark
        ON mark.person_id = assignment.person_id AND mark.plan_id = assignment.plan_id AND mark.link_id = link.id
      LEFT JOIN competence_notrelevant whole
        ON whole.person_id = assignment.person_id AND whole.plan_id = assignment.plan_id
       AND whole.section_id = link.section_id
     WHERE assignment.plan_id = %(plan)s AND assignment.state = 'active' AND mark.id IS NULL AND whole.id IS NULL
     GROUP BY GROUPING SETS ((position.unit_id, link.id), (position.unit_id))
"""
"""Of each requirement to how many it is relevant, and how many have it fulfilled and valid today.

And of all together, without a link: what stands under several goals of a plan is asked of somebody once.
"""


@dataclass(frozen=True, slots=True)
class Degree:
    """How much of what is asked for is fulfilled; nothing is asked for where nothing is relevant."""

    asked: int = 0
    fulfilled: int = 0

    @property
    def share(self) -> float | None:
        """Between 0 and 1, or nothing to tell."""
        return self.fulfilled / self.asked if self.asked else None

    def __add__(self, other: Degree) -> Degree:
        return Degree(self.asked + other.asked, self.fulfilled + other.fulfilled)


@dataclass(frozen=True, slots=True)
class DepartmentUsage:
    """One department: how many employees have the plan, on how many positions, and how far they have come."""

    name: str
    employees: int
    assignments: int
    degree: Degree = Degree()
    """Everything together."""
    requirements: Mapping[int | None, Degree] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequirementName:
    """A requirement's place in the plan, as the report lists it."""

    link: int
    section: str
    name: str


@dataclass(frozen=True, slots=True)
class Usage:
    """The whole report."""

    plan: str
    requirements: tuple[RequirementName, ...]
    departments: tuple[DepartmentUsage, ...]

    @property
    def employees(self) -> int:
        """By departments: who works in two stands in both."""
        return sum(one.employees for one in self.departments)

    @property
    def degree(self) -> Degree:
        """The plan over all departments."""
        return sum((one.degree for one in self.departments), Degree())


def usage_of(plan: Plan, *, today: date) -> Usage:
    """What the report says. Three queries, however many have the plan."""
    links = Link.objects.filter(plan=plan, state=LinkState.ACTIVE).select_related("section", "requirement")
    names = tuple(
        RequirementName(one.pk, one.section.title, one.requirement.name)
        for one in links.order_by("section__place", "section_id", "place", "id")
    )
    values: dict[str, Any] = {"plan": plan.pk, "today": today}
    of_unit: dict[int, dict[int | None, Degree]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, values)
        for unit, link, asked, fulfilled in cursor.fetchall():
            of_unit[unit][link] = Degree(asked, fulfilled)
        cursor.execute(ASSIGNED, values)
        departments = [
            DepartmentUsage(name, employees, assignments, of_unit[unit].get(None, Degree()), of_unit[unit])
            for unit, name, employees, assignments in cursor.fetchall()
        ]
    return Usage(plan.name, names, tuple(departments))
