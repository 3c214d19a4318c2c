"""Takes so many steps from one seed; whatever is wrong after one is told with the seed and the step."""

from __future__ import annotations

from collections import Counter
from random import Random

import time_machine
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.actions import spreading
from arbeidsrom.modules.competence.tests.chance import (
    categories,
    courses,
    employees,
    leaders,
    links,
    plans,
    requirements,
)
from arbeidsrom.modules.competence.tests.chance.checks import Picture, wrong_after, wrong_now
from arbeidsrom.modules.competence.tests.chance.deeds import DRAWN, Deed
from arbeidsrom.modules.competence.tests.chance.world import Nothing, World

WAYS = (categories, courses, employees, leaders, links, plans, requirements)
"""The modules that say how each action is drawn."""

Told = Counter[tuple[str, str]]


def walk(hospital: Hospital, *, seed: int, steps: int) -> Told:
    """Take the steps; gives how often each action was accepted and refused."""
    world = World(hospital, Random(seed))
    before, done = Picture.take(), Counter[tuple[str, str]]()
    for step in range(steps):
        world.move_on()
        deed = _draw(world)
        with time_machine.travel(world.now, tick=False):
            outcome, said = _carry_out(deed)
        after = Picture.take()
        wrong = wrong_now(world.people, world.today) + said
        wrong += wrong_after(deed, before, after) if outcome == "accepted" else _left(before, after)
        assert wrong == [], f"seed {seed}, step {step}, {outcome}: {deed}\n" + "\n".join(wrong)
        done[deed.action.__name__, outcome] += 1
        before = after
    return done


def _draw(world: World) -> Deed:
    ways = list(DRAWN.values())
    while True:
        (way,) = world.chance.choices(ways, [one.weight for one in ways])
        try:
            return way.draw(world)
        except Nothing:
            continue


def _carry_out(deed: Deed) -> tuple[str, list[str]]:
    try:
        deed.carry_out()
    except (Refused, PermissionDenied, ObjectDoesNotExist):
        return "refused", []
    except Exception as error:
        return "failed", [f"{type(error).__name__}: {error}"]
    spreading.spread_again(now=deed.said.get("now"))  # type: ignore[arg-type]
    return "accepted", []


def _left(before: Picture, after: Picture) -> list[str]:
    return [f"refused, and left {sorted(before.rows ^ after.rows)}"] if before.rows != after.rows else []
