"""Who makes and edits goal plans: for doctors in specialisation and for apprentices (KP-ADM-141, 183 to 187)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import NOTHING, within
from arbeidsrom.core.organisation.models import Category, Unit, UnitKind
from arbeidsrom.core.people.queries.choosing import PLACES_OF_WORK
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.models.plans import Plan, PlanKind

EDIT = "training.edit_goal_plans"
DEACTIVATE = "training.deactivate_regional_links"
CREATES = {
    PlanKind.LEARNING_GOALS: "training.create_learning_goal_plans",
    PlanKind.COMPETENCE_GOALS: "training.create_competence_goal_plans",
}
"""Whoever makes plans of a kind edits those of that kind alone (catalogue of roles)."""
CANDIDATES = {
    PlanKind.LEARNING_GOALS: (Category.SPECIALTY_REGISTRAR, Category.FIRST_PART),
    PlanKind.COMPETENCE_GOALS: (Category.APPRENTICE,),
}
"""Whom a goal plan is for, by what HR says of the position (KP-PLAN-002)."""


def editable_goal_plans(actor: Actor) -> Q:
    """Those of the units where the actor edits goal plans of the kind."""
    found = NOTHING
    for kind, creates in CREATES.items():
        if actor.spans(creates):
            found |= Q(kind=kind) & within(actor, EDIT, "owner") & within(actor, creates, "owner")
    return found


def edits_goal_plans_in(actor: Actor, unit: Unit, kind: str) -> bool:
    """Whether the actor edits goal plans of the kind that the unit owns: one rule with ``editable_goal_plans``."""
    return actor.covers(EDIT, unit.lft) and actor.covers(CREATES[PlanKind(kind)], unit.lft)


def may_create_goal_plans(actor: Actor, kind: PlanKind) -> Decision:
    """Opening «Ny plan» for the kind (KP-ADM-168, 183, 184)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not (actor.spans(EDIT) and actor.spans(CREATES[kind])):
        return denied(_("Goal plans are made by those who administer goal plans of the trust."))
    return ALLOWED


def goal_plan_owners(actor: Actor, kind: str) -> QuerySet[Unit]:
    """The units that can own a goal plan of the actor's; of learning goals the top of a trust alone (KP-ADM-213)."""
    found = Unit.objects.filter(within(actor, EDIT, ""), within(actor, CREATES[PlanKind(kind)], ""))
    kinds = (UnitKind.TRUST,) if kind == PlanKind.LEARNING_GOALS else PLACES_OF_WORK
    return found.filter(kind__in=kinds)


def templates(kind: PlanKind, units: QuerySet[Unit]) -> QuerySet[Plan]:
    """What plans of these units can be made from: the templates of the region that they are in."""
    above = units.filter(lft__gte=OuterRef("owner__lft"), lft__lte=OuterRef("owner__rgt"))
    return Plan.objects.filter(Exists(above), is_template=True, kind=kind, archived_at=None)


def fits(plan_kind: str, category: str) -> bool:
    """Whether somebody of the category can be given a plan of the kind; competence plans are for all (KP-PLAN-002)."""
    return category in CANDIDATES.get(PlanKind(plan_kind), (category,))


def for_all_of(categories: Collection[str]) -> Q:
    """The plans of a kind that everybody of these categories can be given."""
    return Q(kind__in=[kind for kind in PlanKind if all(fits(kind, one) for one in categories)])


def for_some_of(categories: Collection[str]) -> Q:
    """The plans of a kind that somebody of these categories can be given."""
    return Q(kind__in=[kind for kind in PlanKind if any(fits(kind, one) for one in categories)])


def why_not_for(plan_kind: str) -> str:
    """What is said where somebody cannot be given a plan of the kind."""
    if plan_kind == PlanKind.LEARNING_GOALS:
        return _("A learning-goal plan is for doctors in specialist training (LIS) only.")
    return _("A competence-goal plan is for apprentices only.")
