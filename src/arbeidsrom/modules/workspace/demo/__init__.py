"""The workspace's part of the demonstration: cases as stewards make them, and very many written at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arbeidsrom.modules.workspace.actions.retention import ask_for_deletions
from arbeidsrom.modules.workspace.demo import bulk, by_hand, shipments

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World


def build(world: World) -> None:
    """The named clubs' cases go through the actions; the rest, and all old ones, are written in bulk."""
    made = by_hand.build(world)
    shipments.build(world)
    bulk.build(world, count=max(0, world.size.cases - made))
    by_hand.leave_with_ended_term(world)
    ask_for_deletions(now=world.now, today=world.today)
