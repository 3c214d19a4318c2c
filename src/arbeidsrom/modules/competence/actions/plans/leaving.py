"""Owners of plans are told that whoever was responsible has left or changed position (KP-KPA-025 to 030)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from arbeidsrom.core.notifications.actions import tell_found
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.modules.competence.models import PlanResponsible

OWNERS = """
    SELECT plan.document_owner_id AS person_id, NULL::uuid AS about, '' AS url,
           jsonb_build_object('plans', string_agg(
               plan.name || ' (' || person.given_name || ' ' || person.family_name || ')', '; '
               ORDER BY plan.sort_name, plan.id, person.id)) AS params, '' AS once
      FROM competence_planresponsible named
      JOIN competence_plan plan ON plan.id = named.plan_id
      JOIN organisation_position position ON position.id = named.position_id
      JOIN organisation_person person ON person.id = position.person_id
     WHERE named.id = ANY(%(left)s) AND plan.document_owner_id IS NOT NULL AND plan.archived_at IS NULL
     GROUP BY plan.document_owner_id
"""


@transaction.atomic
def tell_of_left(*, now: datetime) -> int:
    """Each owner gets one mail about all their plans whose responsible hold the position no longer; gives how many.

    Whoever was responsible is told with the role that ended (``roles.plans_named_for``). An import that is undone lets
    them be responsible as before, and a later end is told anew.
    """
    held = acted_in_on(localdate(now), "position__")
    PlanResponsible.objects.filter(held, told_at__isnull=False).update(told_at=None)
    untold = PlanResponsible.objects.select_for_update(of=("self",)).filter(told_at=None)
    left = list(untold.exclude(held).order_by("pk").values_list("pk", flat=True))
    tell_found("competence.plan_responsible_left", OWNERS, {"left": left}, now=now)
    PlanResponsible.objects.filter(pk__in=left).update(told_at=now)
    return len(left)
