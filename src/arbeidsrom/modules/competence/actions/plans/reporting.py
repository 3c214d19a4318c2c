"""Taking out what a plan is used for."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans.changing import record
from arbeidsrom.modules.competence.queries.plans import getting
from arbeidsrom.modules.competence.queries.plans.usage import Usage, usage_of


@transaction.atomic
def report_plan_usage(plan_id: UUID, *, actor: Actor, now: datetime, today: date) -> Usage:
    """The numbers of one plan, by department; that they were taken out stands in the log (KP-KPA-018)."""
    plan = getting.get_plan(plan_id, actor=actor)
    access.may_report_usage(actor, plan).or_refuse()
    record("competence.plan.usage_reported", plan, actor=actor, now=now)
    return usage_of(plan, today=today)
