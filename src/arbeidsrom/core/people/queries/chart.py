"""The organisation chart: level by level, as it stands on any day (KP-HF-023, PL-ORG-001)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.organisation.models import Placement, Position, PositionSpan, Unit, UnitKind
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.people import access
from arbeidsrom.core.people.queries.choosing import PLACES_OF_WORK
from arbeidsrom.lib.actor import Actor

OF_EMPLOYERS = (UnitKind.REGION, *PLACES_OF_WORK)
"""Whoever has employees; a union's own tree is another page."""

HITS = 50
DEEPEST = 30
MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Node:
    """A unit in the chart; whether anything stands below it."""

    public_id: UUID
    code: str
    name: str
    kind: str
    has_parts: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found, and what it is a part of."""

    public_id: UUID
    code: str
    name: str
    part_of: str


@dataclass(frozen=True, slots=True)
class Branch:
    """One unit with everything above it, from the top, and what is directly below it."""

    unit: Unit
    above: tuple[Node, ...]
    parts: tuple[Node, ...]


def tops(*, on: date) -> list[Node]:
    """The topmost units of the day. One query."""
    topmost = Q(parent=None) | ~Q(parent__kind__in=OF_EMPLOYERS)
    return _nodes(_placements(on).filter(topmost), on=on)


def branch(unit_id: UUID, *, on: date) -> Branch:
    """A unit of the day, or ``Unit.DoesNotExist``; one query for each level above it and two besides."""
    unit = _there(on).get(public_id=unit_id)
    return Branch(unit, tuple(_above(unit, on=on)), tuple(_nodes(_placements(on).filter(parent=unit), on=on)))


def units_named(text: str, *, on: date) -> list[Hit]:
    """Units of the day whose number begins with the text, or whose name has all its words. Two queries."""
    words = text.split()
    if not words:
        return []
    named = Q()
    for word in words:
        named &= Q(name__icontains=word)
    units = list(_there(on).filter(named | Q(code__istartswith=text.strip())).order_by("sort_name", "id")[:HITS])
    above = dict(_placements(on).filter(unit__in=units).values_list("unit", "parent__name"))
    return [Hit(unit.public_id, unit.code, unit.name, above.get(unit.pk) or "") for unit in units]


def _there(on: date) -> QuerySet[Unit]:
    return Unit.objects.filter(held_on(on), kind__in=OF_EMPLOYERS)


def _placements(on: date) -> QuerySet[Placement]:
    return Placement.objects.filter(held_on(on), held_on(on, "unit__"), unit__kind__in=OF_EMPLOYERS)


def _nodes(placements: QuerySet[Placement], *, on: date) -> list[Node]:
    below = _placements(on).filter(parent=OuterRef("unit"))
    found = placements.annotate(has_parts=Exists(below)).select_related("unit")
    return [
        Node(each.unit.public_id, each.unit.code, each.unit.name, each.unit.get_kind_display(), each.has_parts)
        for each in found.order_by("unit__sort_name", "unit_id")
    ]


def _above(unit: Unit, *, on: date) -> Iterable[Node]:
    """Everything above, the topmost first; what stands in a circle in spite of all ends after so many."""
    found: list[Node] = []
    parent = _parent(unit, on=on)
    while parent is not None and len(found) < DEEPEST:
        found.append(Node(parent.public_id, parent.code, parent.name, parent.get_kind_display(), True))
        parent = _parent(parent, on=on)
    return reversed(found)


def _parent(unit: Unit, *, on: date) -> Unit | None:
    placed = _placements(on).filter(unit=unit, parent__kind__in=OF_EMPLOYERS).select_related("parent").first()
    return placed.parent if placed else None


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who worked in a unit on a day."""

    name: str
    title: str


def who_worked_there(unit: Unit, *, actor: Actor, on: date) -> list[Worker] | None:
    """Who held a position in the unit on the day, for those who see its employees; None for others. Two queries."""
    if not actor.covers(access.SEE_EMPLOYEES, unit.lft):
        return None
    elsewhere_by_now = PositionSpan.objects.filter(held_on(on), unit=unit).values("position")
    then = Q(held_on(on), unit=unit) | Q(pk__in=elsewhere_by_now)
    found = Position.objects.filter(then, kind__in=access.OF_EMPLOYEES).select_related("person")
    return [Worker(each.person.name, each.title) for each in found.order_by("person__sort_name", "id")[:MOST_PEOPLE]]
