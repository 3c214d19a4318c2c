"""Takes an applied delivery back as one step: everything it changed is as it was, what it brought is gone."""

from __future__ import annotations

from datetime import date

from django.db import connection

from arbeidsrom.core.imports.hr_register import announcements, holding, units
from arbeidsrom.core.imports.hr_register.difference import values, went_on
from arbeidsrom.core.imports.hr_register.references import ended_on, unreferenced
from arbeidsrom.core.imports.models import (
    ChangeKind,
    Foreseen,
    GoneEmployment,
    ImportRun,
    PersonBefore,
    PositionChange,
    StagedAbsence,
    StagedEmployment,
    StagedUnit,
    UnitBefore,
)
from arbeidsrom.core.organisation.changes import consequences, resumable, until_next_delivery, with_loans_from
from arbeidsrom.core.organisation.models import Person, Position

OF_POSITIONS = (
    *("unit_id", "employer_id", "title", "category", "valid_from", "valid_to", "leader_id", "led_since"),
    *("hr_leader_id",),
)
OF_PEOPLE = (
    *("given_name", "family_name", "email", "mobile", "employee_number", "professional_number"),
    *("identity_number", "identity_index"),
)


def _as_before(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = before.{name}" for name in columns)


PUT_POSITIONS_BACK = f"""
    UPDATE organisation_position position SET {_as_before(OF_POSITIONS)}, lock_version = position.lock_version + 1
      FROM imports_positionchange change, jsonb_populate_record(NULL::organisation_position, change.before) before
     WHERE change.run_id = %(run)s AND change.before IS NOT NULL AND position.id = change.position_id
"""  # noqa: S608 -- composed of constants
STATEMENTS = (
    "DELETE FROM organisation_employment WHERE stated_in = %(public_id)s",
    "UPDATE organisation_employment SET dropped_in = NULL WHERE dropped_in = %(public_id)s",
    "DELETE FROM organisation_absence WHERE stated_in = %(public_id)s",
    "UPDATE organisation_absence SET dropped_in = NULL WHERE dropped_in = %(public_id)s",
    "DELETE FROM organisation_positionspan WHERE ended_in = %(public_id)s",
    "DELETE FROM organisation_pastleader WHERE ended_in = %(public_id)s",
    PUT_POSITIONS_BACK,
    """
    UPDATE organisation_position position SET replaced = false
      FROM imports_positionchange change, organisation_position goes_on
     WHERE change.run_id = %(run)s AND change.kind = 'continued' AND goes_on.id = change.position_id
       AND position.person_id = goes_on.person_id AND position.replaced
       AND EXISTS (SELECT 1 FROM organisation_unit unit
                    WHERE unit.id = position.unit_id AND unit.code = change.unit_code)
    """,
)
PUT_PEOPLE_BACK = f"""
    UPDATE organisation_person person SET {_as_before(OF_PEOPLE)}
      FROM imports_personbefore remembered, jsonb_populate_record(NULL::organisation_person, remembered.before) before
     WHERE remembered.run_id = %(run)s AND remembered.before IS NOT NULL AND remembered.person_id = person.id
"""  # noqa: S608
PEOPLE = (
    "UPDATE organisation_person person SET identity_number = NULL, identity_index = NULL, employee_number = ''"
    " FROM imports_personbefore before WHERE before.run_id = %(run)s AND before.person_id = person.id"
    " AND before.before IS NOT NULL",
    PUT_PEOPLE_BACK,
)
"""The numbers are cleared first, as one may have passed from one person to another."""
NOT_COUNTED = ("imports_positionchange", "imports_personbefore")


def undo(run: ImportRun, *, today: date) -> None:
    """Everything is as before the run. A new position or person that something hangs on by now has ended instead."""
    holding.hold_for_undoing(run)
    for each in consequences().values():
        each.take_back(run.public_id)
    announcements.take_back(run)
    named = values(run, today)
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, named)
    for day, positions in went_on(run):
        for resumed in resumable().values():
            resumed.carry_out(with_loans_from(positions), on=day, run=run.public_id)
    _take_positions_back(run, today=today)
    _take_people_back(run)
    with connection.cursor() as cursor:
        for statement in PEOPLE:
            cursor.execute(statement, named)
    units.undo(run, today=today)
    for held in until_next_delivery().values():
        held.take_back(run.public_id)


def _take_positions_back(run: ImportRun, *, today: date) -> None:
    created = PositionChange.objects.filter(run=run, kind=ChangeKind.CREATED)
    new = Position.objects.filter(pk__in=created.values("position"))
    Position.objects.filter(leader__in=new.values("pk"), pk__in=new.values("pk")).update(leader=None, led_since=None)
    unreferenced(new, besides=NOT_COUNTED)._raw_delete(new.db)
    new.update(valid_to=ended_on(today))


def _take_people_back(run: ImportRun) -> None:
    added = PersonBefore.objects.filter(run=run, before__isnull=True)
    people = Person.objects.filter(pk__in=added.values("person"))
    unreferenced(people, besides=NOT_COUNTED)._raw_delete(people.db)


def forget(run: ImportRun) -> None:
    """Throw away what was staged and remembered of people; the list of what changed stays without what was before."""
    for model in (StagedUnit, StagedEmployment, StagedAbsence, GoneEmployment, PersonBefore, UnitBefore):
        model._base_manager.filter(run=run).delete()
    PositionChange.objects.filter(run=run, before__isnull=False).update(before=None)
    if run.applied_at is None:
        PositionChange.objects.filter(run=run).delete()
        Foreseen.objects.filter(run=run).delete()
