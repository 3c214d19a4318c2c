"""The portal's part of the demonstration: a health region whose HR system has delivered three nights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arbeidsrom.modules.competence.demo import (
    courses,
    following_up,
    goal_plans,
    helping,
    importing,
    messages,
    orders,
    people,
    plans,
    progress,
    putting_away,
    region_size,
    requirements,
    systems,
)
from arbeidsrom.modules.competence.demo.nights import nights

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World


def build(world: World) -> None:
    """The region, its employees as they come in by import, log-ins of the named ones, what they have done since,
    and what they are asked to know."""
    region = importing.add_region(today=world.today)
    for night in nights(world.size.employees, today=world.today):
        importing.receive(night, region)
    people.let_in(world, region)
    orders.order_roles(world, region)
    messages.send_messages(world, region)
    helping.let_help(world)
    systems.connect_systems(world, region)
    requirements.make_requirements(world, region)
    plans.make_plans(world, region)
    goal_plans.make_goal_plans(world, region)
    progress.learn(world)
    courses.pass_courses(world)
    putting_away.put_away(world)
    following_up.follow_up(world)
    region_size.build(world, region)
