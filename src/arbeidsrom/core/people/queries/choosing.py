"""Finding a department or a leader among all there are, told apart by where they are (KP-PIMP-034)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.organisation.models import Position, PositionKind, Unit, UnitKind
from arbeidsrom.core.organisation.queries import acted_in_on, held_on, with_words

PLACES_OF_WORK = (
    *(UnitKind.TRUST, UnitKind.CLINIC, UnitKind.DEPARTMENT, UnitKind.COST_CENTRE),
    *(UnitKind.MUNICIPALITY, UnitKind.SECTOR, UnitKind.SECTION),
)
EMPLOYERS = (UnitKind.TRUST, UnitKind.MUNICIPALITY)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A department that can be chosen: number and name, and what it is a part of."""

    public_id: UUID
    code: str
    name: str
    part_of: str

    @property
    def label(self) -> str:
        """Number and name, as on the choice of position."""
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody who can be chosen in a position: the name, as what, where and in which trust."""

    public_id: UUID
    name: str
    title: str
    department: str
    trust: str

    @property
    def label(self) -> str:
        """All of it in one line, for people of the same name."""
        return ", ".join(filter(None, (self.name, self.title, self.department, self.trust)))


def employers_of(units: Iterable[Unit]) -> dict[int, str]:
    """The trust or municipality that each unit belongs to, by the unit's id. One query."""
    spans = list(Unit.objects.filter(kind__in=EMPLOYERS).order_by("lft").values_list("lft", "rgt", "name"))
    return {unit.pk: next((name for lft, rgt, name in reversed(spans) if lft <= unit.lft <= rgt), "") for unit in units}


def departments(*, today: date) -> QuerySet[Unit]:
    """The places of work there are today."""
    return Unit.objects.filter(held_on(today), kind__in=PLACES_OF_WORK)


def departments_named(text: str, *, today: date) -> list[UnitChoice]:
    """Those whose number begins with the text, or whose name has all its words. Two queries."""
    words = text.split()
    if not words:
        return []
    named = Q()
    for word in words:
        named &= Q(name__icontains=word)
    found = departments(today=today).filter(named | Q(code__istartswith=text.strip()))
    units = list(found.select_related("parent").order_by("sort_name", "id")[:SHOWN])
    trusts = employers_of(units)
    return [_unit_choice(unit, trusts[unit.pk]) for unit in units]


def _unit_choice(unit: Unit, trust: str) -> UnitChoice:
    above = unit.parent.name if unit.parent else ""
    names = dict.fromkeys(name for name in (above, trust) if name and name != unit.name)
    return UnitChoice(unit.public_id, unit.code, unit.name, ", ".join(names))


def possible_leaders(*, today: date) -> QuerySet[Position]:
    """Whoever is employed today: nobody else can lead (KP-PIMP-034)."""
    return Position.objects.filter(held_on(today), kind=PositionKind.EMPLOYMENT)


def leaders_named(text: str, *, today: date, besides: int) -> list[PersonChoice]:
    """Employees of that name, but for the person ``besides``. Two queries."""
    if not (wanted := with_words(text, "person__")):
        return []
    found = possible_leaders(today=today).filter(wanted).exclude(person=besides)
    return person_choices(found.order_by("person__sort_name", "person_id", "id")[:SHOWN])


def leaders_of(unit: Unit, *, today: date, besides: int) -> list[PersonChoice]:
    """Who leads in the department: those there who lead somebody, else those who lead somebody there. Two queries."""
    leading = Position.objects.filter(acted_in_on(today), leader=OuterRef("pk"))
    possible = possible_leaders(today=today).exclude(person=besides)
    own = person_choices(possible.filter(Exists(leading), unit=unit).order_by("person__sort_name", "id")[:SHOWN])
    if own:
        return own
    from_above = possible.filter(Exists(leading.filter(unit=unit)))
    return person_choices(from_above.order_by("person__sort_name", "id")[:SHOWN])


def person_choices(positions: QuerySet[Position]) -> list[PersonChoice]:
    """Positions as one chooses among them. Two queries."""
    chosen = list(positions.select_related("person", "unit"))
    trusts = employers_of(position.unit for position in chosen)
    return [
        PersonChoice(
            position.public_id, position.person.name, position.title, position.unit.name, trusts[position.unit_id]
        )
        for position in chosen
    ]
