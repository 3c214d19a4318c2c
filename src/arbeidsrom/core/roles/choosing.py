"""Choosing a colleague by name; department and health trust tell namesakes apart (KP-PIMP-034)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.organisation.queries import held_on, people_by_name
from arbeidsrom.core.roles.queries import position_title
from arbeidsrom.core.roles.standing import EMPLOYED

LIMIT = 20


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in the region today, and as what, where."""

    public_id: UUID
    name: str
    works: tuple[str, ...]


def working_beside(unit: Unit, *, today: date) -> QuerySet[Position]:
    """The positions held today in the whole region that the unit belongs to."""
    above = Unit.objects.filter(parent__isnull=True, lft__lte=unit.lft, rgt__gte=unit.rgt)
    region = above.order_by("lft", "id").first()
    lft, rgt = (region.lft, region.rgt) if region else (unit.lft, unit.rgt)
    return Position.objects.filter(held_on(today), kind__in=EMPLOYED, unit__lft__range=(lft, rgt))


def colleagues_named(text: str, *, beside: Unit, without: Collection[int], today: date) -> list[Colleague]:
    """Those of that name who work in the region today. At most four queries."""
    at_work = working_beside(beside, today=today)
    people = Person.objects.filter(Exists(at_work.filter(person=OuterRef("pk")))).exclude(pk__in=without)
    return colleagues(people_by_name(text, people, limit=LIMIT), today=today)


def colleagues(people: Collection[Person], *, today: date) -> list[Colleague]:
    """The people with what they work as today; whoever holds no position has nothing beside the name. Two queries."""
    held = Position.objects.filter(held_on(today), kind__in=EMPLOYED, person__in=people).select_related("unit")
    positions = list(held.order_by("unit__lft", "id"))
    trusts = trust_names(position.unit for position in positions)
    works: dict[int, list[str]] = {}
    for position in positions:
        told = (position_title(position), position.unit.name, trusts.get(position.unit.tenant, ""))
        works.setdefault(position.person_id, []).append(", ".join(word for word in told if word))
    return [Colleague(one.public_id, one.name, tuple(works.get(one.pk, ()))) for one in people]


def trust_names(units: Iterable[Unit]) -> dict[UUID | None, str]:
    """The names of the bodies that answer for the units, by their ids. One query."""
    tenants = {unit.tenant for unit in units if unit.tenant}
    return dict(Unit.objects.filter(public_id__in=tenants).values_list("public_id", "name"))
