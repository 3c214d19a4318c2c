"""The sub-plans of a plan: adding, naming, ordering and removing them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.marks import end_marks
from arbeidsrom.modules.competence.actions.plans.changing import (
    CannotBeSaved,
    changeable,
    note_change,
    place_of,
    record,
    touch,
)
from arbeidsrom.modules.competence.models import NotRelevant, Plan, Section
from arbeidsrom.modules.competence.queries.plans import getting


class Direction(StrEnum):
    """Which way something is moved among its neighbours."""

    UP = "up"
    DOWN = "down"


STEPS = {Direction.UP: -1, Direction.DOWN: 1}


@transaction.atomic
def add_section(plan_id: UUID, *, name: str, may_be_not_relevant: bool = False, actor: Actor, now: datetime) -> Section:
    """«Ny delplan», the last in the plan (KP-ADM-177)."""
    plan = changeable(plan_id, actor=actor, may=access.may_arrange_plan)
    last = plan.sections.filter(parent=None).aggregate(last=Max("place"))["last"]
    section = plan.sections.create(
        name=_named(name),
        place=0 if last is None else last + 1,
        may_be_not_relevant=may_be_not_relevant,
    )
    note_change(plan, now=now)
    name = section.name
    record("competence.plan.section_added", plan, actor=actor, now=now, section=name, before="", after=name)
    return section


@transaction.atomic
def rename_section(
    plan_id: UUID,
    section_id: UUID,
    *,
    name: str,
    may_be_not_relevant: bool,
    lock_version: int,
    actor: Actor,
    now: datetime,
) -> Section:
    """Another name, and whether people may mark it not relevant, which makes no new version (KP-ADM-179, 181)."""
    plan = changeable(plan_id, lock_version=lock_version, actor=actor, may=access.may_arrange_plan)
    section = getting.get_section(plan, section_id)
    name = _named(name)
    if (name, may_be_not_relevant) == (section.name, section.may_be_not_relevant):
        return section
    if name != section.name:
        record("competence.plan.section_renamed", plan, actor=actor, now=now, before=section.name, after=name)
    if may_be_not_relevant != section.may_be_not_relevant:
        record(
            "competence.plan.relevance_changed",
            plan,
            actor=actor,
            now=now,
            section=name,
            before=section.may_be_not_relevant,
            after=may_be_not_relevant,
        )
    section.name, section.may_be_not_relevant = name, may_be_not_relevant
    section.save(update_fields=["name", "may_be_not_relevant"])
    touch(plan, now=now)
    return section


@transaction.atomic
def move_section(plan_id: UUID, section_id: UUID, *, direction: Direction, actor: Actor, now: datetime) -> Section:
    """One place up or down among its neighbours, by a button (KP-ADM-283)."""
    plan = changeable(plan_id, actor=actor, may=access.may_arrange_plan)
    section = getting.get_section(plan, section_id)
    row = _row_of(plan, section)
    return _put(plan, section, row, row.index(section) + STEPS[direction], actor=actor, now=now)


@transaction.atomic
def drop_section(plan_id: UUID, section_id: UUID, *, onto: UUID, actor: Actor, now: datetime) -> Section:
    """To where a neighbour stands now, by dragging it there (KP-ADM-178)."""
    plan = changeable(plan_id, actor=actor, may=access.may_arrange_plan)
    section, neighbour = getting.get_section(plan, section_id), getting.get_section(plan, onto)
    row = _row_of(plan, section)
    to = row.index(neighbour) if neighbour in row else -1
    return _put(plan, section, row, to, actor=actor, now=now)


def _row_of(plan: Plan, section: Section) -> list[Section]:
    return list(plan.sections.filter(parent=section.parent_id).order_by("place", "pk"))


def _put(plan: Plan, section: Section, row: list[Section], to: int, *, actor: Actor, now: datetime) -> Section:
    """Let it stand there in the row, and number them all; beyond the ends of the row nothing happens."""
    at = row.index(section)
    if to == at or not 0 <= to < len(row):
        return section
    row.insert(to, row.pop(at))
    for place, one in enumerate(row):
        one.place = place
    Section.objects.bulk_update(row, ["place"])
    note_change(plan, now=now)
    record(
        "competence.plan.section_moved",
        plan,
        actor=actor,
        now=now,
        section=section.name,
        before=place_of(at),
        after=place_of(to),
    )
    return section


@transaction.atomic
def remove_section(plan_id: UUID, section_id: UUID, *, actor: Actor, now: datetime) -> Plan:
    """A sub-plan in which nothing stands; what stands in it is moved, deleted or reactivated elsewhere first."""
    plan = changeable(plan_id, actor=actor, may=access.may_arrange_plan)
    section = getting.get_section(plan, section_id)
    if section.links.exists() or section.goals.exists():
        raise Refused(
            _("There are requirements in the sub-plan, perhaps deactivated ones. It can be removed when empty.")
        )
    name = section.name
    end_marks(NotRelevant.objects.filter(section=section), now=now)
    section.delete()
    note_change(plan, now=now)
    record("competence.plan.section_removed", plan, actor=actor, now=now, section=name, before=name, after="")
    return plan


def _named(name: str) -> str:
    name = name.strip()
    if not name:
        raise CannotBeSaved("name", _("Give the sub-plan a name."))
    return name
