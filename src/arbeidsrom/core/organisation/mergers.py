"""What follows from a merger: each app carries over what is its own, on the day and on the nights after.

An app registers what it calls its things, and a function that is given the merged unit, the one that takes over and
the day. It works in the caller's transaction, gives how many it carried, and does nothing the second time. Positions in
the merged unit that never begin are removed; whose things hang on positions ends them first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from arbeidsrom.core.organisation.models import Unit


class Consequence(Protocol):
    """Carries what is one app's own from a merged unit to the one that takes over; gives how many."""

    def __call__(self, unit: Unit, into: Unit, *, on: date, now: datetime) -> int: ...


_consequences: dict[str, Consequence] = {}


def register(things: str, consequence: Consequence) -> None:
    """Let an app carry its things over when units merge."""
    _consequences[things] = consequence


def carry(unit: Unit, into: Unit, *, on: date, now: datetime) -> dict[str, int]:
    """Everything that the merged unit has left behind, by what it is."""
    return {things: carried(unit, into, on=on, now=now) for things, carried in sorted(_consequences.items())}


class Removal(Protocol):
    """Ends what is one app's own and hangs on positions (ids) that are about to be removed, as they never begin."""

    def __call__(self, positions: Collection[int], *, now: datetime) -> None: ...


_removals: dict[str, Removal] = {}


def register_removal(things: str, removal: Removal) -> None:
    """Let an app end what hangs on positions before they are removed."""
    _removals[things] = removal


def let_go(positions: Collection[int], *, now: datetime) -> None:
    """Every app ends what hangs on these positions; a position that something still hangs on is not removed."""
    for _things, ended in sorted(_removals.items()):
        ended(positions, now=now)
