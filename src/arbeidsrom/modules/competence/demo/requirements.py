"""The requirements of the made-up region, by the actions that people use: categories, versions, drafts, sharing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.actions.incoming import Incoming
from arbeidsrom.modules.competence.actions.requirements.drafting import create_requirement, save_draft
from arbeidsrom.modules.competence.actions.requirements.ending import archive_requirement
from arbeidsrom.modules.competence.actions.requirements.files import add_file
from arbeidsrom.modules.competence.actions.requirements.publishing import publish_requirement
from arbeidsrom.modules.competence.actions.requirements.sharing import share_requirement
from arbeidsrom.modules.competence.demo.clinical_texts import MORE
from arbeidsrom.modules.competence.demo.papers import GUIDES, guide
from arbeidsrom.modules.competence.demo.requirement_texts import (
    ALL,
    CATEGORIES,
    FOR_ACTIVITIES,
    OF_THE_REGION,
    STILL_EMPTY,
    Wanted,
)
from arbeidsrom.modules.competence.models import Category, Requirement, RequirementKind
from arbeidsrom.modules.competence.queries.requirements import standing_of
from arbeidsrom.modules.competence.rules.settings import CheckPoint, Link, Settings

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

FIRST = 130
"""Days since the first of them was made; each was made a day after the one before."""


def make_requirements(world: World, region: Unit) -> None:
    """Those that depend on others are made after them."""
    trust = world.positions["turid"].employer
    assert trust is not None, "whoever is employed has an employer"  # noqa: S101
    categories = _add_categories(world, trust, region)
    made: dict[str, Requirement] = {}
    waiting = [*ALL, *MORE]
    while waiting:
        ready = [one for one in waiting if all(name in made for name in one.needs)]
        for one in ready:
            at = world.now - timedelta(days=FIRST - len(made))
            owner = region if one.by == "sindre" else trust if one.whole_trust else world.positions[one.by].unit
            made[one.name] = _make(world, one, owner, categories, made, at=at)
        waiting = [one for one in waiting if one.name not in made]


def _add_categories(world: World, trust: Unit, region: Unit) -> dict[str, Category]:
    found = {}
    for name, parts in CATEGORIES:
        found[name] = _category(world, trust, name)
        for part in parts:
            found[part] = _category(world, trust, part, parent=found[name])
    for name in FOR_ACTIVITIES:
        found[name] = _category(world, trust, name, for_activities=True)
    for name in OF_THE_REGION:
        found[name] = _category(world, region, name)
    _add_empty_categories(trust, region)
    return found


def _add_empty_categories(trust: Unit, region: Unit) -> None:
    others = Unit.objects.filter(kind=UnitKind.TRUST, lft__gt=region.lft, lft__lt=region.rgt).exclude(pk=trust.pk)
    places = [(region, "region"), (trust, "own"), *((unit, "others") for unit in others.order_by("lft"))]
    for unit, whose in places:
        for name in STILL_EMPTY[whose]:
            Category.objects.create(public_id=uuid5(NAMESPACE_URL, f"{unit.code} {name}"), unit=unit, name=name)


def _category(world: World, unit: Unit, name: str, **said: Any) -> Category:
    return Category.objects.create(public_id=world.uuid(), unit=unit, name=name, **said)


def _make(
    world: World,
    one: Wanted,
    owner: Unit,
    categories: dict[str, Category],
    made: dict[str, Requirement],
    *,
    at: datetime,
) -> Requirement:
    actor = _actor(world, one.by)
    kind = RequirementKind.ACTIVITY if one.activity else RequirementKind.REQUIREMENT
    settings = Settings(
        name=one.name,
        owner=owner.pk,
        category=categories[one.category].pk,
        description=one.text,
        links=tuple(Link(*link) for link in one.links),
        checklist=tuple(CheckPoint(uuid5(NAMESPACE_URL, f"{one.name} {point}"), point) for point in one.points),
        dependencies=tuple(made[name].pk for name in one.needs),
        **one.said,
    )
    requirement = create_requirement(settings, kind=kind, central=one.central, actor=actor, now=at)
    if one.is_published:
        _publish(requirement, actor, at)
    for number, changes in enumerate(one.versions, start=1):
        later = at + timedelta(days=4 * number)
        _draft(requirement, changes, actor, later)
        _publish(requirement, actor, later)
    if one.name in GUIDES:
        _add_guide(requirement, actor, at + timedelta(days=2))
    if one.drafted:
        _draft(requirement, one.drafted, actor, world.now)
    _share(world, one, requirement, owner, actor, at)
    if one.archived_because:
        archive_requirement(requirement.public_id, reason=one.archived_because, actor=actor, now=world.now)
    return requirement


def _add_guide(requirement: Requirement, actor: Actor, at: datetime) -> None:
    content = guide(requirement.name, day=at.date())
    add_file(requirement.public_id, Incoming("veileder.pdf", [content], len(content)), actor=actor, now=at)
    _publish(requirement, actor, at)


def _draft(requirement: Requirement, changes: dict[str, Any], actor: Actor, at: datetime) -> None:
    standing = standing_of(requirement)
    links = {"links": tuple(Link(*link) for link in changes["links"])} if "links" in changes else {}
    settings = replace(standing.settings, **{**changes, **links})
    save_draft(requirement.public_id, settings, lock_version=standing.lock_version, actor=actor, now=at)


def _publish(requirement: Requirement, actor: Actor, at: datetime) -> None:
    version = standing_of(requirement).lock_version
    publish_requirement(requirement.public_id, lock_version=version, actor=actor, now=at)


def _share(world: World, one: Wanted, requirement: Requirement, owner: Unit, actor: Actor, at: datetime) -> None:
    everywhere = one.whole_trust or one.by == "sindre"
    units = [owner] if everywhere else [world.positions[key].unit for key in one.shared_with]
    if others := {unit.public_id for unit in units if everywhere or unit.pk != owner.pk}:
        share_requirement(
            requirement.public_id, units=others, with_subunits=everywhere, actor=actor, now=at, today=world.today
        )


def _actor(world: World, key: str) -> Actor:
    return actor_in(world.positions[key], account_id=None, origin="", today=world.today)
