"""Once a year everybody is reminded of the plans that they own or are responsible for (KP-MAIL-008)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from arbeidsrom.core.notifications.actions import tell_found

THEIRS = """
    SELECT said.person_id, NULL::uuid AS about, '' AS url, %(year)s::text AS once,
           jsonb_strip_nulls(jsonb_build_object(
               'owned', string_agg(said.name, '; ' ORDER BY said.sort_name, said.id) FILTER (WHERE said.owns),
               'answered', string_agg(said.name, '; ' ORDER BY said.sort_name, said.id) FILTER (WHERE NOT said.owns)
           )) AS params
      FROM (SELECT id, name, sort_name, document_owner_id AS person_id, true AS owns
              FROM competence_plan WHERE archived_at IS NULL
             UNION ALL
            SELECT id, name, sort_name, document_responsible_id, false
              FROM competence_plan WHERE archived_at IS NULL) said
     WHERE EXISTS (SELECT 1 FROM organisation_position held
                    WHERE held.person_id = said.person_id AND held.valid_from <= %(today)s
                      AND (held.valid_to IS NULL OR held.valid_to > %(today)s))
     GROUP BY said.person_id
"""


@transaction.atomic
def tell_of_year(*, now: datetime) -> int:
    """One mail to each, with all their plans; once a year, however often it runs. Gives how many were told.

    Whoever works here no longer is not written to: their plans are in the list of those whose owner has left.
    """
    today = localdate(now)
    return len(tell_found("competence.plans_yearly", THEIRS, {"today": today, "year": today.year}, now=now))
