"""The portal's part of the demonstration: a health region whose HR system has delivered three nights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arbeidsrom.modules.competence.demo import importing, messages, people
from arbeidsrom.modules.competence.demo.nights import nights

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World


def build(world: World) -> None:
    """The region, its employees as they come in by import, the log-ins of the named ones, and messages to them."""
    region = importing.add_region(today=world.today)
    for night in nights(world.size.employees, today=world.today):
        importing.receive(night, region)
    people.let_in(world, region)
    messages.send_messages(world, region)
