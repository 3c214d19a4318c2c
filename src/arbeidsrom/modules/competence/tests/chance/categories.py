"""What those who look after the tree of categories do, by chance; no status follows from it."""

from __future__ import annotations

from uuid import UUID

from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import categories
from arbeidsrom.modules.competence.tests.chance.deeds import Deed, Promise, drawn
from arbeidsrom.modules.competence.tests.chance.plans import by
from arbeidsrom.modules.competence.tests.chance.world import World

MOST_CATEGORIES = 8


def told(*steps: str) -> Promise:
    """Entries of the log, nothing else."""
    return Promise(tuple(f"competence.category.{step}" for step in steps))


def _category(world: World) -> models.Category:
    return world.one_of(list(models.Category.objects.order_by("pk")))


def _node(world: World) -> UUID:
    """A category, or the trust above them all."""
    return world.hospital.units["sykehuset"].public_id if world.seldom(0.4) else _category(world).public_id


def _name(world: World) -> str:
    """Seldom one that is taken, or none."""
    return world.one_of([world.words()[:60], world.words()[:60], "Akuttmedisin", "  "])


@drawn(categories.add_category, weight=1)
def add_category(world: World) -> Deed:
    room = models.Category.objects.count() < MOST_CATEGORIES
    said = {"name": _name(world) if room else " ", "for_activities": world.seldom(0.3), "today": world.today}
    return Deed(categories.add_category, (_node(world),), said | by(world), told("added"))


@drawn(categories.edit_category, weight=1)
def edit_category(world: World) -> Deed:
    one = _category(world)
    name = one.name if world.seldom(0.4) else _name(world)
    below = _node(world) if world.seldom(0.6) else None
    trust = one.unit.public_id
    lies = one.parent.public_id if one.parent else trust
    steps = [
        *(["renamed"] if " ".join(name.split()) != one.name else []),
        *(["moved"] if below not in (None, lies) else []),
    ]
    said = {"name": name, "below": below, "lock_version": world.number(one.lock_version)}
    return Deed(categories.edit_category, (one.public_id,), said | by(world), told(*steps))


@drawn(categories.delete_category, weight=1)
def delete_category(world: World) -> Deed:
    return Deed(categories.delete_category, (_category(world).public_id,), by(world), told("deleted"))
