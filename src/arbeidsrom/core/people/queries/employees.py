"""The employee overview («Oversikt» under «Mine medarbeidere»): everyone one may see, at the size of a region."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from arbeidsrom.core.organisation.models import Absence, Employment, Position, PositionKind
from arbeidsrom.core.organisation.queries import held_on, with_words
from arbeidsrom.core.people import access, columns
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import full_name, search_words
from arbeidsrom.web.lists import Window, few_of, window_of

ORDERS = {
    "name": ("person__sort_name", "person_id", "id"),
    "department": ("unit__sort_name", "unit_id", "person__sort_name", "id"),
}


class Read(NamedTuple):
    """What a row is made of: a position has three times as many columns, and a page a hundred of them."""

    id: int
    public_id: UUID
    person_id: int
    kind: str
    title: str
    valid_from: date
    code: str
    department: str
    given_name: str
    family_name: str
    employee_number: str
    email: str
    mobile: str
    leader_given_name: str | None
    leader_family_name: str | None


COLUMNS = (
    *("pk", "public_id", "person_id", "kind", "title", "valid_from", "unit__code", "unit__name"),
    *("person__given_name", "person__family_name", "person__employee_number", "person__email", "person__mobile"),
    *("leader__person__given_name", "leader__person__family_name"),
)


class Availability(StrEnum):
    """What the column «Tilgjengelighet» says (KP-OVERVIEW-014)."""

    AVAILABLE = "available"
    AWAY = "away"
    LENT = "lent"
    BORROWED = "borrowed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see: their own or all, which words, and narrowed to what."""

    who: str = "mine"
    text: str = ""
    availability: str = ""
    category: str = ""
    sort: str = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """One employee in one position; ``more`` holds what other apps' columns say."""

    id: int
    public_id: UUID
    person_id: int
    name: str
    title: str
    code: str
    department: str
    leader: str
    employee_number: str
    email: str
    mobile: str
    availability: Availability
    starts_on: date
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Employees:
    """Some of the employees, and how many there are; ``capped`` when there are more than were counted."""

    rows: list[EmployeeRow]
    count: int
    capped: bool


def employees(asked: Asked, window: Window, *, actor: Actor, today: date) -> Employees:
    """The employees of the window, and a count that stops where it costs too much. At most eight queries, and those of
    the columns.
    """
    is_led = asked.who == "mine" or not actor.spans(access.SEE_EMPLOYEES)
    reached = access.employees_led(actor, today=today) if is_led else _all_within_reach(actor, today=today)
    found = _narrowed(reached, asked, today=today)
    order = [f"-{name}" if asked.descending else name for name in ORDERS.get(asked.sort, ORDERS["name"])]
    few = few_of(found, order) if is_led or is_a_name(asked.text) else None
    if few is not None:
        shown = few.rows(_read(reached), window, itemgetter(0))
        return Employees(_rows(shown, actor=actor, today=today), len(few.keys), capped=False)
    shown = window_of(_read(found), order, window)
    count, capped = _counted(found, len(shown), window, begins=bool(asked.text) and not is_a_name(asked.text))
    return Employees(_rows(shown, actor=actor, today=today), count, capped)


def is_a_name(text: str) -> bool:
    """Whether it is enough of a name that few people have it; the beginning of one may be anybody's."""
    return any(len(word) > 2 for word in search_words(text))


def _read(found: QuerySet[Position]) -> QuerySet[Position, tuple[Any, ...]]:
    return found.values_list(*COLUMNS)


def _all_within_reach(actor: Actor, *, today: date) -> QuerySet[Position]:
    """Everybody in the units one sees; where somebody one leads works outside these, those besides.

    The two are asked for apart, as a statement with both reads the whole table.
    """
    mine = access.employees_led(actor, today=today)
    there = access.employees_there(actor, today=today)
    outside = mine.exclude(access.where_all_are_seen(actor)).exists()
    return access.visible_employees(actor, today=today) if outside else there


def _narrowed(found: QuerySet[Position], asked: Asked, *, today: date) -> QuerySet[Position]:
    if asked.text:
        found = found.filter(with_words(asked.text, "person__"))
    if asked.category:
        found = found.filter(category=asked.category)
    if asked.availability:
        found = found.filter(_is(asked.availability, today=today))
    return found


def _is(availability: str, *, today: date) -> Q:
    lent = Exists(_lent(today).filter(lent_from=OuterRef("pk")))
    away = Exists(_away(today).filter(position=OuterRef("pk")))
    borrowed = Q(kind=PositionKind.LOAN)
    return {
        Availability.BORROWED: borrowed,
        Availability.AWAY: ~borrowed & Q(away),
        Availability.LENT: ~borrowed & Q(lent) & ~Q(away),
        Availability.AVAILABLE: ~borrowed & ~Q(away) & ~Q(lent),
    }.get(Availability(availability) if availability in set(Availability) else Availability.AVAILABLE, Q())


def _lent(today: date) -> QuerySet[Position]:
    return Position.objects.filter(held_on(today), kind=PositionKind.LOAN)


def _away(today: date) -> QuerySet[Absence]:
    """From the first day to the last, or until somebody is back in work (KP-LIMP-041, 042)."""
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    not_back = Q(back_on__isnull=True) | Q(back_on__gt=today)
    return Absence.objects.filter(lasting, not_back, dropped_in=None, starts_on__lte=today)


BEGUN_COUNTED = 100
"""Whoever has written the beginning of a name goes on writing: that there are more than these is enough to know."""


def _counted(found: QuerySet[Position], shown: int, window: Window, *, begins: bool) -> tuple[int, bool]:
    """How many there are: a page that is not full says it, else they are counted up to a limit."""
    if shown < window.limit and (shown or not window.offset) and not window.after:
        return window.offset + shown, False
    most = window.offset + (BEGUN_COUNTED if begins and window.is_page else window.counted)
    count = found.order_by()[: most + 1].count()
    return count, count > most


def _rows(shown: list[tuple[Any, ...]], *, actor: Actor, today: date) -> list[EmployeeRow]:
    read = [Read._make(one) for one in shown]
    ids = [one.id for one in read]
    lent = set(_lent(today).filter(lent_from__in=ids).values_list("lent_from", flat=True))
    away = set(_away(today).filter(position__in=ids).values_list("position", flat=True))
    begun = _first_days(ids)
    rows = [_row(one, lent, away, begun) for one in read]
    more = columns.cells_for(rows, actor, today)
    if not more:
        return rows
    return [replace(row, more={key: cells.get(row.id) for key, cells in more.items()}) for row in rows]


def _first_days(ids: Collection[int]) -> dict[int, date]:
    """The first day of work of each position, as HR says it."""
    said = Employment.objects.filter(position__in=ids, dropped_in=None).order_by()
    return dict(said.values_list("position").annotate(Min("starts_on")))


def _row(read: Read, lent: set[int | None], away: set[int], begun: Mapping[int, date]) -> EmployeeRow:
    return EmployeeRow(
        id=read.id,
        public_id=read.public_id,
        person_id=read.person_id,
        name=full_name(read.given_name, read.family_name),
        title=read.title,
        code=read.code,
        department=read.department,
        leader=full_name(read.leader_given_name or "", read.leader_family_name or ""),
        employee_number=read.employee_number,
        email=read.email,
        mobile=read.mobile,
        availability=_availability(read, lent, away),
        starts_on=begun.get(read.id, read.valid_from),
    )


def _availability(read: Read, lent: set[int | None], away: set[int]) -> Availability:
    """Somebody lent out who is away is away (KP-LIMP-043)."""
    if read.kind == PositionKind.LOAN:
        return Availability.BORROWED
    if read.id in away:
        return Availability.AWAY
    return Availability.LENT if read.id in lent else Availability.AVAILABLE
