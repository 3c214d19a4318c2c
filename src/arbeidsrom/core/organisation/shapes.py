"""Units, people and positions as the API shows them. Identity numbers have no place here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from ninja import Query, Schema
from pydantic import AwareDatetime, Field

from arbeidsrom.core.organisation.models import Category, Person, Position, PositionKind, Unit, UnitKind
from arbeidsrom.core.organisation.reading import When

Changed = Annotated[datetime, Field(description="When this last became another.")]
From = Annotated[date, Field(description="First day.")]
To = Annotated[date | None, Field(description="First day on which it no longer holds; null when it goes on.")]
PLAIN = r"^[^\x00]*$"


class Timed(Schema):
    """As of when."""

    as_of: Annotated[
        date | None,
        Field(description="Only what holds on this day, as it was then. Today, unless `changed_since` is given."),
    ] = None
    changed_since: Annotated[
        AwareDatetime | None,
        Field(
            description=(
                "Only what has changed since, what has ended included. Ask with an hour's overlap, for a long import is"
                " seen when it is done; and read everything anew now and then, for what an undone import had brought is"
                " gone without a trace here."
            )
        ),
    ] = None

    def when(self) -> When:
        """In the words of the queries."""
        return When(self.as_of, self.changed_since)


class UnitFilter(Timed):
    """Which units."""

    unit: Annotated[UUID | None, Field(description="Only this unit and those below it.")] = None
    kind: UnitKind | None = None
    code: Annotated[str, Field(max_length=40, pattern=PLAIN)] = ""


class PositionFilter(Timed):
    """Which positions."""

    unit: Annotated[UUID | None, Field(description="Only in this unit and those below it, as they stand today.")] = None
    person: UUID | None = None
    kind: PositionKind | None = None


class PersonFilter(Timed):
    """Which people."""

    unit: Annotated[UUID | None, Field(description="Only with a position in this unit or below it.")] = None
    employee_number: Annotated[str, Field(max_length=40, pattern=PLAIN)] = ""


class AsOf(Schema):
    """As of when, for one thing."""

    as_of: Annotated[date | None, Field(description="As it was on this day; today, unless given.")] = None


Units: TypeAlias = Annotated[UnitFilter, Query(...)]
Positions: TypeAlias = Annotated[PositionFilter, Query(...)]
People: TypeAlias = Annotated[PersonFilter, Query(...)]
Day: TypeAlias = Annotated[AsOf, Query(...)]


class UnitShape(Schema):
    """A unit of the organisation."""

    id: UUID
    kind: UnitKind
    name: str
    code: Annotated[str, Field(description="The unit's number in the register it comes from.")]
    organisation_number: Annotated[str, Field(description="Of the legal entity; empty for most units.")]
    parent: Annotated[UUID | None, Field(description="The unit it stands below; null for the topmost.")]
    controller: Annotated[UUID | None, Field(description="The unit that answers for the data here (GDPR art. 4(7)).")]
    valid_from: From
    valid_to: To
    changed_at: Changed

    @classmethod
    def of(cls, unit: Unit) -> UnitShape:
        """A unit that ``reading`` has found."""
        return cls(
            id=unit.public_id,
            kind=UnitKind(unit.kind),
            name=unit.name,
            code=unit.code,
            organisation_number=unit.organisation_number,
            parent=_found(unit, "placed_below"),
            controller=unit.tenant,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            changed_at=unit.changed_at,
        )


class PersonShape(Schema):
    """Somebody who holds or has held a position."""

    id: UUID
    given_name: str
    family_name: str
    email: str
    mobile: str
    employee_number: Annotated[str, Field(description="The HR system's own number for the person; it never changes.")]
    professional_number: Annotated[str, Field(description="Number in the register of health personnel (HPR).")]
    changed_at: Changed

    @classmethod
    def of(cls, person: Person) -> PersonShape:
        """A person that ``reading`` has found."""
        return cls(
            id=person.public_id,
            given_name=person.given_name,
            family_name=person.family_name,
            email=person.email,
            mobile=person.mobile,
            employee_number=person.employee_number,
            professional_number=person.professional_number,
            changed_at=person.changed_at,
        )


class PositionShape(Schema):
    """A person in a unit from one day to another."""

    id: UUID
    person: UUID
    unit: UUID
    kind: PositionKind
    title: Annotated[str, Field(description="Of the employment; empty for an office.")]
    office: Annotated[str, Field(description="Key of the office, such as `club_leader`; empty for an employment.")]
    category: Annotated[Category | None, Field(description="Group of employees with rules of their own.")]
    employer: Annotated[UUID | None, Field(description="The unit that employs; null for an office.")]
    leader: Annotated[UUID | None, Field(description="The position that leads this one today.")]
    valid_from: Annotated[date, Field(description="First day on which it can be acted in, up to 30 days before work.")]
    valid_to: To
    changed_at: Changed

    @classmethod
    def of(cls, position: Position) -> PositionShape:
        """A position that ``reading`` has found."""
        return cls(
            id=position.public_id,
            person=position.person.public_id,
            unit=_found(position, "then_unit"),
            kind=PositionKind(position.kind),
            title=position.title,
            office=position.office,
            category=Category(position.category) if position.category else None,
            employer=position.employer.public_id if position.employer else None,
            leader=position.leader.public_id if position.leader else None,
            valid_from=_found(position, "then_from"),
            valid_to=_found(position, "then_to"),
            changed_at=position.changed_at,
        )


def _found(row: object, name: str) -> Any:
    """What the query has added to the row."""
    return getattr(row, name)
