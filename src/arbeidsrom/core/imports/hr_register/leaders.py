"""Who leads whom, as HR says it: the leader's employee number, turned into one of that person's positions.

A person can have several positions: the one in the employee's own unit leads, else the nearest above it in the tree,
else one with the same employer, else the oldest. A leader set by hand stays; HR's own is kept beside it (KP-PIMP-025).
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from arbeidsrom.core.imports.hr_register.delivery import POSITIONS
from arbeidsrom.core.imports.hr_register.difference import ACTIVE, EMPLOYED, values
from arbeidsrom.core.imports.models import ImportRun, PositionChange
from arbeidsrom.core.imports.reading import Fault

CONCERNED = f"""
    CREATE TEMP TABLE hr_led ON COMMIT DROP AS
    WITH moving AS (
        SELECT position_id, employee_number FROM imports_positionchange WHERE run_id = %(run)s
    )
    SELECT DISTINCT ON (position.id) position.id AS position_id, position.person_id, position.unit_id,
           position.employer_id, employment.leader_number, NULL::bigint AS leader_id
      FROM organisation_position position
      JOIN organisation_employment employment
        ON employment.position_id = position.id AND employment.dropped_in IS NULL
     WHERE {EMPLOYED} AND {ACTIVE} AND position.id IN (
           SELECT position_id FROM moving
            UNION SELECT id FROM organisation_position WHERE leader_id IN (SELECT position_id FROM moving)
            UNION SELECT id FROM organisation_position
                   WHERE leader_by_hand AND hr_leader_id IN (SELECT position_id FROM moving)
            UNION SELECT position_id FROM organisation_employment
                   WHERE dropped_in IS NULL AND leader_number IN (SELECT employee_number FROM moving))
     ORDER BY position.id, (employment.starts_on <= %(today)s
                            AND coalesce(employment.ends_on, DATE '9999-12-31') >= %(today)s) DESC,
              employment.starts_on DESC, employment.id
"""  # noqa: S608 -- composed of constants
"""Positions that the run touches, and those led by somebody whose position it touches."""

RESOLVE = f"""
    UPDATE hr_led led SET leader_id = found.leader_id
      FROM (SELECT DISTINCT ON (wanted.leader_number, wanted.unit_id, wanted.employer_id)
                   wanted.leader_number, wanted.unit_id, wanted.employer_id, position.id AS leader_id
              FROM (SELECT DISTINCT leader_number, unit_id, employer_id FROM hr_led WHERE leader_number <> '') wanted
              JOIN organisation_person person
                ON person.employee_number = wanted.leader_number AND person.employee_number <> ''
              JOIN organisation_position position ON position.person_id = person.id AND {EMPLOYED} AND {ACTIVE}
              JOIN organisation_unit own ON own.id = wanted.unit_id
              JOIN organisation_unit there ON there.id = position.unit_id
             ORDER BY wanted.leader_number, wanted.unit_id, wanted.employer_id,
                      (there.lft <= own.lft AND there.rgt >= own.rgt) DESC,
                      CASE WHEN there.lft <= own.lft AND there.rgt >= own.rgt THEN -there.depth END,
                      (position.employer_id = wanted.employer_id) DESC, position.id) found
     WHERE led.leader_number = found.leader_number AND led.unit_id = found.unit_id
       AND led.employer_id = found.employer_id
       AND NOT EXISTS (SELECT 1 FROM organisation_position theirs
                        WHERE theirs.id = found.leader_id AND theirs.person_id = led.person_id)
"""  # noqa: S608

REMEMBER = """
    INSERT INTO imports_positionchange (run_id, kind, employee_number, person_id, position_id, employer_code, unit_code,
                                        from_unit_code, valid_from, valid_to, title, category, leader_number, successor,
                                        before)
    SELECT %(run)s, 'led', person.employee_number, person.id, position.id, employer.code, unit.code, '',
           position.valid_from, position.valid_to, position.title, position.category, led.leader_number, '',
           to_jsonb(position)
      FROM hr_led led JOIN organisation_position position ON position.id = led.position_id
      JOIN organisation_person person ON person.id = position.person_id
      JOIN organisation_unit employer ON employer.id = position.employer_id
      JOIN organisation_unit unit ON unit.id = position.unit_id
     WHERE CASE WHEN position.leader_by_hand THEN position.hr_leader_id ELSE position.leader_id END
           IS DISTINCT FROM led.leader_id
       AND NOT EXISTS (SELECT 1 FROM imports_positionchange change
                        WHERE change.run_id = %(run)s AND change.position_id = position.id)
"""

KEEP_PAST = """
    INSERT INTO organisation_pastleader (position_id, leader_id, by_hand, valid_from, valid_to, ended_in)
    SELECT position.id, position.leader_id, false, position.led_since, %(today)s, %(public_id)s
      FROM hr_led led JOIN organisation_position position ON position.id = led.position_id
     WHERE NOT position.leader_by_hand AND position.leader_id IS NOT NULL AND position.led_since < %(today)s
       AND position.leader_id IS DISTINCT FROM led.leader_id
"""

LEAD = """
    UPDATE organisation_position position
       SET leader_id = CASE WHEN position.leader_by_hand THEN position.leader_id ELSE led.leader_id END,
           led_since = CASE WHEN position.leader_by_hand THEN position.led_since
                            WHEN led.leader_id IS NULL THEN NULL
                            ELSE greatest(position.valid_from, %(since)s) END,
           hr_leader_id = CASE WHEN position.leader_by_hand THEN led.leader_id END
      FROM hr_led led
     WHERE led.position_id = position.id
       AND CASE WHEN position.leader_by_hand THEN position.hr_leader_id ELSE position.leader_id END
           IS DISTINCT FROM led.leader_id
"""

REMARK = """
    INSERT INTO imports_refusedline (run_id, "table", line, "column", fault, used)
    SELECT %(run)s, %(table)s, min(staged.line), 'leder',
           CASE WHEN staged.leader_number = staged.employee_number THEN %(themselves)s ELSE %(unknown)s END, true
      FROM hr_led led
      JOIN organisation_person person ON person.id = led.person_id
      JOIN imports_stagedemployment staged
        ON staged.run_id = %(run)s AND staged.employee_number = person.employee_number
       AND staged.leader_number = led.leader_number
     WHERE led.leader_id IS NULL AND led.leader_number <> ''
     GROUP BY led.position_id, staged.leader_number, staged.employee_number
     ORDER BY 3 LIMIT 10000
"""

STATEMENTS = (
    *("DROP TABLE IF EXISTS hr_led", CONCERNED, "ANALYZE hr_led", RESOLVE, REMEMBER, KEEP_PAST, LEAD, REMARK),
)


def follow(run: ImportRun, *, today: date) -> None:
    """Set the leaders HR names, where the run changes anything; earlier leaders are kept with their days."""
    named = values(run, today) | {
        "table": POSITIONS,
        "themselves": Fault.LEADS_THEMSELVES.value,
        "unknown": Fault.UNKNOWN_LEADER.value,
        "since": today,
    }
    if not PositionChange.objects.filter(run=run).exists():
        return
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, named)
