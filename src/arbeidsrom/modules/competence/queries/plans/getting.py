"""One plan, or one thing in it, for the page or the action that is about it."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.models import Assignment, Link, Plan, Section
from arbeidsrom.modules.competence.states import AssignmentState, LinkState

SHOWN_WITH = ("owner", "created_by", "document_owner", "document_responsible", "archived_by")


Row = TypeVar("Row", bound=Model)


def held(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Locked so that whoever registers something, whose rows point at them, waits for nobody.

    Who changes plans holds them first and people afterwards; who works in one holds themselves first. With the
    stronger lock of ``select_for_update`` the two would wait for each other.
    """
    return rows.select_for_update(of=("self",), no_key=True)


def get_plan(plan_id: UUID, *, actor: Actor, lock: bool = False) -> Plan:
    """A plan that the actor sees, or ``Plan.DoesNotExist``."""
    found = access.visible_plans(actor).select_related(*SHOWN_WITH)
    return (held(found) if lock else found).get(public_id=plan_id)


def get_section(plan: Plan, section_id: UUID) -> Section:
    """A sub-plan of the plan."""
    return plan.sections.get(public_id=section_id)


def get_section_to_fill(plan: Plan, section_id: UUID) -> Section:
    """A sub-plan, or a goal of a goal plan: nothing stands in a theme itself."""
    return get_goal(plan, section_id) if plan.has_goals else get_section(plan, section_id)


def get_goal(plan: Plan, section_id: UUID) -> Section:
    """A goal of a goal plan."""
    return plan.sections.get(public_id=section_id, parent__isnull=False)


def get_link(plan: Plan, link_id: UUID, *, lock: bool = False) -> Link:
    """A requirement's place in the plan."""
    found = plan.links.select_related("requirement__owner", "requirement__draft", "section", "deactivated_by")
    return (held(found) if lock else found).get(public_id=link_id)


def get_deactivated_link(plan: Plan, link_id: UUID) -> Link:
    """One that can be activated again."""
    return plan.links.select_related("requirement", "section").get(public_id=link_id, state=LinkState.DEACTIVATED)


def is_assigned(plan: Plan) -> bool:
    """Whether anybody has, or has had, the plan (KP-ADM-196)."""
    return Assignment.objects.filter(plan=plan).exists()


def employees_with(plan: Plan) -> int:
    """How many people have the plan now (KP-ADM-246)."""
    had = Assignment.objects.filter(plan=plan, state=AssignmentState.ACTIVE)
    return had.values("person").distinct().count()
