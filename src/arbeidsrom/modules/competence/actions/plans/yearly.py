"""Once a year everybody is reminded of the plans that they own or are responsible for (KP-MAIL-008)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from arbeidsrom.core.notifications.actions import tell_found
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.modules.competence.models import Plan

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
     WHERE said.person_id = ANY(%(here)s::bigint[])
     GROUP BY said.person_id
"""


@transaction.atomic
def tell_of_year(*, now: datetime) -> int:
    """One mail to each, with all their plans; once a year, however often it runs. Gives how many were told.

    Whoever works here no longer is not written to: the pages of their plans say so (KP-ADM-277).
    """
    today = localdate(now)
    theirs = Plan.objects.filter(archived_at=None)
    named = theirs.values("document_owner").union(theirs.values("document_responsible"))
    here = Position.objects.filter(acted_in_on(today), person__in=named).values_list("person", flat=True)
    said = {"here": sorted(set(here)), "year": today.year}
    return len(tell_found("competence.plans_yearly", THEIRS, said, now=now))
