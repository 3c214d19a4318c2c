"""A goal plan of a trust, made from a template: its own activities are added afterwards (KP-ADM-183 to 187)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import goal_plans as access
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved, record
from arbeidsrom.modules.competence.actions.plans.publishing import publish
from arbeidsrom.modules.competence.actions.versions import make_versions
from arbeidsrom.modules.competence.models import Link, Plan, PlanKind, Section
from arbeidsrom.modules.competence.queries.plans.getting import held
from arbeidsrom.modules.competence.states import LinkState


@transaction.atomic
def create_goal_plan(kind: PlanKind, *, template: UUID, unit: UUID, actor: Actor, now: datetime) -> Plan:
    """«Basert på mal»: themes, goals and activities as the template has them, active from the first moment.

    The owner can assign it at once, in all that lies below (KP-ADM-186). What is activated with it makes the first
    version (KP-ADM-241).
    """
    access.may_create_goal_plans(actor, kind).or_refuse()
    owner = access.goal_plan_owners(actor, kind).filter(public_id=unit).first()
    if owner is None:
        raise CannotBeSaved("unit", _("Choose a department where you make goal plans."))
    source = held(access.templates(kind, Unit.objects.filter(pk=owner.pk))).filter(public_id=template).first()
    if source is None:
        raise CannotBeSaved("template", _("Choose the template that the plan is made from."))
    if source.made_from.filter(owner=owner, archived_at=None).exists():
        raise CannotBeSaved("template", _("The department has a plan made from this template already."))
    plan = Plan.objects.create(
        kind=kind,
        template=source,
        owner=owner,
        name=source.name,
        description=source.description,
        time_frame=source.time_frame,
        literature=source.literature,
        created_at=now,
        created_by_id=actor.person_or_refuse(),
        changed_at=now,
    )
    active = _copy(source, plan, actor=actor, now=now)
    said = f"owner: {owner.code}; template: {source.name}"
    record("competence.plan.created", plan, actor=actor, now=now, before="", after=said)
    publish(plan, owner, with_subunits=True, actor=actor, now=now)
    if active:
        make_versions({plan.pk: active}, actor=actor, now=now)
    plan.refresh_from_db()
    return plan


def _copy(source: Plan, plan: Plan, *, actor: Actor, now: datetime) -> int:
    """Sections and links of the template; how many activities are active in the plan by that."""
    made: dict[int, Section] = {}
    for one in source.sections.order_by("place", "pk"):
        made[one.pk] = Section.objects.create(
            plan=plan,
            parent=made[one.parent_id] if one.parent_id else None,
            origin=one,
            code=one.code,
            name=one.name,
            description=one.description,
            place=one.place,
        )
    links = Link.objects.bulk_create(
        Link(
            plan=plan,
            section=made[one.section_id],
            requirement_id=one.requirement_id,
            place=one.place,
            state=LinkState.ACTIVE,
            linked_at=now,
            linked_by_id=actor.person_id,
            activated_at=now,
        )
        for one in source.links.filter(state=LinkState.ACTIVE, requirement__archived_at=None).order_by("place", "pk")
    )
    return len({link.requirement_id for link in links})
