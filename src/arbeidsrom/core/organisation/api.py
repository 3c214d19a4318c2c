"""Units, people and positions for other systems (PL-OPS-004, PL-ORG-004)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from arbeidsrom.core.organisation import access, actions, reading
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.organisation.shapes import (
    Day,
    People,
    PersonShape,
    Positions,
    PositionShape,
    Units,
    UnitShape,
)
from arbeidsrom.web.api.paging import Page, Paged, part_of
from arbeidsrom.web.api.requests import ApiRequest

units, people, positions = Router(), Router(), Router()


@units.get("", response=Page[UnitShape], url_name="api_units", summary="Units")
def list_units(request: ApiRequest, response: HttpResponse, filters: Units, paging: Paged) -> dict[str, Any]:
    """The units that the client reads of."""
    access.may_read(request.actor).or_refuse()
    found = reading.units_read(
        actor=request.actor,
        when=filters.when(),
        today=timezone.localdate(),
        below=filters.unit,
        kind=filters.kind or "",
        code=filters.code,
    )
    rows, cursor = part_of(found, paging, request=request, response=response)
    return {"items": [UnitShape.of(row) for row in rows], "next": cursor}


@units.get("/{uuid:unit_id}", response=UnitShape, url_name="api_unit", summary="One unit")
def get_unit(request: ApiRequest, unit_id: UUID, asked: Day) -> UnitShape:
    """One unit, as of a day."""
    access.may_read(request.actor).or_refuse()
    day = asked.as_of or timezone.localdate()
    return UnitShape.of(reading.get_unit_read(unit_id, actor=request.actor, day=day))


@people.get("", response=Page[PersonShape], url_name="api_people", summary="People")
def list_people(request: ApiRequest, response: HttpResponse, filters: People, paging: Paged) -> dict[str, Any]:
    """Those who hold a position in the units that the client reads of. Each page is written in the log."""
    access.may_read(request.actor).or_refuse()
    found = reading.people_read(
        actor=request.actor,
        when=filters.when(),
        today=timezone.localdate(),
        unit=filters.unit,
        employee_number=filters.employee_number,
    )
    rows, cursor = part_of(found, paging, request=request, response=response)
    _note_people(request, rows)
    return {"items": [PersonShape.of(row) for row in rows], "next": cursor}


@people.get("/{uuid:person_id}", response=PersonShape, url_name="api_person", summary="One person")
def get_person(request: ApiRequest, person_id: UUID) -> PersonShape:
    """One person. It is written in the log."""
    access.may_read(request.actor).or_refuse()
    person = reading.get_person_read(person_id, actor=request.actor)
    _note_people(request, [person])
    return PersonShape.of(person)


@positions.get("", response=Page[PositionShape], url_name="api_positions", summary="Positions")
def list_positions(request: ApiRequest, response: HttpResponse, filters: Positions, paging: Paged) -> dict[str, Any]:
    """The positions in the units that the client reads of. Each page is written in the log."""
    access.may_read(request.actor).or_refuse()
    found = reading.positions_read(
        actor=request.actor,
        when=filters.when(),
        today=timezone.localdate(),
        unit=filters.unit,
        person=filters.person,
        kind=filters.kind or "",
    )
    rows, cursor = part_of(found, paging, request=request, response=response)
    _note_people(request, [row.person for row in rows])
    return {"items": [PositionShape.of(row) for row in rows], "next": cursor}


@positions.get("/{uuid:position_id}", response=PositionShape, url_name="api_position", summary="One position")
def get_position(request: ApiRequest, position_id: UUID, asked: Day) -> PositionShape:
    """One position, as of a day. It is written in the log."""
    access.may_read(request.actor).or_refuse()
    day = asked.as_of or timezone.localdate()
    position = reading.get_position_read(position_id, actor=request.actor, day=day)
    _note_people(request, [position.person])
    return PositionShape.of(position)


def _note_people(request: ApiRequest, read: list[Person]) -> None:
    actions.note_reading(read, actor=request.actor, now=timezone.now())
