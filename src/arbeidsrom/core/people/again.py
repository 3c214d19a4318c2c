"""What an employee can be asked to do again after an absence: the modules above say what (KP-ABSENCE-008 to 010).

A module registers how it finds what can be asked of somebody, and the action that asks it, which works in the
transaction in which the absence is saved and decides once more whether it may be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that can be ticked: its name, the page that tells more of it, and how far the employee has come."""

    id: UUID
    name: str
    url: str
    standing: str


Offered = Callable[[Position, Actor, date], list[Demand]]
"""What can be asked of whoever holds the position, in a fixed number of queries."""

CarriedOut = Callable[[Position, Collection[UUID], Actor, datetime], None]
"""Asks those of them that were ticked."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One app's part in it."""

    offered: Offered
    carry_out: CarriedOut


_askings: dict[str, Asking] = {}


def register(things: str, asking: Asking) -> None:
    """Let an app offer something; the same name replaces the former."""
    _askings[things] = asking


def demands_of(position: Position, *, actor: Actor, today: date) -> list[Demand]:
    """Everything that can be asked of whoever holds the position."""
    return [one for asking in _askings.values() for one in asking.offered(position, actor, today)]


def ask_again(position: Position, asked: Collection[UUID], *, actor: Actor, now: datetime, today: date) -> None:
    """Each app asks what is its own of the ticked; what nobody offers does not exist."""
    if not asked:
        return
    left = set(asked)
    for asking in _askings.values():
        own = left & {one.id for one in asking.offered(position, actor, today)}
        if own:
            asking.carry_out(position, own, actor, now)
        left -= own
    if left:
        raise NotOffered(sorted(left))


class NotOffered(LookupError):
    """Some of what was ticked can be asked of the employee no longer, or never could."""
