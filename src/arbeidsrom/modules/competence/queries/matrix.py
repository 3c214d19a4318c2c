"""«Status planer»: how the employees that somebody follows up stand in one plan, requirement by requirement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from arbeidsrom.core.organisation.queries import with_words
from arbeidsrom.core.people.queries.employees import is_a_name
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import full_name
from arbeidsrom.modules.competence.access import matrix as access
from arbeidsrom.modules.competence.access.own import READ_PLANS
from arbeidsrom.modules.competence.models import Assignment, Link, NotRelevant, Plan, Progress, RequirementStatus
from arbeidsrom.modules.competence.queries.deactivated import standing_from
from arbeidsrom.modules.competence.rules.matrix import Cell, reader
from arbeidsrom.modules.competence.rules.statuses import Shown
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.web.lists import Result, Window, few_of, window_of

MOST_PLANS = 20
ORDERS = {
    "name": ("person__sort_name", "person_id", "id"),
    "department": ("position__unit__sort_name", "position__unit_id", "person__sort_name", "id"),
}
COLUMNS = (
    *("pk", "public_id", "person_id", "person__public_id", "person__given_name", "person__family_name"),
    "position__unit__name",
)


@dataclass(frozen=True, slots=True)
class PlanHits:
    """Plans to choose among; ``more`` when there are others than these."""

    plans: tuple[Plan, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """A plan with the requirements that are active in it, in the plan's order: all, or those that are repeated."""

    plan: Plan
    links: tuple[Link, ...]
    counts: bool = False

    @property
    def sections(self) -> tuple[tuple[str, int], ...]:
        """The sub-plans, with how many of the requirements stand in each."""
        found: dict[int, tuple[str, int]] = {}
        for link in self.links:
            name, count = found.get(link.section_id, (link.section.title, 0))
            found[link.section_id] = name, count + 1
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An employee who has the plan; a cell for each requirement of the matrix."""

    assignment: UUID
    person: UUID
    name: str
    department: str
    cells: tuple[Cell, ...]


class Read(NamedTuple):
    """What a row is made of."""

    id: int
    assignment: UUID
    person_id: int
    person: UUID
    given_name: str
    family_name: str
    department: str


def plans_to_show(text: str, *, actor: Actor, today: date) -> PlanHits:
    """The plans that somebody has whose plans the actor reads, by name; a search narrows them. One query."""
    plans = access.followed_plans(actor, today=today)
    if text:
        plans = plans.filter(with_words(text.replace("@", " ")) or Q(pk__in=[]))
    found = list(plans.select_related("owner").order_by("sort_name", "id")[: MOST_PLANS + 1])
    return PlanHits(tuple(found[:MOST_PLANS]), len(found) > MOST_PLANS)


def get_matrix(plan_id: UUID, *, actor: Actor, today: date, counts: bool = False) -> Matrix:
    """The plan with its columns, or ``DoesNotExist`` where the actor knows of nobody who has it. Two queries."""
    plan = access.known_plans(actor, today=today).get(public_id=plan_id)
    links = Link.objects.filter(plan=plan, state=LinkState.ACTIVE).select_related("requirement", "section")
    if counts:
        links = links.filter(requirement__repetitions__isnull=False)
    return Matrix(plan, tuple(links.order_by("section__place", "section", "place", "id")), counts)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the rows."""

    text: str = ""
    sort: str = "name"
    descending: bool = False


def employees_with_plan(plan: Plan, asked: Asked, *, actor: Actor, today: date) -> QuerySet[Assignment]:
    """Those who have the plan, of whom the actor may know it, as far as they match."""
    found = access.followed_assignments(actor, today=today).filter(plan=plan)
    return found.filter(with_words(asked.text, "person__") or Q(pk__in=[])) if asked.text else found


def matrix_rows(matrix: Matrix, asked: Asked, window: Window, *, actor: Actor, today: date) -> Result[MatrixRow]:
    """The employees of the window with their cells. Five queries, six where statuses are being made anew."""
    if not matrix.links:
        return Result([], 0)
    found = employees_with_plan(matrix.plan, asked, actor=actor, today=today)
    order = [f"-{name}" if asked.descending else name for name in ORDERS.get(asked.sort, ORDERS["name"])]
    may_be_few = not actor.spans(READ_PLANS) or is_a_name(asked.text)
    few = few_of(found, order) if may_be_few else None
    if few is not None:
        shown = few.rows(found.values_list(*COLUMNS), window, itemgetter(0))
        count, capped = len(few.keys), False
    else:
        shown = window_of(found.values_list(*COLUMNS), order, window)
        count, capped = _counted(found, len(shown), window)
    read = [Read._make(one) for one in shown]
    return Result(_rows(matrix, read, today=today), count, keyset=True, capped=capped)


def _counted(found: QuerySet[Assignment], shown: int, window: Window) -> tuple[int, bool]:
    """How many there are: a page that is not full says it, else they are counted up to a limit."""
    if shown < window.limit and (shown or not window.offset) and not window.after:
        return window.offset + shown, False
    most = window.offset + window.counted
    count = found.order_by()[: most + 1].count()
    return count, count > most


def _rows(matrix: Matrix, read: Sequence[Read], *, today: date) -> list[MatrixRow]:
    cells = _cells(matrix, {one.person_id for one in read}, today=today)
    return [
        MatrixRow(
            one.assignment,
            one.person,
            full_name(one.given_name, one.family_name),
            one.department,
            cells[one.person_id],
        )
        for one in read
    ]


def _cells(matrix: Matrix, people: Collection[int], *, today: date) -> dict[int, tuple[Cell, ...]]:
    """The cells of each, as the person's own page of the plan has them (``queries.own_plans.plan_of``)."""
    shown = _statuses(matrix, people, today=today)
    links, sections = _marks(matrix.plan, people)
    done = _repetitions(matrix, people) if matrix.counts else {}
    columns = [(one.pk, one.section_id, one.requirement_id, one.requirement.repetitions or 0) for one in matrix.links]
    plain = {one: Cell(one) for one in Shown}
    found = {}
    for person in people:
        cells = []
        for link, section, requirement, repetitions in columns:
            status = shown.get((person, requirement), Shown.NOT_STARTED)
            if (person, link) in links or (person, section) in sections:
                status = Shown.NOT_RELEVANT
            is_counted = matrix.counts and status is not Shown.NOT_RELEVANT
            count = done.get((person, requirement), 0)
            cells.append(Cell(status, count, repetitions) if is_counted else plain[status])
        found[person] = tuple(cells)
    return found


def _statuses(matrix: Matrix, people: Collection[int], *, today: date) -> dict[tuple[int, int], Shown]:
    """By person and requirement; while a plan's change is on its way to all who have it, what they had come to."""
    by_requirement = {one.requirement_id: one for one in matrix.links}
    read = reader(today)
    kept = RequirementStatus.objects.filter(person__in=people, requirement__in=by_requirement)
    columns = ("person_id", "requirement_id", "state", "due", "pending")
    found = {
        (person, requirement): read(state, due, pending)
        for person, requirement, state, due, pending in kept.values_list(*columns)
    }
    if len(found) == len(people) * len(by_requirement):
        return found
    for one in Progress.objects.filter(person__in=people, requirement__in=by_requirement):
        key = (one.person_id, one.requirement_id)
        if key not in found:
            standing = standing_from(one, by_requirement[one.requirement_id])
            found[key] = read(standing.state, standing.due, standing.pending)
    return found


def _marks(plan: Plan, people: Collection[int]) -> tuple[set[tuple[int, Any]], set[tuple[int, Any]]]:
    """Who has marked which requirements, and which sub-plans, of the plan as not relevant."""
    marks = NotRelevant.objects.filter(plan=plan, person__in=people).values_list("person_id", "link_id", "section_id")
    rows = list(marks)
    return {(person, link) for person, link, _section in rows}, {(person, section) for person, _link, section in rows}


def _repetitions(matrix: Matrix, people: Collection[int]) -> Mapping[tuple[int, int], int]:
    """How many each has done of what is repeated, in the round that is under way (``Progress.done``)."""
    requirements = [one.requirement_id for one in matrix.links]
    rows = Progress.objects.filter(person__in=people, requirement__in=requirements)
    return {
        (person, requirement): done
        for person, requirement, done in rows.values_list("person_id", "requirement_id", "done")
    }
