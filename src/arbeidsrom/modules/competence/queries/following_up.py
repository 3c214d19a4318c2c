"""«Krav»: every requirement of everybody whom one follows up, a row for each of the two (KP-FREQ).

At the size of a region there are eight million rows. They are found and put in order by the database, each part of an
order by an index of its own, and only those of the page are read; counting stops where it costs too much.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, DateField, F, IntegerField, Q, QuerySet, Value, When

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.norwegian import full_name
from arbeidsrom.modules.competence.access.following_up import Followed
from arbeidsrom.modules.competence.models import Requirement, RequirementStatus
from arbeidsrom.modules.competence.queries.followed_words import with_all_words
from arbeidsrom.modules.competence.queries.pairs import Key, OneOf, Pair, numbers_of
from arbeidsrom.modules.competence.queries.standing import IS_MARKED, OPEN, is_due_soon, is_overdue, is_shown
from arbeidsrom.modules.competence.rules.statuses import (
    NO_END,
    WORST_FIRST,
    Days,
    NoDeadline,
    Shown,
    State,
    days_on,
    no_deadline,
    shown_on,
)
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.web.lists import Window
from arbeidsrom.web.lists.keyset import behind

OVERDUE, SOON = "overdue", "soon"
UNKNOWN = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see; ``deadline`` is ``OVERDUE`` or ``SOON``."""

    text: str = ""
    statuses: tuple[Shown, ...] = ()
    plan: UUID | None = None
    requirement: UUID | None = None
    unit: UUID | None = None
    deadline: str = ""
    sort: str = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a requirement stands for somebody: the plans that have it, and the one it is opened in (KP-CARD-007)."""

    assignment: UUID
    link: UUID
    department: str
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """One requirement of one employee; ``set_on`` is the deadline it has, also where that is met already."""

    person: UUID
    requirement: UUID
    name: str
    requirement_name: str
    shown: Shown
    days: Days
    place: Place
    set_on: date | None
    no_deadline: NoDeadline | None

    @property
    def key(self) -> str:
        """By which the row is ticked."""
        return f"{self.person}.{self.requirement}"


@dataclass(frozen=True, slots=True)
class FollowedRows:
    """Some of the rows, and how many there are; ``capped`` when there are more than were counted."""

    rows: list[FollowedRow]
    count: int
    capped: bool


class Read(NamedTuple):
    """What a row is made of."""

    person_id: int
    requirement_id: int
    person: UUID
    requirement: UUID
    given_name: str
    family_name: str
    requirement_name: str
    state: int
    due: date
    completed_on: date | None
    deadline: date
    pending: int


COLUMNS = (
    *("person_id", "requirement_id", "person__public_id", "requirement__public_id"),
    *("person__given_name", "person__family_name", "requirement__name"),
    *("state", "due", "completed_on", "deadline", "pending"),
)
SORTED_BY = ("part", "day", "person__sort_name", "requirement__sort_name")


@dataclass(frozen=True, slots=True)
class Order:
    """An order in parts, one after the other: in each the rows lie in an index as they are wanted, or nearly so."""

    fields: tuple[str, ...]
    parts: tuple[Q, ...] = (Q(),)
    by_deadline: bool = False


def followed_requirements(asked: Asked, window: Window, *, followed: Followed, today: date) -> FollowedRows:
    """The rows of the window, and a count that stops where it costs too much.

    At most four queries; one more for a department, two for each word, and one for each part of the order.
    """
    found = narrowed(asked, followed=followed, today=today)
    read = _window(found, _order(asked, today), window)
    count, capped = _counted(found, len(read), window)
    return FollowedRows(rows_of(read, followed=followed, today=today), count, capped)


def narrowed(asked: Asked, *, followed: Followed, today: date) -> QuerySet[RequirementStatus]:
    """The statuses that match what is asked for."""
    found = followed.statuses(_in_plans(asked), sought=bool(asked.text))
    if asked.statuses:
        found = found.filter(reduce(or_, (is_shown(one, today) for one in asked.statuses)))
    if asked.requirement:
        found = found.filter(requirement__public_id=asked.requirement)
    if asked.deadline == OVERDUE:
        found = found.filter(is_overdue(today))
    if asked.deadline == SOON:
        found = found.filter(is_due_soon(today))
    return found.filter(with_all_words(asked.text)) if asked.text else found


def _in_plans(asked: Asked) -> Q:
    """Which plans in which departments it is about."""
    held = Q()
    if asked.plan:
        held &= Q(plan__public_id=asked.plan)
    if asked.unit:
        unit = Unit.objects.filter(public_id=asked.unit).values_list("lft", "rgt").first()
        held &= Q(position__unit__lft__range=unit or (0, -1))
    return held


def _order(asked: Asked, today: date) -> Order:
    turn = "-" if asked.descending else ""
    if asked.sort == "requirement":
        return Order((f"{turn}requirement__sort_name", f"{turn}requirement_id", "person__sort_name", "person_id"))
    by_name = ("person__sort_name", "person_id", "requirement__sort_name", "requirement_id")
    if asked.sort == "status":
        shown = [one for one in WORST_FIRST if not asked.statuses or one in asked.statuses]
        parts = tuple(is_shown(one, today) for one in (reversed(shown) if asked.descending else shown))
        return Order(by_name, parts)
    if asked.sort == "deadline":
        return Order((f"{turn}day", *by_name), (OPEN, ~OPEN), by_deadline=True)
    return Order((f"{turn}person__sort_name", f"{turn}person_id", "requirement__sort_name", "requirement_id"))


def _window(found: QuerySet[RequirementStatus], order: Order, window: Window) -> list[Read]:
    """The rows of the window in this order, behind the one that it names where that is still there.

    Each part is asked for by itself, and for no more rows than are shown: the database need not put together what it
    finds in several indexes. A page that goes on behind a row takes the next part only where the one before has too
    few. One query for each part that is needed, one for all of them where somebody leaps to a page.
    """
    last = _last(found, order, window.after) if window.after else None
    begin = window.offset if last is None else 0
    parts = []
    for number, condition in enumerate(order.parts):
        rows = _marked(found.filter(condition), order, number)
        if last is not None and number < last[0]:
            continue
        if last is not None and number == last[0]:
            rows = rows.filter(behind(order.fields, last[1:]))
        parts.append(rows.order_by(*order.fields).values_list(*COLUMNS, *SORTED_BY)[: begin + window.limit])
    if begin and len(parts) > 1:
        whole = parts[0].union(*parts[1:], all=True).order_by("part", *order.fields)
        return [_read(row) for row in whole[begin : begin + window.limit]]
    found_rows: list[Read] = []
    for part in parts:
        found_rows += [_read(row) for row in part[begin : begin + window.limit - len(found_rows)]]
        if len(found_rows) >= window.limit:
            break
    return found_rows


def _read(row: tuple[Any, ...]) -> Read:
    return Read._make(row[: len(COLUMNS)])


def _marked(found: QuerySet[RequirementStatus], order: Order, number: int) -> QuerySet[Any]:
    is_sorted_by_day = order.by_deadline and number == 0
    day = F("deadline") if is_sorted_by_day else Value(NO_END, output_field=DateField())
    return found.annotate(part=Value(number, output_field=IntegerField()), day=day)


def _last(found: QuerySet[RequirementStatus], order: Order, key: str) -> tuple[Any, ...] | None:
    """The part that a row is in, and what it is sorted by there."""
    pair = pair_of(key)
    if pair is None:
        return None
    parts = Case(*(When(one, then=Value(number)) for number, one in enumerate(order.parts) if one), default=Value(0))
    day = Case(When(order.parts[0], then=F("deadline")), default=Value(NO_END)) if order.by_deadline else Value(NO_END)
    row = found.filter(person__public_id=pair[0], requirement__public_id=pair[1])
    names = [name.removeprefix("-") for name in order.fields]
    return row.annotate(part=parts, day=day).values_list("part", *names).first()


def pair_of(key: str) -> Key | None:
    """The person and the requirement of a row; nothing of what is no such key."""
    try:
        person, requirement = key.split(".")
        return UUID(person), UUID(requirement)
    except ValueError:
        return None


BY_EMPLOYEE = ("person__sort_name", "person_id", "requirement__sort_name", "requirement_id")
BY_REQUIREMENT = ("requirement__sort_name", "requirement_id", "person__sort_name", "person_id")


def chosen_requirements(
    keys: Collection[Key], *, followed: Followed, today: date, order: tuple[str, ...] = BY_EMPLOYEE
) -> list[FollowedRow]:
    """These of those that one follows up; what is out of reach is not there. Four queries."""
    found = followed.statuses().filter(OneOf(numbers_of(keys).values()))
    rows = [Read._make(row) for row in found.order_by(*order).values_list(*COLUMNS)]
    return rows_of(rows, followed=followed, today=today)


def keys_of_requirements(requirements: Collection[UUID], asked: Asked, *, followed: Followed, most: int) -> list[Key]:
    """Everybody whom the list counted with one of these, in the plan and the department asked for. One query.

    No more than so many. Which deadlines the list was narrowed to chose the requirements, and nobody of those who have
    them.
    """
    found = followed.statuses(_in_plans(asked)).filter(requirement__public_id__in=requirements)
    keys = found.order_by(*BY_REQUIREMENT).values_list("person__public_id", "requirement__public_id")
    return list(keys[:most])


def get_followed_requirement(requirement_id: UUID, *, followed: Followed) -> Requirement:
    """A requirement that somebody one follows up has, or ``Requirement.DoesNotExist``. Two queries."""
    requirement = Requirement.objects.get(public_id=requirement_id)
    if not followed.statuses().filter(requirement=requirement).exists():
        raise Requirement.DoesNotExist
    return requirement


def _counted(found: QuerySet[RequirementStatus], shown: int, window: Window) -> tuple[int, bool]:
    """How many there are: a page that is not full says it, else they are counted up to a limit."""
    if shown < window.limit and (shown or not window.offset) and not window.after:
        return window.offset + shown, False
    most = window.offset + window.counted
    count = found.order_by()[: most + 1].count()
    return count, count > most


def rows_of(read: Collection[Read], *, followed: Followed, today: date) -> list[FollowedRow]:
    """The rows as they are shown; what has been put away since it was found is left out. One query."""
    places = places_of({(one.person_id, one.requirement_id) for one in read}, followed=followed)
    return [
        FollowedRow(
            one.person,
            one.requirement,
            full_name(one.given_name, one.family_name),
            one.requirement_name,
            shown_on(today, state=State(one.state), due=one.due, pending=State(one.pending)),
            days_on(today, state=State(one.state), due=one.due, completed_on=one.completed_on, deadline=one.deadline),
            places[one.person_id, one.requirement_id],
            None if one.deadline == NO_END else one.deadline,
            no_deadline(State(one.state), one.due),
        )
        for one in read
        if (one.person_id, one.requirement_id) in places
    ]


def places_of(pairs: Collection[Pair], *, followed: Followed) -> Mapping[Pair, Place]:
    """Where these requirements stand for these people: where they are relevant first, of these what came last."""
    held = followed.assignments().filter(
        person__in={person for person, _requirement in pairs},
        plan__links__requirement__in={requirement for _person, requirement in pairs},
        plan__links__state=LinkState.ACTIVE,
    )
    rows = held.annotate(marked=IS_MARKED).order_by("marked", "-assigned_on", "-pk", "plan__links")
    return _gathered(
        pairs,
        rows.values_list(
            *("person_id", "plan__links__requirement", "public_id", "plan__links__public_id"),
            *("position__unit__name", "plan__name"),
        ),
    )


def _gathered(pairs: Collection[Pair], rows: Iterable[tuple[Any, ...]]) -> dict[Pair, Place]:
    found: dict[Pair, Place] = {}
    for person, requirement, assignment, link, department, plan in rows:
        pair, wanted = (person, requirement), pairs
        if pair not in wanted:
            continue
        first = found.get(pair)
        if first is None:
            found[pair] = Place(assignment, link, department, (plan,))
        elif plan not in first.plans:
            found[pair] = Place(first.assignment, first.link, first.department, (*first.plans, plan))
    return found
