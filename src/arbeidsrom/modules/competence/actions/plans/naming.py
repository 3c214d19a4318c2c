"""Saying who is responsible for one plan («kompetanseplanansvarlig»)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans.changing import changeable, record
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.modules.competence.queries.plans import responsible


@transaction.atomic
def name_plan_responsible(plan_id: UUID, *, position: UUID, actor: Actor, now: datetime, today: date) -> Plan:
    """From now on the position edits this plan, while its holder has the role."""
    plan = changeable(plan_id, actor=actor, may=access.may_name_responsible)
    found = responsible.could_be_responsible(plan, today=today).select_related("person").get(public_id=position)
    _row, new = plan.responsible.get_or_create(
        position=found, defaults={"named_at": now, "named_by_id": actor.person_id}
    )
    if new:
        about = [found.person.public_id]
        named = {"before": "", "after": str(found.public_id)}
        record("competence.plan.responsible_named", plan, actor=actor, now=now, subjects=about, **named)
    return plan


@transaction.atomic
def remove_plan_responsible(plan_id: UUID, *, position: UUID, actor: Actor, now: datetime) -> Plan:
    """No longer."""
    plan = changeable(plan_id, actor=actor, may=access.may_name_responsible)
    row = plan.responsible.select_related("position__person").get(position__public_id=position)
    about = [row.position.person.public_id]
    row.delete()
    removed = {"before": str(position), "after": ""}
    record("competence.plan.responsible_removed", plan, actor=actor, now=now, subjects=about, **removed)
    return plan
