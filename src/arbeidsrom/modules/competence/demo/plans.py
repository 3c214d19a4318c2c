"""The plans of the made-up region, by the actions that people use: sub-plans, versions, publishing, an archive."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.actions.plans import (
    approving,
    archiving,
    describing,
    links,
    naming,
    publishing,
    sections,
)
from arbeidsrom.modules.competence.actions.plans.describing import Described
from arbeidsrom.modules.competence.demo.clinical_plans import MORE_PLANS
from arbeidsrom.modules.competence.demo.plan_texts import PLANS, Part, Planned
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.modules.competence.queries.plans import fetching, waiting
from arbeidsrom.modules.competence.rules.plans import Waiting

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

FIRST = 50
"""Days since the first of them was made; each was made a day after the one before."""


def make_plans(world: World, region: Unit) -> None:
    """All of them, and what has happened to each since."""
    for number, one in enumerate((*PLANS, *MORE_PLANS)):
        _make(world, one, _owner(world, one, region), at=world.now - timedelta(days=FIRST - number))


def _owner(world: World, one: Planned, region: Unit) -> Unit:
    if one.central:
        return region
    position = world.positions[one.responsible or one.by]
    assert position.employer is not None, "whoever is employed has an employer"  # noqa: S101
    return position.employer if one.whole_trust else position.unit


def _make(world: World, one: Planned, owner: Unit, *, at: datetime) -> None:
    actor = _actor(world, one.by)
    said = Described(one.name, one.completion, one.text, one.time_frame, one.literature)
    plan = describing.create_plan(said, unit=owner.public_id, central=one.central, actor=actor, now=at)
    for part in one.parts:
        _add(plan, part, part.first, actor, at)
    _activate(plan, actor, at)
    for part in one.parts:
        _add(plan, part, part.later, actor, at + timedelta(days=2))
        _activate(plan, actor, at + timedelta(days=2))
    for part in one.parts:
        _add(plan, part, part.waits, actor, world.now)
    for name, reason in one.dropped:
        link = plan.links.get(requirement__name=name)
        links.deactivate_link(plan.public_id, link.public_id, reason=reason, actor=actor, now=at + timedelta(days=3))
    _publish(world, one, plan, actor, at)
    if one.archived_because:
        turid = _actor(world, "turid")
        archiving.archive_plan(plan.public_id, reason=one.archived_because, employees=0, actor=turid, now=world.now)


def _add(plan: Plan, part: Part, names: Iterable[str], actor: Actor, at: datetime) -> None:
    section = plan.sections.filter(name=part.name).first() or sections.add_section(
        plan.public_id, name=part.name, may_be_not_relevant=part.may_be_not_relevant, actor=actor, now=at
    )
    plan.refresh_from_db()
    found = {one.name: one.public_id for one in fetching.fetchable(plan, section).filter(name__in=tuple(names))}
    if found:
        links.fetch_requirements(plan.public_id, section.public_id, requirement_ids=found.values(), actor=actor, now=at)


def _activate(plan: Plan, actor: Actor, at: datetime) -> None:
    """Whatever has no draft."""
    rows = waiting.rows_of(plan, actor=actor)
    ready = [row.seen for row in rows if row.kind is Waiting.ACTIVATION]
    if ready:
        approving.approve_chosen_changes(plan.public_id, seen=ready, actor=actor, now=at)


def _publish(world: World, one: Planned, plan: Plan, actor: Actor, at: datetime) -> None:
    if one.people is None:
        return
    plan.refresh_from_db()
    owner, responsible = (world.people[key] for key in one.people)
    publishing.set_plan_people(
        plan.public_id,
        document_owner=owner.public_id,
        document_responsible=responsible.public_id,
        lock_version=plan.lock_version,
        actor=actor,
        now=at + timedelta(days=1),
        today=world.today,
    )
    if one.with_subunits:
        publishing.publish_plan(
            plan.public_id,
            units=[plan.owner.public_id],
            with_subunits=True,
            actor=actor,
            now=at + timedelta(days=1),
            today=world.today,
        )
    if one.responsible:
        naming.name_plan_responsible(
            plan.public_id,
            position=world.positions[one.responsible].public_id,
            actor=actor,
            now=at + timedelta(days=1),
            today=world.today,
        )
    if one.unpublished:
        publication = plan.publications.get()
        publishing.unpublish_plan(plan.public_id, publication.public_id, actor=actor, now=at + timedelta(days=5))


def _actor(world: World, key: str) -> Actor:
    return actor_in(world.positions[key], account_id=None, origin="", today=world.today)
