"""Units, people and positions as other systems read them, as of a day and since a moment (PL-OPS-004)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from arbeidsrom.core.organisation import access
from arbeidsrom.core.organisation.models import Person, Placement, Position, PositionSpan, Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class When:
    """As of which day, and only what has changed since. With the latter alone, what has ended is told too."""

    as_of: date | None = None
    changed_since: datetime | None = None

    def day(self, today: date) -> date | None:
        """The day that is asked about; None for whatever has changed."""
        return self.as_of or (None if self.changed_since else today)


def units_read(
    *,
    actor: Actor,
    when: When,
    today: date,
    below: UUID | None = None,
    kind: str = "",
    code: str = "",
) -> QuerySet[Unit]:
    """Units, each with the one it stood below on the day (``placed_below``)."""
    units = access.readable_units(actor)
    day = when.day(today)
    if day:
        units = units.filter(held_on(day))
    if when.changed_since:
        units = units.filter(changed_at__gte=when.changed_since)
    if below:
        units = units.filter(_beneath(below))
    if kind:
        units = units.filter(kind=kind)
    if code:
        units = units.filter(code=code)
    return placed(units, day or today)


def placed(units: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    """Each unit with the public id of the one it stood below on the day."""
    placement = Placement.objects.filter(held_on(day), unit=OuterRef("pk"))
    stood = Subquery(placement.values("parent__public_id")[:1])
    return units.annotate(placed_below=Coalesce(stood, F("parent__public_id")))


def positions_read(
    *,
    actor: Actor,
    when: When,
    today: date,
    unit: UUID | None = None,
    person: UUID | None = None,
    kind: str = "",
) -> QuerySet[Position]:
    """Positions, each with the unit and the days it had on the day (``then_unit``, ``then_from``, ``then_to``)."""
    positions = access.readable_positions(actor)
    day = when.day(today)
    if day:
        positions = positions.filter(_held(day))
    if when.changed_since:
        positions = positions.filter(changed_at__gte=when.changed_since)
    if unit:
        positions = positions.filter(_beneath(unit, "unit__"))
    if person:
        positions = positions.filter(person__public_id=person)
    if kind:
        positions = positions.filter(kind=kind)
    return described(positions, day or today)


def _held(day: date) -> Q:
    """Held on the day, now or in an earlier period."""
    return held_on(day) | Q(Exists(PositionSpan.objects.filter(held_on(day), position=OuterRef("pk"))))


def described(positions: QuerySet[Position], day: date) -> QuerySet[Position]:
    """Each position with what it was on the day; an earlier period stands in for the present one."""
    span = PositionSpan.objects.filter(held_on(day), position=OuterRef("pk"))
    return positions.annotate(
        then_unit=Coalesce(Subquery(span.values("unit__public_id")[:1]), F("unit__public_id")),
        then_from=Coalesce(Subquery(span.values("valid_from")[:1]), F("valid_from")),
        then_to=Coalesce(Subquery(span.values("valid_to")[:1]), F("valid_to")),
    ).select_related("person", "employer", "leader")


def people_read(
    *,
    actor: Actor,
    when: When,
    today: date,
    unit: UUID | None = None,
    employee_number: str = "",
) -> QuerySet[Person]:
    """People who hold a position on the day."""
    people = access.readable_people(actor)
    day = when.day(today)
    if day or unit:
        held = access.readable_positions(actor).filter(person=OuterRef("pk"))
        held = held.filter(_held(day)) if day else held
        people = people.filter(Exists(held.filter(_beneath(unit, "unit__")) if unit else held))
    if when.changed_since:
        people = people.filter(changed_at__gte=when.changed_since)
    if employee_number:
        people = people.filter(employee_number=employee_number)
    return people


def _beneath(unit: UUID, path: str = "") -> Q:
    """The unit itself and all below it, as the tree stands today; a unit that is not there has nothing below it."""
    place = Unit.objects.filter(public_id=unit).values_list("lft", "rgt").first()
    return Q(**{f"{path}lft__range": place}) if place else access.NOTHING


def get_unit_read(public_id: UUID, *, actor: Actor, day: date) -> Unit:
    """The unit, or ``Unit.DoesNotExist``."""
    return placed(access.readable_units(actor), day).get(public_id=public_id)


def get_position_read(public_id: UUID, *, actor: Actor, day: date) -> Position:
    """The position, or ``Position.DoesNotExist``."""
    return described(access.readable_positions(actor), day).get(public_id=public_id)


def get_person_read(public_id: UUID, *, actor: Actor) -> Person:
    """The person, or ``Person.DoesNotExist``."""
    return access.readable_people(actor).get(public_id=public_id)
