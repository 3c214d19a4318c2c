"""Creating a plan, saying what it is, and who owns it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved, changeable, record, touch
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.modules.competence.models.plans import PlanKind


@dataclass(frozen=True, slots=True)
class Described:
    """What a competence plan says of itself (KP-ADM-169 to 173)."""

    name: str
    completion: str
    description: str = ""
    time_frame: str = ""
    literature: str = ""


FIELDS = ("name", "completion", "description", "time_frame", "literature")


@transaction.atomic
def create_plan(described: Described, *, unit: UUID, central: bool = False, actor: Actor, now: datetime) -> Plan:
    """«Ny plan»: an empty competence plan of a department where the actor makes plans (KP-ADM-143, 167 to 176)."""
    access.may_create_plans(actor).or_refuse()
    owner = _owner(unit, central=central, actor=actor)
    access.may_create_plan_in(actor, owner, central=central).or_refuse()
    plan = Plan(
        kind=PlanKind.COMPETENCE,
        central=central,
        owner=owner,
        created_at=now,
        created_by_id=actor.person_or_refuse(),
        changed_at=now,
    )
    _write(plan, described)
    plan.save()
    record("competence.plan.created", plan, actor=actor, now=now, before="", after=_said(plan, ["owner", *FIELDS]))
    return plan


@transaction.atomic
def describe_plan(plan_id: UUID, described: Described, *, lock_version: int, actor: Actor, now: datetime) -> Plan:
    """Another name, description, time frame, literature or way of completion."""
    plan = changeable(plan_id, lock_version=lock_version, actor=actor)
    before = {name: getattr(plan, name) for name in FIELDS}
    _write(plan, described)
    changed = [name for name in FIELDS if getattr(plan, name) != before[name]]
    if not changed:
        return plan
    touch(plan, *changed, now=now)
    record(
        "competence.plan.described",
        plan,
        actor=actor,
        now=now,
        before="; ".join(f"{name}: {before[name]}" for name in changed),
        after=_said(plan, changed),
    )
    return plan


def _said(plan: Plan, names: Iterable[str]) -> str:
    said = {name: getattr(plan, name) for name in FIELDS} | {"owner": plan.owner.code}
    return "; ".join(f"{name}: {said[name]}" for name in names)


@transaction.atomic
def change_owner(plan_id: UUID, *, unit: UUID, lock_version: int, actor: Actor, now: datetime) -> Plan:
    """Another department owns the plan; where it is published stays as it is (KP-ADM-212, 275, 278)."""
    plan = changeable(plan_id, lock_version=lock_version, actor=actor)
    owner = _among(access.units_to_own(actor, plan), unit)
    if owner.pk == plan.owner_id:
        return plan
    before = plan.owner
    plan.owner = owner
    touch(plan, "owner", now=now)
    record("competence.plan.owner_changed", plan, actor=actor, now=now, before=before.code, after=owner.code)
    return plan


def _owner(unit: UUID, *, central: bool, actor: Actor) -> Unit:
    return _among(access.owning_units(actor, central=central), unit)


def _among(units: QuerySet[Unit], unit: UUID) -> Unit:
    found = units.filter(public_id=unit).first()
    if found is None:
        raise CannotBeSaved("unit", _("Choose a department where you look after plans."))
    return found


def _write(plan: Plan, described: Described) -> None:
    for name in FIELDS:
        setattr(plan, name, getattr(described, name).strip())
    if plan.has_goals:
        plan.completion = ""  # KP-ADM-174
    if not plan.name:
        raise CannotBeSaved("name", _("Give the plan a name."))
