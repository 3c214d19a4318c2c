"""Lines that contradict others of the same delivery, or what is known of somebody else: found set by set."""

from __future__ import annotations

from django.db import connection

from arbeidsrom.core.imports.hr_register.delivery import ABSENCES, POSITIONS
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.reading import Fault

DOUBLE = """
    SELECT id, line, employee_number
      FROM (SELECT *, row_number() OVER (
                       PARTITION BY employee_number, employer_code, unit_code, starts_on ORDER BY line) AS place
              FROM imports_stagedemployment WHERE run_id = %(run)s) numbered
     WHERE place > 1
    UNION
    SELECT staged.id, staged.line, staged.employee_number
      FROM imports_stagedemployment staged
      JOIN hr_known_position known ON known.staged_id = staged.id
      JOIN organisation_employment employment
        ON employment.position_id = known.position_id AND employment.starts_on = staged.starts_on
       AND employment.dropped_in IS NULL
     WHERE staged.run_id = %(run)s
       AND NOT EXISTS (SELECT 1 FROM imports_goneemployment gone
                        WHERE gone.run_id = %(run)s AND gone.employment_id = employment.id)
"""
"""Two lines about the same first day in the same position."""

TWO_NUMBERS = """
    SELECT id, line, employee_number
      FROM (SELECT *, first_value(employee_number) OVER (PARTITION BY identity_index ORDER BY line) AS first
              FROM imports_stagedemployment WHERE run_id = %(run)s) numbered
     WHERE first <> employee_number
    UNION
    SELECT staged.id, staged.line, staged.employee_number
      FROM imports_stagedemployment staged
      JOIN organisation_person person
        ON person.identity_index = staged.identity_index AND person.employee_number <> staged.employee_number
       AND person.employee_number <> ''
     WHERE staged.run_id = %(run)s
       AND EXISTS (SELECT 1 FROM organisation_position position
                     JOIN organisation_employment employment ON employment.position_id = position.id
                    WHERE position.person_id = person.id AND employment.dropped_in IS NULL
                      AND NOT EXISTS (SELECT 1 FROM imports_goneemployment gone
                                       WHERE gone.run_id = %(run)s AND gone.employment_id = employment.id))
"""
"""One identity number under two employee numbers that are both employed; else the number has passed on (KP-POS-006)."""

REFUSE = """
    WITH found AS ({found}), refused AS (
        DELETE FROM imports_stagedemployment staged USING found WHERE staged.id = found.id
    ), spared AS (
        DELETE FROM imports_goneemployment gone
         USING organisation_employment employment, organisation_position position, organisation_person person, found
         WHERE gone.run_id = %(run)s AND employment.id = gone.employment_id AND position.id = employment.position_id
           AND person.id = position.person_id AND person.employee_number = found.employee_number
    )
    INSERT INTO imports_refusedline (run_id, "table", line, "column", fault, used)
    SELECT %(run)s, %(table)s, line, %(column)s, %(fault)s, false FROM found
"""
"""Refuse the lines that were found, and leave whom they speak of alone."""


NOWHERE = """
    WITH found AS (
        SELECT absence.id, absence.line FROM imports_stagedabsence absence
         WHERE absence.run_id = %(run)s
           AND NOT EXISTS (
               SELECT 1 FROM imports_stagedemployment staged
                WHERE staged.run_id = absence.run_id AND staged.employee_number = absence.employee_number
                  AND staged.employer_code = absence.employer_code AND staged.unit_code = absence.unit_code)
           AND NOT EXISTS (
               SELECT 1 FROM organisation_person person
                 JOIN organisation_position position ON position.person_id = person.id
                 JOIN organisation_unit employer ON employer.id = position.employer_id
                 JOIN organisation_unit unit ON unit.id = position.unit_id
                WHERE person.employee_number = absence.employee_number AND person.employee_number <> ''
                  AND employer.code = absence.employer_code AND unit.code = absence.unit_code
                  AND position.kind = 'employment' AND NOT position.replaced)
    ), refused AS (
        DELETE FROM imports_stagedabsence absence USING found WHERE absence.id = found.id
    )
    INSERT INTO imports_refusedline (run_id, "table", line, "column", fault, used)
    SELECT %(run)s, %(table)s, line, 'ansattnummer', %(fault)s, false FROM found
"""
"""Absences from a position that neither the delivery nor the program knows of."""


def refuse_absences(run: ImportRun) -> int:
    """How many absences are told of positions that are not there; none of them is used."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE imports_stagedabsence (run_id, employee_number)")
        cursor.execute(NOWHERE, {"run": run.pk, "table": ABSENCES, "fault": Fault.UNKNOWN_POSITION.value})
        return int(cursor.rowcount)


def refuse_contradictions(run: ImportRun) -> int:
    """How many lines contradict others, none of which is used."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE imports_goneemployment, imports_stagedemployment"
            " (run_id, employee_number, employer_code, unit_code, starts_on, identity_index)"
        )
        return sum(
            _refuse(cursor, run, found, column, fault)
            for found, column, fault in (
                (DOUBLE, "fra", Fault.OVERLAPS),
                (TWO_NUMBERS, "fødselsnummer", Fault.TWO_NUMBERS),
            )
        )


def _refuse(cursor: object, run: ImportRun, found: str, column: str, fault: Fault) -> int:
    cursor.execute(  # type: ignore[attr-defined]
        REFUSE.format(found=found), {"run": run.pk, "table": POSITIONS, "column": column, "fault": fault.value}
    )
    return int(cursor.rowcount)  # type: ignore[attr-defined]
