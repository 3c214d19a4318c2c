"""What a staged delivery would do to each position, as rows of ``PositionChange``; set by set, never row by row.

A position is told apart by employee number, employer and cost centre (KP-POS-001). Its lines form spells: lines whose
days touch or overlap are one (KP-POS-010, KP-PIMP-006). The first spell that begins within thirty days and is not over
is the one the position is held for; a doctor in the first part of specialist training keeps access for thirty days
after it (KP-ENDACC-001).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from arbeidsrom.core.imports.models import ChangeKind, Foreseen, ImportRun, PositionChange
from arbeidsrom.core.imports.rules import Size
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.organisation.changes import consequences, until_next_delivery, with_loans
from arbeidsrom.core.organisation.models import Position

DAYS_BEFORE_START = 30
DAYS_AFTER_FIRST_PART = 30
NO_END = "DATE '9999-12-31'"

ACTIVE = "position.valid_from <= %(today)s AND (position.valid_to IS NULL OR position.valid_to > %(today)s)"
EMPLOYED = "position.kind = 'employment' AND NOT position.replaced"
IDENTITY = "employee_number, employer_code, unit_code"

HELD = """(
    SELECT position.id, position.person_id, position.employer_id, position.unit_id, position.kind, position.replaced,
           position.title, position.category,
           CASE WHEN by_hand.id IS NULL THEN position.valid_from ELSE by_hand.before_from END AS valid_from,
           CASE WHEN by_hand.id IS NULL THEN position.valid_to ELSE by_hand.before_to END AS valid_to
      FROM organisation_position position
      LEFT JOIN organisation_unit place ON place.id = position.unit_id
      LEFT JOIN people_activation by_hand
        ON by_hand.position_id = position.id AND by_hand.ended_at IS NULL AND by_hand.until_delivery
       AND by_hand.valid_from = position.valid_from AND by_hand.valid_to IS NOT DISTINCT FROM position.valid_to
       AND place.lft BETWEEN %(first)s AND %(last)s
    ) position"""
"""The positions with the days that they have when the delivery is applied: what somebody has ended, or made active, by
hand lasts until then, and has the days it had before (KP-HF-010, 013)."""

RECOGNISED = (
    "DROP TABLE IF EXISTS hr_recognised, hr_known_position",
    """
    CREATE TEMP TABLE hr_recognised ON COMMIT DROP AS
    SELECT staged.id AS staged_id, person.id AS person_id, employer.id AS employer_id, unit.id AS unit_id
      FROM imports_stagedemployment staged
      LEFT JOIN organisation_person person
        ON person.employee_number = staged.employee_number AND person.employee_number <> ''
      LEFT JOIN organisation_unit employer ON employer.code = staged.employer_code
      LEFT JOIN organisation_unit unit ON unit.code = staged.unit_code
     WHERE staged.run_id = %(run)s
    """,
    "ANALYZE hr_recognised",
    f"""
    CREATE TEMP TABLE hr_known_position ON COMMIT DROP AS
    SELECT recognised.staged_id, position.id AS position_id
      FROM hr_recognised recognised
      JOIN organisation_position position USING (person_id, employer_id, unit_id)
     WHERE {EMPLOYED}
    """,  # noqa: S608 -- composed of constants
    "ANALYZE hr_known_position",
)
"""Whom and which position each staged line speaks of, found once and step by step: in one statement with the rest the
database goes through everybody in the unit."""

NEW_LINES = """
    CREATE TEMP TABLE hr_line ON COMMIT DROP AS
    SELECT staged.employee_number, staged.employer_code, staged.unit_code, known.position_id,
           recognised.person_id, staged.starts_on, staged.ends_on, staged.title, staged.category,
           staged.leader_number, staged.line, staged.id AS staged_id
      FROM imports_stagedemployment staged
      JOIN hr_recognised recognised ON recognised.staged_id = staged.id
      LEFT JOIN hr_known_position known ON known.staged_id = staged.id
     WHERE staged.run_id = %(run)s
"""

LINES = (
    "DROP TABLE IF EXISTS hr_line, hr_touched, hr_spell, hr_said",
    NEW_LINES,
    f"""
    CREATE TEMP TABLE hr_touched ON COMMIT DROP AS
    SELECT DISTINCT employee_number, employer_code, unit_code, position_id, person_id FROM hr_line
    UNION
    SELECT person.employee_number, employer.code, unit.code, position.id, person.id
      FROM imports_goneemployment gone
      JOIN organisation_employment employment ON employment.id = gone.employment_id
      JOIN organisation_position position ON position.id = employment.position_id
      JOIN organisation_person person ON person.id = position.person_id
      JOIN organisation_unit employer ON employer.id = position.employer_id
      JOIN organisation_unit unit ON unit.id = position.unit_id
     WHERE gone.run_id = %(run)s
    UNION
    SELECT person.employee_number, employer.code, unit.code, position.id, person.id
      FROM {HELD}
      JOIN organisation_person person ON person.id = position.person_id
      JOIN organisation_unit employer ON employer.id = position.employer_id
      JOIN organisation_unit unit ON unit.id = position.unit_id
     WHERE {EMPLOYED} AND employer.lft BETWEEN %(first)s AND %(last)s AND position.valid_to <= %(today)s
       AND EXISTS (SELECT 1 FROM organisation_employment coming
                    WHERE coming.position_id = position.id AND coming.dropped_in IS NULL
                      AND coming.starts_on <= %(today)s::date + {DAYS_BEFORE_START}
                      AND (coming.ends_on IS NULL OR coming.ends_on >= %(today)s))
    """,  # noqa: S608
    """
    INSERT INTO hr_line
    SELECT touched.employee_number, touched.employer_code, touched.unit_code, touched.position_id, touched.person_id,
           employment.starts_on, employment.ends_on, employment.title, employment.category, employment.leader_number,
           0, NULL
      FROM hr_touched touched JOIN organisation_employment employment USING (position_id)
     WHERE employment.dropped_in IS NULL
       AND NOT EXISTS (SELECT 1 FROM imports_goneemployment gone
                        WHERE gone.run_id = %(run)s AND gone.employment_id = employment.id)
    """,
    "ANALYZE hr_line, hr_touched",
)
"""Everything that HR now says of the positions that a changed line speaks of, and of those that are over although HR
has said already that they come back after a gap (KP-PIMP-006)."""

SPELLS = f"""
    CREATE TEMP TABLE hr_spell ON COMMIT DROP AS
    WITH ordered AS (
        SELECT *, coalesce(ends_on, {NO_END}) AS last,
               max(coalesce(ends_on, {NO_END})) OVER (
                   PARTITION BY {IDENTITY} ORDER BY starts_on, line
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
          FROM hr_line
    ), parted AS (
        SELECT *, sum((before IS NULL OR starts_on > before + 1)::int) OVER (
                   PARTITION BY {IDENTITY} ORDER BY starts_on, line) AS spell
          FROM ordered
    ), spells AS (
        SELECT {IDENTITY}, max(position_id) AS position_id, spell, min(starts_on) AS first, max(last) AS last,
               CASE WHEN bool_or(category = 'lis1') THEN {DAYS_AFTER_FIRST_PART} ELSE 0 END AS grace
          FROM parted GROUP BY {IDENTITY}, spell
    ), chosen AS (
        SELECT DISTINCT ON ({IDENTITY}) {IDENTITY}, position_id, spell, first,
               CASE WHEN last = {NO_END} THEN NULL ELSE last + 1 + grace END AS valid_to
          FROM spells
         WHERE first <= %(today)s::date + {DAYS_BEFORE_START} AND last + grace >= %(today)s
         ORDER BY {IDENTITY}, first
    )
    SELECT DISTINCT ON ({IDENTITY}) {IDENTITY}, chosen.position_id, chosen.first, chosen.valid_to, title, category,
           leader_number
      FROM chosen JOIN parted USING ({IDENTITY}, spell)
     ORDER BY {IDENTITY}, (parted.starts_on <= %(today)s AND parted.last >= %(today)s) DESC,
              CASE WHEN parted.starts_on > %(today)s THEN parted.starts_on - %(today)s::date
                   ELSE %(today)s::date - parted.last END, parted.starts_on, parted.line
"""  # noqa: S608
"""For each position that a changed line speaks of: the days it is held, and the line that holds today."""

SAID = (
    "ANALYZE hr_spell (position_id)",
    f"""
    CREATE TEMP TABLE hr_said ON COMMIT DROP AS
    SELECT said.position_id, max(coalesce(said.ends_on, {NO_END})) AS last
      FROM (SELECT DISTINCT ON (position_id, starts_on) position_id, starts_on, ends_on, counts
              FROM (SELECT position_id, starts_on, ends_on, true AS stands, true AS counts, 0 AS id
                      FROM hr_line WHERE position_id IS NOT NULL
                    UNION ALL
                    SELECT position_id, employment.starts_on, employment.ends_on, false,
                           CASE WHEN employment.dropped_in IS NULL THEN employment.starts_on <= %(today)s
                                ELSE employment.ends_on < (dropping.applied_at AT TIME ZONE %(zone)s)::date END,
                           employment.id
                      FROM hr_touched JOIN organisation_employment employment USING (position_id)
                      LEFT JOIN imports_importrun dropping ON dropping.public_id = employment.dropped_in) word
             ORDER BY position_id, starts_on, stands DESC, id DESC) said
      JOIN hr_spell spell USING (position_id)
     WHERE said.counts AND said.starts_on < spell.first
     GROUP BY said.position_id
    """,  # noqa: S608
    "ANALYZE hr_said",
)
"""The last day before the spell that HR has said somebody was employed, by its last word on each employment: that it
tells of one that is over no longer changes nothing of when it ended, and one that it withdrew first never was."""

CHANGES = f"""
    INSERT INTO imports_positionchange (run_id, kind, employee_number, person_id, position_id, employer_code, unit_code,
                                        from_unit_code, valid_from, valid_to, title, category, leader_number, successor,
                                        after_gap)
    SELECT %(run)s, found.kind, found.employee_number, found.person_id,
           coalesce(found.position_id, nextval(pg_get_serial_sequence('organisation_position', 'id'))),
           found.employer_code,
           found.unit_code, '', found.valid_from, found.valid_to, found.title, found.category, found.leader_number, '',
           CASE WHEN found.kind <> 'reactivated' THEN NULL
                WHEN found.gap THEN CASE WHEN found.active OR found.was_held_to > %(last_run)s THEN true END
                WHEN found.first <= found.was_held_to THEN false
                WHEN found.was_held_to > %(last_run)s THEN true END
      FROM (SELECT touched.*, spell.first, position.valid_to AS was_held_to, days.gap, {ACTIVE} AS active,
                   coalesce(spell.title, position.title) AS title,
                   coalesce(spell.category, position.category) AS category,
                   coalesce(spell.leader_number, '') AS leader_number,
                   CASE WHEN spell.first IS NULL THEN position.valid_from
                        WHEN position.id IS NULL THEN least(spell.first, %(today)s)
                        WHEN {ACTIVE} AND days.gap THEN %(today)s
                        WHEN {ACTIVE} THEN position.valid_from
                        ELSE greatest(position.valid_to, least(spell.first, %(today)s)) END AS valid_from,
                   CASE WHEN spell.first IS NULL THEN greatest(%(today)s, position.valid_from + 1)
                        ELSE spell.valid_to END AS valid_to,
                   CASE WHEN position.id IS NULL AND spell.first IS NOT NULL THEN 'created'
                        WHEN position.id IS NULL THEN NULL
                        WHEN {ACTIVE} AND spell.first IS NULL THEN 'ended'
                        WHEN {ACTIVE} AND NOT days.gap THEN 'changed'
                        WHEN spell.first IS NOT NULL THEN 'reactivated' END AS kind
              FROM hr_touched touched
              LEFT JOIN hr_spell spell USING ({IDENTITY})
              LEFT JOIN {HELD} ON position.id = touched.position_id
              LEFT JOIN hr_said said ON said.position_id = touched.position_id
             CROSS JOIN LATERAL (
                   SELECT coalesce(said.last < spell.first - 1 AND said.last >= position.valid_from, false) AS gap) days
           ) found
     WHERE found.kind IS NOT NULL
"""  # noqa: S608
"""There is a gap when HR's own last day within the days that the position has been held is more than one day before the
spell, however late HR says so (KP-PIMP-006)."""

EXPIRED = f"""
    INSERT INTO imports_positionchange (run_id, kind, employee_number, person_id, position_id, employer_code, unit_code,
                                        from_unit_code, valid_from, valid_to, title, category, leader_number, successor)
    SELECT %(run)s, 'expired', person.employee_number, person.id, position.id, employer.code, unit.code, '',
           position.valid_from, position.valid_to, position.title, position.category, '', ''
      FROM {HELD}
      JOIN organisation_person person ON person.id = position.person_id
      JOIN organisation_unit employer ON employer.id = position.employer_id
      JOIN organisation_unit unit ON unit.id = position.unit_id
     WHERE {EMPLOYED} AND employer.lft BETWEEN %(first)s AND %(last)s
       AND position.valid_to > %(last_run)s AND position.valid_to <= %(today)s
       AND NOT EXISTS (SELECT 1 FROM imports_positionchange change
                        WHERE change.run_id = %(run)s AND change.position_id = position.id)
"""  # noqa: S608
"""Positions whose own last day has passed since the last run: what hangs on them ends with this one."""

CONTINUE = """
    WITH announced AS (
        SELECT ended.id AS ended, coming.id AS coming, coming.employer_code, coming.unit_code, coming.valid_to,
               coming.title, coming.category, coming.leader_number
          FROM imports_positionchange ended
          JOIN imports_announcedchange announced
            ON announced.position_id = ended.position_id AND announced.state = 'waiting'
          JOIN organisation_unit goal ON goal.id = announced.to_unit_id
          JOIN imports_positionchange coming
            ON coming.run_id = ended.run_id AND coming.employee_number = ended.employee_number
           AND coming.unit_code = goal.code AND coming.kind IN ('created', 'reactivated')
         WHERE ended.run_id = %(run)s AND ended.kind = 'ended'
    ), continued AS (
        UPDATE imports_positionchange change
           SET kind = 'continued', from_unit_code = change.unit_code, employer_code = announced.employer_code,
               unit_code = announced.unit_code, valid_from = %(today)s, valid_to = announced.valid_to,
               title = announced.title, category = announced.category, leader_number = announced.leader_number
          FROM announced WHERE change.id = announced.ended
    )
    DELETE FROM imports_positionchange change USING announced WHERE change.id = announced.coming
"""
"""An announced employee keeps the position; its cost centre changes (KP-PREREG-004)."""

SUCCEED = """
    UPDATE imports_positionchange ended SET successor = coming.unit_code
      FROM imports_positionchange coming
     WHERE ended.run_id = %(run)s AND ended.kind IN ('ended', 'expired')
       AND coming.run_id = ended.run_id AND coming.employee_number = ended.employee_number
       AND coming.kind IN ('created', 'reactivated')
"""

PER_EMPLOYER = f"""
    INSERT INTO imports_clubdifference (run_id, club_id, before, added, changed, moved_in, moved_out, removed)
    WITH now_there AS (
        SELECT position.employer_id AS employer, count(*) AS before
          FROM {HELD} JOIN organisation_unit employer ON employer.id = position.employer_id
         WHERE {EMPLOYED} AND {ACTIVE} AND employer.lft BETWEEN %(first)s AND %(last)s GROUP BY 1
    ), changing AS (
        SELECT employer.id AS employer, count(*) FILTER (WHERE change.kind IN ('created', 'reactivated')) AS added,
               count(*) FILTER (WHERE change.kind IN ('changed', 'continued')) AS changed,
               count(*) FILTER (WHERE change.kind = 'ended' AND successor <> '') AS moved,
               count(*) FILTER (WHERE change.kind = 'ended') AS removed
          FROM imports_positionchange change JOIN organisation_unit employer ON employer.code = change.employer_code
         WHERE change.run_id = %(run)s GROUP BY 1
    )
    SELECT %(run)s, employer, coalesce(before, 0), coalesce(added, 0), coalesce(changed, 0), 0, coalesce(moved, 0),
           coalesce(removed, 0)
      FROM now_there FULL JOIN changing USING (employer)
"""  # noqa: S608


def values(run: ImportRun, today: date) -> dict[str, Any]:
    """What the statements name: the run, the part of the tree it is for, and the day."""
    return {
        "run": run.pk,
        "public_id": run.public_id,
        "scope": run.scope_id,
        "first": run.scope.lft,
        "last": run.scope.rgt,
        "today": today,
        "last_run": last_run_before(run) or today,
        "zone": timezone.get_default_timezone_name(),
    }


def last_run_before(run: ImportRun) -> date | None:
    """The day of the run that was applied last."""
    applied = ImportRun.objects.filter(register=run.register, state=RunState.APPLIED).exclude(pk=run.pk)
    newest = applied.order_by("-applied_at").values_list("applied_at", flat=True).first()
    return timezone.localdate(newest) if newest else None


def recognise(run: ImportRun, *, today: date) -> None:
    """Find whom and which positions the staged lines speak of, as temporary tables of the transaction."""
    named = values(run, today)
    with connection.cursor() as cursor:
        for statement in RECOGNISED:
            cursor.execute(statement, named)


def compare(run: ImportRun, *, today: date) -> None:
    """Write down what the run would do to each position, what follows from it, and how much that is."""
    named = values(run, today)
    with connection.cursor() as cursor:
        for statement in (*LINES, SPELLS, *SAID, CHANGES, EXPIRED, CONTINUE, SUCCEED, PER_EMPLOYER):
            cursor.execute(statement, named)
        cursor.execute(f"ANALYZE imports_positionchange (run_id, kind, position_id, person_id, {IDENTITY})")
        cursor.execute("SELECT kind, count(*) FROM imports_positionchange WHERE run_id = %s GROUP BY 1", [run.pk])
        counts = dict(cursor.fetchall())
        cursor.execute(
            "SELECT coalesce(sum(before), 0), coalesce(sum(moved_out), 0) FROM imports_clubdifference"
            " WHERE run_id = %s",
            [run.pk],
        )
        run.before, moved = cursor.fetchone()
    run.added = counts.get(ChangeKind.CREATED, 0) + counts.get(ChangeKind.REACTIVATED, 0)
    run.changed = counts.get(ChangeKind.CHANGED, 0)
    run.moved = counts.get(ChangeKind.CONTINUED, 0) + moved
    run.removed = counts.get(ChangeKind.ENDED, 0)


def foresee(run: ImportRun, *, today: date, units: int) -> None:
    """Write down what the run would end or change besides positions."""
    counts = {"units": units}
    ending = with_loans(ending_positions(run), on=today)
    counts |= {things: each.foresee(ending, on=today) for things, each in consequences().items()}
    counts |= {things: each.foresee(run.scope) for things, each in until_next_delivery().items()}
    Foreseen.objects.bulk_create(
        Foreseen(run=run, things=things, count=count) for things, count in counts.items() if count
    )


def ending_positions(run: ImportRun) -> QuerySet[Position]:
    """The positions that end with the run, also those that come back with it after a gap (KP-PIMP-006)."""
    over = Q(kind__in=[ChangeKind.ENDED, ChangeKind.EXPIRED]) | Q(kind=ChangeKind.REACTIVATED, after_gap=True)
    ending = PositionChange.objects.filter(over, run=run)
    return Position.objects.filter(pk__in=ending.values("position"))


def went_on(run: ImportRun) -> Iterator[tuple[date, list[int]]]:
    """The positions (ids) that HR says now never ended, by the day on which they were taken for ended (KP-POS-010).

    One that the run found without a last day had not ended: somebody had made it active meanwhile.
    """
    back = PositionChange.objects.filter(run=run, kind=ChangeKind.REACTIVATED, after_gap=False)
    by_day: dict[date, list[int]] = defaultdict(list)
    for position, before in back.order_by("position").values_list("position", "before"):
        if before is not None and before["valid_to"] is not None:
            by_day[date.fromisoformat(before["valid_to"])].append(position)
    yield from sorted(by_day.items())


def no_longer_held(ended: Collection[int], *, on: date) -> QuerySet[Position]:
    """Those of the positions that are over on the day, whatever the run itself has made of them."""
    return Position.objects.filter(pk__in=ended, valid_to__lte=on)


def sizes(run: ImportRun) -> dict[str, Size]:
    """How many positions each employer has, and how many of them the run would end."""
    return {
        str(difference.club_id): Size(difference.before, difference.removed) for difference in run.clubs.order_by("id")
    }
