"""Derives the statuses of pairs of person and requirement anew, and what the plans of these people come to.

One statement for each step over the whole set, never row by row. The truth it follows is ``rules.statuses.derive``,
said once more in SQL: a test drives random events and compares every row. The caller holds the people
(``hold_people``) and its transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.timezone import localdate

from arbeidsrom.lib.planned import planned_once
from arbeidsrom.modules.competence.statuses.told import tell_leaders, tell_whose, wait_no_longer, withdraw_notices

FEW = 2_000
"""Up to so many pairs go as arrays; more through a temporary table that the database counts first."""

FEW_PAIRS = (
    "SELECT DISTINCT * FROM unnest(%(people)s::bigint[], %(requirements)s::bigint[]) AS pair(person_id, requirement_id)"
)
MANY_PAIRS = "SELECT person_id, requirement_id FROM competence_pair"

REFRESH = """
WITH pair AS MATERIALIZED ({pairs}),
held AS (
    SELECT pair.person_id, pair.requirement_id, count(DISTINCT link.id) AS held_in,
           count(DISTINCT link.id) FILTER (WHERE NOT said.irrelevant) AS relevant_in,
           min(coalesce(link.validity_days, requirement.validity_days)) FILTER (WHERE NOT said.irrelevant) AS days
      FROM pair
      JOIN competence_assignment assignment
        ON assignment.person_id = pair.person_id AND assignment.state = 'active'
      JOIN competence_link link
        ON link.plan_id = assignment.plan_id AND link.requirement_id = pair.requirement_id AND link.state = 'active'
      JOIN competence_requirement requirement ON requirement.id = pair.requirement_id
     CROSS JOIN LATERAL (SELECT EXISTS (
           SELECT 1 FROM competence_notrelevant mark
            WHERE mark.person_id = pair.person_id AND mark.plan_id = link.plan_id
              AND (mark.link_id = link.id OR mark.section_id = link.section_id)) AS irrelevant) said
     GROUP BY pair.person_id, pair.requirement_id
),
derived AS (
    SELECT held.person_id, held.requirement_id, progress.completed_on, held.relevant_in,
           coalesce(deadline.due, DATE '9999-12-31') AS deadline,
           CASE WHEN progress.completed_on IS NULL THEN coalesce(deadline.due, DATE '9999-12-31')
                ELSE least(coalesce(progress.expires_on, progress.completed_on + held.days), DATE '9999-12-31')
            END AS due,
           CASE WHEN held.relevant_in = 0 THEN 5
                WHEN progress.completed_on IS NOT NULL THEN 3
                ELSE coalesce(progress.state, 0) END AS state,
           CASE WHEN progress.state = 3 THEN 0 ELSE coalesce(progress.state, 0) END AS pending
      FROM held
      LEFT JOIN competence_progress progress USING (person_id, requirement_id)
      LEFT JOIN competence_requirementdeadline deadline USING (person_id, requirement_id)
),
kept AS (
    INSERT INTO competence_requirementstatus AS status
           (person_id, requirement_id, due, completed_on, deadline, state, pending, relevant_in)
    SELECT person_id, requirement_id, due, completed_on, deadline, state, pending, relevant_in FROM derived
        ON CONFLICT (person_id, requirement_id) DO UPDATE
       SET due = excluded.due, completed_on = excluded.completed_on, deadline = excluded.deadline,
           state = excluded.state, pending = excluded.pending, relevant_in = excluded.relevant_in
     WHERE (status.due, status.completed_on, status.deadline, status.state, status.pending, status.relevant_in)
           IS DISTINCT FROM
           (excluded.due, excluded.completed_on, excluded.deadline, excluded.state, excluded.pending,
            excluded.relevant_in)
    RETURNING 1
)
DELETE FROM competence_requirementstatus status USING pair
 WHERE status.person_id = pair.person_id AND status.requirement_id = pair.requirement_id
   AND NOT EXISTS (SELECT 1 FROM held
                    WHERE held.person_id = pair.person_id AND held.requirement_id = pair.requirement_id)
"""

ROLL_UP = """
WITH found AS (
        SELECT touched.id, count(link.id) AS links,
               count(DISTINCT link.requirement_id) FILTER (WHERE said.relevant) AS required,
               count(DISTINCT link.requirement_id) FILTER (WHERE said.relevant AND status.state = 3) AS fulfilled,
               count(DISTINCT link.requirement_id)
                   FILTER (WHERE said.relevant AND status.state IN (1, 2, 4)) AS begun,
               coalesce(min(status.due) FILTER (WHERE said.relevant), DATE '9999-12-31') AS next_due
          FROM (SELECT DISTINCT held.id, held.person_id, held.plan_id
                  FROM ({pairs}) pair
                  JOIN competence_assignment held ON held.person_id = pair.person_id AND held.state = 'active'
                  JOIN competence_link touching
                    ON touching.plan_id = held.plan_id AND touching.requirement_id = pair.requirement_id
                 UNION
                SELECT held.id, held.person_id, held.plan_id FROM competence_assignment held
                 WHERE held.state = 'active' AND held.plan_id = ANY(%(plans)s::bigint[])
                   AND held.person_id = ANY(%(summed)s::bigint[])) touched
          LEFT JOIN competence_link link ON link.plan_id = touched.plan_id AND link.state = 'active'
          LEFT JOIN competence_requirementstatus status
            ON status.person_id = touched.person_id AND status.requirement_id = link.requirement_id
         CROSS JOIN LATERAL (SELECT NOT EXISTS (
               SELECT 1 FROM competence_notrelevant mark
                WHERE mark.person_id = touched.person_id AND mark.plan_id = touched.plan_id
                  AND (mark.link_id = link.id OR mark.section_id = link.section_id)) AS relevant) said
         GROUP BY touched.id
), come AS (
    SELECT found.*, plan.completion = 'leader' AND settled.complete AS is_sent,
           plan.completion = 'automatic' AND settled.complete AS is_approved,
           found.fulfilled < found.required AND held.sent_at IS NOT NULL AND held.approved_at IS NULL AS is_incomplete
      FROM found
      JOIN competence_assignment held ON held.id = found.id
      JOIN competence_plan plan ON plan.id = held.plan_id
     CROSS JOIN LATERAL (SELECT found.links > 0 AND found.fulfilled = found.required
            AND found.next_due >= %(today)s::date AND held.sent_at IS NULL AND held.approved_at IS NULL AS complete
           ) settled
), changed AS (
    UPDATE competence_assignment assignment
       SET required = come.required, fulfilled = come.fulfilled, begun = come.begun, next_due = come.next_due,
           sent_at = CASE WHEN is_sent THEN %(now)s::timestamptz WHEN NOT is_incomplete THEN sent_at END,
           approved_at = CASE WHEN is_approved THEN %(now)s::timestamptz ELSE approved_at END
      FROM come
     WHERE come.id = assignment.id
       AND (is_sent OR is_approved OR is_incomplete
            OR (assignment.required, assignment.fulfilled, assignment.begun, assignment.next_due)
               IS DISTINCT FROM (come.required, come.fulfilled, come.begun, come.next_due))
    RETURNING assignment.id,
              CASE WHEN is_sent THEN 'sent' WHEN is_approved THEN 'approved' WHEN is_incomplete THEN 'incomplete' END
              AS kind
), noted AS (
    INSERT INTO competence_assignmentevent (assignment_id, kind, at, by)
    SELECT id, kind, %(now)s::timestamptz, %(by)s FROM changed WHERE kind IS NOT NULL
)
SELECT id, kind FROM changed WHERE kind IS NOT NULL
"""
"""The sums of the plans, and what follows when one is complete.

An activity that stands under several goals of a plan is one that is to be done. Goal plans have no completion: nothing
follows when all of it is fulfilled (KP-ADM-174).

A plan whose last requirement is fulfilled is approved or goes to the leader (KP-ADM-173), unless one of them has
expired; one that waits for the leader and is not complete any more waits no longer. What has been approved stays so
until somebody withdraws it. Gives the plans to which any of that happened. It is looked at also where no sum moves:
where all is not relevant."""


ALONE: Mapping[str, Any] = {"plans": [], "summed": []}
"""No plans to be summed up besides those that have the requirements."""


def refresh(pairs: Iterable[tuple[int, int]], *, by: str, now: datetime) -> None:
    """Let the statuses of these people for these requirements, and the sums of their plans, be true again."""
    people, requirements = [], []
    for person, requirement in pairs:
        people.append(person)
        requirements.append(requirement)
    if not people:
        return
    if len(people) <= FEW:
        with planned_once() as cursor:
            _refresh(cursor, FEW_PAIRS, {"people": people, "requirements": requirements, **ALONE}, by=by, now=now)
    else:
        with connection.cursor() as cursor:
            _begin_pairs(cursor)
            with cursor.copy("COPY competence_pair_read (person_id, requirement_id) FROM STDIN") as copy:
                for row in zip(people, requirements, strict=True):
                    copy.write_row(row)
            cursor.execute("INSERT INTO competence_pair SELECT DISTINCT * FROM competence_pair_read")
            _refresh_many(cursor, ALONE, by=by, now=now)


def refresh_found(
    statement: str,
    values: Mapping[str, Any],
    *,
    plans: Collection[int] = (),
    people: Collection[int] = (),
    by: str,
    now: datetime,
) -> int:
    """The same for all pairs that a SELECT of person and requirement finds; gives how many there were.

    The ``plans`` of these ``people`` are summed up besides, also those that nothing is left in.
    """
    with connection.cursor() as cursor:
        _begin_pairs(cursor)
        cursor.execute(f"INSERT INTO competence_pair SELECT DISTINCT * FROM ({statement}) found", values)  # noqa: S608 -- a statement of this module's callers
        found: int = cursor.rowcount
        if found or plans:
            _refresh_many(cursor, {"plans": list(plans), "summed": list(people)}, by=by, now=now)
    return found


def _begin_pairs(cursor: CursorWrapper) -> None:
    cursor.execute("DROP TABLE IF EXISTS competence_pair, competence_pair_read")
    for name in ("competence_pair", "competence_pair_read"):
        cursor.execute(f"CREATE TEMP TABLE {name} (person_id bigint, requirement_id bigint) ON COMMIT DROP")


def _refresh_many(cursor: CursorWrapper, values: Mapping[str, Any], *, by: str, now: datetime) -> None:
    cursor.execute("ANALYZE competence_pair")
    _refresh(cursor, MANY_PAIRS, values, by=by, now=now)


def _refresh(cursor: CursorWrapper, pairs: str, values: Mapping[str, Any], *, by: str, now: datetime) -> None:
    cursor.execute(REFRESH.format(pairs=pairs), values)
    cursor.execute(ROLL_UP.format(pairs=pairs), {**values, "by": by, "now": now, "today": localdate(now)})
    settled = cursor.fetchall()
    withdraw_notices(cursor, pairs, values, now=now)
    tell_of_settled(settled, now=now)


def tell_of_settled(settled: Collection[tuple[int, str]], *, now: datetime) -> None:
    """Those concerned are told that their plan has been approved, waits for the leader, or waits no longer."""
    of = {kind: [pk for pk, one in settled if one == kind] for kind in {kind for _pk, kind in settled}}
    if "approved" in of:
        tell_whose("competence.plan_approved", of["approved"], now=now)
    if "sent" in of:
        tell_leaders(of["sent"], now=now)
    if "incomplete" in of:
        wait_no_longer(of["incomplete"])
