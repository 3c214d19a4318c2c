"""Who has which plan and how far each has come, by one statement for each table; statuses as the program derives them.

Chance is a hash of the ids, so that it is the same every time.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from arbeidsrom.lib.actor import PROGRAM
from arbeidsrom.modules.competence.demo.region_size.loading import filling
from arbeidsrom.modules.competence.statuses.refresh import refresh_found

CHANCE = """
CREATE FUNCTION pg_temp.chance(one bigint, other bigint, seed bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS
$$ SELECT hashint8extended(one * 1000003 + other, seed) & 2147483647 $$
"""
LOTS = (200, 2_000, 10_000)
"""How many people's statuses are derived at a time: few at first, until the database knows what the table is like."""

ASSIGNMENTS = """
WITH RECURSIVE above AS (
    SELECT id AS unit_id, id AS owner_id FROM organisation_unit
    UNION ALL
    SELECT above.unit_id, unit.parent_id FROM above JOIN organisation_unit unit ON unit.id = above.owner_id
     WHERE unit.parent_id IS NOT NULL
)
INSERT INTO competence_assignment
       (public_id, position_id, person_id, plan_id, state, assigned_on, required, fulfilled, begun, next_due)
SELECT md5('assignment ' || position_id || ' ' || plan_id)::uuid, position_id, person_id, plan_id, 'active',
       %(today)s::date - (500 + pg_temp.chance(position_id, plan_id, 1) %% 500)::int, 0, 0, 0, DATE '9999-12-31'
  FROM (SELECT DISTINCT ON (position.id, plan.owner_id) position.id AS position_id, position.person_id,
               plan.id AS plan_id
          FROM organisation_position position
          JOIN above ON above.unit_id = position.unit_id
          JOIN competence_plan plan ON plan.owner_id = above.owner_id AND plan.created_at = %(made)s
         WHERE position.kind = 'employment' AND position.valid_to IS NULL AND NOT position.replaced
         ORDER BY position.id, plan.owner_id, pg_temp.chance(position.id, plan.id, 2)) chosen
 ORDER BY person_id
"""
"""One plan of each unit from the region down to the own, whichever chance picks."""

PAIRS = """
CREATE TEMP TABLE competence_made ON COMMIT DROP AS
WITH pair AS (
    SELECT assignment.person_id, link.requirement_id, min(assignment.position_id) AS position_id
      FROM competence_assignment assignment
      JOIN competence_plan plan ON plan.id = assignment.plan_id AND plan.created_at = %(made)s
      JOIN competence_link link ON link.plan_id = plan.id
     GROUP BY assignment.person_id, link.requirement_id
), drawn AS (
    SELECT pair.person_id, pair.requirement_id, requirement.requires_signing,
           pg_temp.chance(pair.person_id, pair.requirement_id, 3) %% 1000 AS turn,
           %(today)s::date - (1 + pg_temp.chance(pair.person_id, pair.requirement_id, 4) %% 480)::int AS day,
           leader.id AS leader_id, leader.person_id AS leader, revision.id AS revision_id
      FROM pair
      JOIN competence_requirement requirement
        ON requirement.id = pair.requirement_id AND requirement.created_at = %(made)s
      JOIN competence_requirementrevision revision ON revision.requirement_id = pair.requirement_id
      JOIN organisation_position position ON position.id = pair.position_id
      LEFT JOIN organisation_position leader
        ON leader.id = position.leader_id AND leader.person_id <> pair.person_id
), told AS (
    SELECT drawn.*, CASE WHEN turn < 880 THEN CASE WHEN requires_signing AND leader_id IS NULL THEN 0 ELSE 3 END
                         WHEN turn < 900 THEN CASE WHEN requires_signing AND leader_id IS NOT NULL THEN 2 ELSE 1 END
                         WHEN turn < 905 THEN CASE WHEN requires_signing AND leader_id IS NOT NULL THEN 4 ELSE 1 END
                         WHEN turn < 930 THEN 1 ELSE 0 END AS state
      FROM drawn
)
SELECT * FROM told WHERE state > 0 ORDER BY person_id, requirement_id
"""
"""Who has come how far with which requirement, and on which day; ``turn`` is a number below 1,000 drawn by chance."""

PROGRESS = """
INSERT INTO competence_progress
       (person_id, requirement_id, state, completed_on, expires_on, round, done, ticked, lock_version)
SELECT person_id, requirement_id, state, CASE WHEN state = 3 THEN day END, NULL, 1, (state = 3)::int, NULL, 1
  FROM competence_made
"""

PERFORMANCES = """
INSERT INTO competence_performance
       (public_id, person_id, requirement_id, revision_id, plan_id, state, round, performed_on, expires_on, comment,
        signer_id, sent_at, decided_at, decided_by_id, decline_reason, answer, lock_version)
SELECT md5('performance ' || person_id || ' ' || requirement_id)::uuid, person_id, requirement_id, revision_id, NULL,
       CASE state WHEN 1 THEN 'draft' WHEN 2 THEN 'waiting' WHEN 3 THEN 'done' ELSE 'declined' END, 1, day, NULL, NULL,
       CASE WHEN requires_signing AND state <> 1 THEN leader_id END,
       CASE WHEN requires_signing AND state <> 1 THEN day + TIME '15:00' END,
       CASE WHEN state IN (3, 4) THEN day + TIME '16:00' END,
       CASE WHEN state IN (3, 4) AND requires_signing THEN leader WHEN state = 3 THEN person_id END,
       CASE WHEN state = 4 THEN 'not_seen' ELSE '' END, NULL, 1
  FROM competence_made
"""

EVENTS = """
INSERT INTO competence_progressevent
       (public_id, person_id, requirement_id, plan_id, kind, at, by, capacity, state, performed_on, comment)
SELECT md5('event ' || made.person_id || ' ' || made.requirement_id)::uuid, made.person_id, made.requirement_id, NULL,
       CASE WHEN made.state = 1 THEN 'drafted' WHEN made.state = 2 THEN 'sent' WHEN made.state = 4 THEN 'declined'
            WHEN made.requires_signing THEN 'signed' ELSE 'fulfilled' END,
       made.day + TIME '16:00', by.given_name || ' ' || by.family_name,
       CASE WHEN made.requires_signing AND made.state IN (3, 4) THEN 'signer' ELSE 'employee' END, made.state, made.day,
       NULL
  FROM competence_made made
  JOIN organisation_person by
    ON by.id = CASE WHEN made.requires_signing AND made.state IN (3, 4) THEN made.leader ELSE made.person_id END
"""

HISTORY = """
INSERT INTO competence_assignmentevent (assignment_id, kind, at, by)
SELECT assignment.id, 'assigned', assignment.assigned_on + TIME '12:00', %(by)s
  FROM competence_assignment assignment JOIN competence_plan plan ON plan.id = assignment.plan_id
 WHERE plan.created_at = %(made)s
"""

OF_PEOPLE = """
SELECT assignment.person_id, link.requirement_id
  FROM competence_assignment assignment
  JOIN competence_link link ON link.plan_id = assignment.plan_id AND link.state = 'active'
 WHERE assignment.state = 'active' AND assignment.person_id BETWEEN %(first)s AND %(last)s
"""

REGISTERED = ("competence_progress", "competence_performance", "competence_progressevent")
DERIVED = ("competence_requirementstatus",)


def make(*, today: date, now: datetime, made_at: datetime) -> None:
    """Assignments, then what was registered, then the statuses by the program's own statement."""
    said: dict[str, date | str] = {"today": today, "made": made_at, "by": PROGRAM}
    with connection.cursor() as cursor:
        cursor.execute(CHANCE)
    with filling(["competence_assignment", "competence_assignmentevent"]) as cursor:
        cursor.execute(ASSIGNMENTS, said)
        cursor.execute(HISTORY, said)
    with filling(REGISTERED) as cursor:
        cursor.execute(PAIRS, said)
        for statement in (PROGRESS, PERFORMANCES, EVENTS):
            cursor.execute(statement)
    with filling(DERIVED) as cursor:
        _derive(cursor, now=now)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE competence_made; DROP FUNCTION pg_temp.chance")


def _derive(cursor: CursorWrapper, *, now: datetime) -> None:
    cursor.execute("SELECT min(person_id), max(person_id) FROM competence_assignment")
    first, most = cursor.fetchone()
    lots = iter(LOTS)
    size = next(lots)
    while first <= most:
        refresh_found(OF_PEOPLE, {"first": first, "last": first + size - 1}, by=PROGRAM, now=now)
        cursor.execute("ANALYZE competence_requirementstatus")
        first, size = first + size, next(lots, size)
