"""What a person has to do now: each app gives its cards, the home page asks them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.status import Colour

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Card:
    """A number of things that wait, where they are, and one verb.

    ``text`` says what the number counts («deadlines this week»), ``verb`` what to do («Look at the deadlines»).
    """

    number: int
    text: str | _StrPromise
    verb: str | _StrPromise
    url: str
    icon: str
    colour: Colour = "neutral"
    order: int = 50


CardMaker = Callable[[Actor, date], Iterable[Card]]
_makers: dict[str, CardMaker] = {}


def register(key: str, make: CardMaker) -> None:
    """Let an app give cards: a function of who acts and today's date; one or two queries at most."""
    _makers[key] = make


def cards_for(actor: Actor, today: date) -> list[Card]:
    """The cards that have something to say, the most pressing first."""
    cards = [card for key in sorted(_makers) for card in _makers[key](actor, today) if card.number]
    return sorted(cards, key=lambda card: (card.order, -card.number, str(card.text)))
