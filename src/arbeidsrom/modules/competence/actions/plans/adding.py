"""A new local requirement, or learning activity, made where it is needed: in a plan (KP-ADM-002)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans.changing import changeable, record
from arbeidsrom.modules.competence.actions.plans.links import add_links
from arbeidsrom.modules.competence.actions.requirements import drafting
from arbeidsrom.modules.competence.models import Link, RequirementKind
from arbeidsrom.modules.competence.queries.plans import getting
from arbeidsrom.modules.competence.rules.settings import Settings


@transaction.atomic
def add_requirement_to_plan(
    plan_id: UUID, section_id: UUID, settings: Settings, *, actor: Actor, now: datetime
) -> Link:
    """Drafted, owned by the department that owns the plan, and not active in the plan until it is approved."""
    plan = changeable(plan_id, actor=actor)
    section = getting.get_section_to_fill(plan, section_id)
    settings = replace(settings, name=settings.name.strip(), owner=plan.owner_id)
    kind = RequirementKind.ACTIVITY if plan.has_goals else RequirementKind.REQUIREMENT
    requirement = drafting.create_requirement(
        settings, kind=kind, central=plan.central, in_named_plan=access.is_named(actor, plan), actor=actor, now=now
    )
    (link,) = add_links(plan, section, [requirement], actor=actor, now=now)
    record(
        "competence.plan.requirement_added",
        plan,
        actor=actor,
        now=now,
        requirement=requirement.pk,
        before="",
        after=link.state,
    )
    return link
