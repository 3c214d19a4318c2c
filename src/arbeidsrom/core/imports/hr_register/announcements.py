"""What became of changes that were announced, once a run has been applied (KP-PREREG, KP-PIMP-009)."""

from __future__ import annotations

from datetime import date

from django.db import connection

from arbeidsrom.core.imports.models import ImportRun

SETTLE = """
    UPDATE imports_announcedchange announced
       SET state = found.state, settled_in = %(public_id)s, settled_on = %(today)s
      FROM (SELECT waiting.id,
                   CASE WHEN bool_or(change.kind = 'continued') THEN 'followed'
                        WHEN bool_or(change.kind IN ('ended', 'expired')) THEN 'deviated'
                        WHEN waiting."on" < %(today)s THEN 'missed' END AS state
              FROM imports_announcedchange waiting
              LEFT JOIN imports_positionchange change
                ON change.run_id = %(run)s AND change.position_id = waiting.position_id
             WHERE waiting.state = 'waiting' GROUP BY waiting.id) found
     WHERE announced.id = found.id AND found.state IS NOT NULL
"""

TAKE_BACK = """
    UPDATE imports_announcedchange SET state = 'waiting', settled_in = NULL, settled_on = NULL
     WHERE settled_in = %(public_id)s
"""


def settle(run: ImportRun, *, today: date) -> None:
    """Carried out, done otherwise, or never come by its day: each is settled once."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"run": run.pk, "public_id": run.public_id, "today": today})


def take_back(run: ImportRun) -> None:
    """The run is undone: what it settled waits again."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, {"public_id": run.public_id})
