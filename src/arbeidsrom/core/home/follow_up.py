"""Cards of «Medarbeideroppfølging» that are no notifications: they count what waits, and nobody can switch them off.

A module registers a maker for each; it answers with None while the card is not to be seen (KP-FCARD-003–005). E-mail
in addition is a kind of notification without a card, declared with the ways that can be chosen (KP-FCARD-002).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.status import Colour

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class FollowUpCard:
    """«Oppfølgingskort»: how many tasks wait, and where they are (KP-CARD-011)."""

    label: str | _StrPromise
    waiting: int
    url: str
    icon: str = "tasklist"
    order: int = 50

    @property
    def colour(self) -> Colour:
        """Green when nothing waits, red with the number when something does (KP-CARD-022)."""
        return "danger" if self.waiting else "success"


@dataclass(frozen=True, slots=True)
class StatusCount:
    """One status of a status card, with the page that lists it, where there is one."""

    label: str | _StrPromise
    count: int
    url: str = ""
    colour: Colour = "neutral"


@dataclass(frozen=True, slots=True)
class StatusCard:
    """«Status-kort»: how it stands with everything the person follows up (KP-CARD-012)."""

    label: str | _StrPromise
    statuses: tuple[StatusCount, ...]
    icon: str = "pie-chart"
    order: int = 50

    @property
    def parts(self) -> list[Part]:
        """The card as a bar: how much of it each status is, one beside the other, in thousandths."""
        total, begun, found = sum(one.count for one in self.statuses), 0, []
        for one in self.statuses:
            if one.count:
                first, last = WHOLE * begun // total, WHOLE * (begun + one.count) // total
                found.append(Part(one.colour, first, last - first))
                begun += one.count
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the bar; it says nothing that does not stand in words beside it."""

    colour: Colour
    first: int
    width: int


WHOLE = 1000

FollowUpMaker = Callable[[Actor, date], FollowUpCard | None]
StatusMaker = Callable[[Actor, date], StatusCard | None]
_follow_ups: dict[str, FollowUpMaker] = {}


@dataclass(frozen=True, slots=True)
class StatusSource:
    """A status card: whether it is one for somebody, which asks nothing of the database, and how it is made."""

    concerns: Callable[[Actor], bool]
    make: StatusMaker


_statuses: dict[str, StatusSource] = {}


def register(key: str, make: FollowUpMaker) -> None:
    """Let a module give a follow-up card: a function of who acts and today's date, one or two queries at most."""
    _follow_ups[key] = make


def register_status(key: str, make: StatusMaker, *, concerns: Callable[[Actor], bool]) -> None:
    """Let a module give a status card. It may take a second to make: home is there before it."""
    _statuses[key] = StatusSource(concerns, make)


def follow_up_cards(actor: Actor, today: date) -> list[FollowUpCard]:
    """The follow-up cards that are to be seen, in order."""
    made = [_follow_ups[key](actor, today) for key in sorted(_follow_ups)]
    return sorted((card for card in made if card), key=lambda card: (card.order, str(card.label)))


def has_status_cards(actor: Actor) -> bool:
    """Whether there is a status card for somebody. No query."""
    return any(source.concerns(actor) for source in _statuses.values())


def status_cards(actor: Actor, today: date) -> list[StatusCard]:
    """The status cards that are to be seen, in order."""
    made = [_statuses[key].make(actor, today) for key in sorted(_statuses) if _statuses[key].concerns(actor)]
    return sorted((card for card in made if card), key=lambda card: (card.order, str(card.label)))
