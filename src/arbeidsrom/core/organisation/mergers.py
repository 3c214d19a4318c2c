"""What follows from a merger: each app carries over what is its own, on the day and on the nights after.

An app registers what it calls its things, and a function that is given the merged unit, the one that takes over and
the day. It works in the caller's transaction, gives how many it carried, and does nothing the second time.
"""

from __future__ import annotations

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
