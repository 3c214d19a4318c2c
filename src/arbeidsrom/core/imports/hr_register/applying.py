"""Makes a rehearsed delivery the truth in one transaction: units, people, positions, what HR says of them, leaders."""

from __future__ import annotations

from datetime import date

from django.db import connection

from arbeidsrom.core.imports.hr_register import announcements, holding, leaders, units
from arbeidsrom.core.imports.hr_register.difference import (
    ACTIVE,
    DAYS_BEFORE_START,
    EMPLOYED,
    RECOGNISED,
    ending_positions,
    no_longer_held,
    values,
    went_on,
)
from arbeidsrom.core.imports.models import ImportRun, StagedAbsence, StagedEmployment
from arbeidsrom.core.organisation.changes import (
    consequences,
    resumable,
    until_next_delivery,
    with_loans,
    with_loans_from,
)
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import acted_in_on

PERSON = ("given_name", "family_name", "email", "mobile", "professional_number", "identity_number", "identity_index")

FIRST_LINES = """
    CREATE TEMP TABLE hr_person ON COMMIT DROP AS
    SELECT DISTINCT ON (employee_number) * FROM imports_stagedemployment
     WHERE run_id = %(run)s ORDER BY employee_number, line
"""

CHANGED = f"""
      FROM organisation_person person JOIN hr_person staged ON staged.person_public_id = person.public_id
     WHERE ({", ".join(f"person.{name}" for name in PERSON)}, person.employee_number)
           IS DISTINCT FROM ({", ".join(f"staged.{name}" for name in PERSON)}, staged.employee_number)
"""
HAD_THE_NUMBER = """
      FROM organisation_person person JOIN hr_person staged ON staged.identity_index = person.identity_index
     WHERE staged.person_public_id <> person.public_id
"""

TO_CHANGE = f"SELECT person.id {CHANGED} UNION SELECT person.id {HAD_THE_NUMBER}"

REMEMBER_PEOPLE = f"""
    INSERT INTO imports_personbefore (run_id, person_id, before)
    SELECT %(run)s, person.id, to_jsonb(person) - 'sort_name' - 'words' {CHANGED}
    UNION ALL
    SELECT %(run)s, person.id, to_jsonb(person) - 'sort_name' - 'words' {HAD_THE_NUMBER}
"""

LET_GO_OF_NUMBERS = """
    UPDATE organisation_person person SET identity_number = NULL, identity_index = NULL
      FROM hr_person staged
     WHERE staged.identity_index = person.identity_index AND staged.person_public_id <> person.public_id
"""

CHANGE_PEOPLE = f"""
    UPDATE organisation_person person
       SET {", ".join(f"{name} = staged.{name}" for name in PERSON)}, employee_number = staged.employee_number
      FROM hr_person staged, imports_personbefore before
     WHERE staged.person_public_id = person.public_id AND before.run_id = %(run)s AND before.person_id = person.id
"""  # noqa: S608

ADD_PEOPLE = f"""
    WITH added AS (
        INSERT INTO organisation_person (public_id, employee_number, {", ".join(PERSON)})
        SELECT person_public_id, employee_number, {", ".join(PERSON)} FROM hr_person staged
         WHERE NOT EXISTS (SELECT 1 FROM organisation_person person WHERE person.public_id = staged.person_public_id)
           AND EXISTS (SELECT 1 FROM imports_positionchange change
                        WHERE change.run_id = %(run)s AND change.employee_number = staged.employee_number)
        RETURNING id)
    INSERT INTO imports_personbefore (run_id, person_id) SELECT %(run)s, id FROM added
"""  # noqa: S608

REMEMBER_POSITIONS = """
    UPDATE imports_positionchange change SET before = to_jsonb(position)
      FROM organisation_position position
     WHERE change.run_id = %(run)s AND position.id = change.position_id AND change.kind <> 'expired'
"""

KEEP_SPANS = """
    INSERT INTO organisation_positionspan (position_id, unit_id, valid_from, valid_to, ended_in)
    SELECT position.id, position.unit_id, position.valid_from, least(coalesce(position.valid_to, %(today)s), %(today)s),
           %(public_id)s
      FROM imports_positionchange change JOIN organisation_position position ON position.id = change.position_id
     WHERE change.run_id = %(run)s AND change.kind IN ('reactivated', 'continued')
       AND position.valid_from < least(coalesce(position.valid_to, %(today)s), %(today)s)
"""

REPLACE = """
    UPDATE organisation_position position SET replaced = true
      FROM imports_positionchange change, organisation_unit employer, organisation_unit unit
     WHERE change.run_id = %(run)s AND change.kind = 'continued'
       AND employer.code = change.employer_code AND unit.code = change.unit_code
       AND position.person_id = change.person_id AND position.employer_id = employer.id
       AND position.unit_id = unit.id AND position.id <> change.position_id AND position.kind = 'employment'
"""
"""A former position in the cost centre that somebody is carried into gives its place to the one that goes on."""

CHANGE_POSITIONS = """
    UPDATE organisation_position position
       SET unit_id = unit.id, employer_id = employer.id, title = change.title, category = change.category,
           valid_from = change.valid_from, valid_to = change.valid_to, lock_version = position.lock_version + 1
      FROM imports_positionchange change, organisation_unit employer, organisation_unit unit
     WHERE change.run_id = %(run)s AND change.position_id = position.id AND change.kind <> 'expired'
       AND employer.code = change.employer_code AND unit.code = change.unit_code
"""

ADD_POSITIONS = """
    INSERT INTO organisation_position (id, public_id, person_id, unit_id, employer_id, kind, office, title,
                                       main_agreement, category, leader_by_hand, replaced, valid_from, valid_to,
                                       lock_version)
    SELECT change.position_id, gen_random_uuid(), person.id, unit.id, employer.id, 'employment', '', change.title, '',
           change.category, false, false, change.valid_from, change.valid_to, 0
      FROM imports_positionchange change
      JOIN organisation_person person
        ON person.employee_number = change.employee_number AND person.employee_number <> ''
      JOIN organisation_unit employer ON employer.code = change.employer_code
      JOIN organisation_unit unit ON unit.code = change.unit_code
     WHERE change.run_id = %(run)s AND change.kind = 'created'
"""

DROP = """
    UPDATE organisation_employment employment SET dropped_in = %(public_id)s
      FROM imports_goneemployment gone WHERE gone.run_id = %(run)s AND gone.employment_id = employment.id
"""

STATE = f"""
    INSERT INTO organisation_employment (position_id, starts_on, ends_on, title, job_code, percent, category,
                                         leader_number, digest, stated_in)
    SELECT position.id, staged.starts_on, staged.ends_on, staged.title, staged.job_code, staged.percent,
           staged.category, staged.leader_number, staged.digest, %(public_id)s
      FROM imports_stagedemployment staged
      JOIN hr_known_position known ON known.staged_id = staged.id
      JOIN organisation_position position ON position.id = known.position_id
     WHERE staged.run_id = %(run)s
       AND (({ACTIVE}) OR staged.starts_on <= %(today)s::date + {DAYS_BEFORE_START})
"""  # noqa: S608
"""What HR says of positions that there are; what begins later in one that is over is read anew each night till then."""

DROP_ABSENCES = """
    UPDATE organisation_absence absence SET dropped_in = %(public_id)s
      FROM organisation_position position, organisation_unit employer
     WHERE absence.position_id = position.id AND employer.id = position.employer_id
       AND employer.lft BETWEEN %(first)s AND %(last)s AND absence.dropped_in IS NULL
       AND absence.stated_in IS NOT NULL
       AND NOT EXISTS (
           SELECT 1 FROM imports_stagedabsence staged
             JOIN organisation_person person ON person.employee_number = staged.employee_number
             JOIN organisation_unit unit ON unit.code = staged.unit_code
            WHERE staged.run_id = %(run)s AND person.id = position.person_id AND unit.id = position.unit_id
              AND staged.employer_code = employer.code
              AND (staged.starts_on, coalesce(staged.ends_on, 'infinity'))
                = (absence.starts_on, coalesce(absence.ends_on, 'infinity')))
"""

STATE_ABSENCES = f"""
    INSERT INTO organisation_absence (position_id, starts_on, ends_on, stated_in)
    SELECT DISTINCT ON (position.id, staged.starts_on) position.id, staged.starts_on, staged.ends_on, %(public_id)s
      FROM imports_stagedabsence staged
      JOIN organisation_person person
        ON person.employee_number = staged.employee_number AND person.employee_number <> ''
      JOIN organisation_unit employer ON employer.code = staged.employer_code
      JOIN organisation_unit unit ON unit.code = staged.unit_code
      JOIN organisation_position position
        ON position.person_id = person.id AND position.employer_id = employer.id AND position.unit_id = unit.id
       AND {EMPLOYED}
     WHERE staged.run_id = %(run)s AND NOT EXISTS (
           SELECT 1 FROM organisation_absence absence
            WHERE absence.position_id = position.id AND absence.starts_on = staged.starts_on
              AND absence.stated_in IS NOT NULL AND absence.dropped_in IS NULL)
     ORDER BY position.id, staged.starts_on, staged.line
"""  # noqa: S608

READ_PEOPLE = ("DROP TABLE IF EXISTS hr_person", FIRST_LINES, "ANALYZE hr_person")
PEOPLE = (REMEMBER_PEOPLE, LET_GO_OF_NUMBERS, CHANGE_PEOPLE, ADD_PEOPLE)
POSITIONS = (
    *(REMEMBER_POSITIONS, KEEP_SPANS, REPLACE, CHANGE_POSITIONS, ADD_POSITIONS, DROP),
    *RECOGNISED,
    STATE,
)
MANY_MORE = 0.1
"""With so large a share of new positions the database must look at the tables again, or it goes through them row by
row: a first delivery at region size took a hundred times as long."""
COUNT_AGAIN = "ANALYZE organisation_person, organisation_position, organisation_employment"


def apply(run: ImportRun, *, today: date) -> None:
    """All of it; the caller's transaction makes it one step. First what lasted only until this delivery ends."""
    named = values(run, today)
    with connection.cursor() as cursor:
        for statement in READ_PEOPLE:
            cursor.execute(statement, named)
        cursor.execute(TO_CHANGE)
        changing = [pk for (pk,) in cursor.fetchall()]
    by_hand = holding.hold_for(run, changing, today=today)
    ended = [
        position
        for things, each in until_next_delivery().items()
        for position in each.end(by_hand[things], run=run.public_id, now=run.applied_at)
    ]
    units.apply(run, today=today)
    with connection.cursor() as cursor:
        for statement in (*PEOPLE, *POSITIONS):
            cursor.execute(statement, named)
        if run.added > run.before * MANY_MORE:
            cursor.execute(COUNT_AGAIN)
        if run.tells_absences:
            cursor.execute(DROP_ABSENCES, named)
            cursor.execute(STATE_ABSENCES, named)
    leaders.follow(run, today=today)
    units.end_empty(run, today=today)
    over = with_loans(ending_positions(run) | no_longer_held(ended, on=today), on=today)
    ending = Position.objects.filter(pk__in=list(over.values_list("pk", flat=True)))  # ending a loan hides it
    for each in consequences().values():
        each.carry_out(ending, on=today, run=run.public_id)
    for ended_on, positions in went_on(run):
        for each in resumable().values():
            each.take_up(with_loans_from(positions).filter(acted_in_on(today)), since=ended_on)
    announcements.settle(run, today=today)
    for model in (StagedEmployment, StagedAbsence):
        model.objects.filter(run=run).delete()
