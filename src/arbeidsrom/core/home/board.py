"""What lies on the home page: the two card groups, and the panel of the card that is open (KP-CARD)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from arbeidsrom.core.home.follow_up import FollowUpCard, follow_up_cards, has_status_cards
from arbeidsrom.core.notifications import queries, types
from arbeidsrom.core.notifications.groups import Card, CardGroup
from arbeidsrom.core.notifications.queries import CardRow, InboxRow
from arbeidsrom.lib.actor import Actor

MOST = 100


@dataclass(frozen=True, slots=True)
class Board:
    """A card group with its cards: notification cards, and for those who follow up others, the other two kinds.

    The status cards come after the page (``has_statuses``): they count everything that those people have.
    """

    group: CardGroup
    cards: list[CardRow]
    follow_ups: list[FollowUpCard]
    has_statuses: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.cards or self.follow_ups or self.has_statuses)

    @property
    def waits(self) -> bool:
        """Whether something here is unread, or stays until it has been dealt with."""
        told = any(row.unread or not row.card.removable for row in self.cards)
        return told or any(card.waiting for card in self.follow_ups)


def boards_for(actor: Actor, today: date) -> list[Board]:
    """The card groups in which something lies. One query, and those of the follow-up cards."""
    cards = queries.cards_of(actor)
    own = [row for row in cards if row.card.card_group == CardGroup.NOTICES]
    others = [row for row in cards if row.card.card_group == CardGroup.FOLLOW_UP]
    boards = (
        Board(CardGroup.NOTICES, own, [], has_statuses=False),
        Board(CardGroup.FOLLOW_UP, others, follow_up_cards(actor, today), has_statuses=has_status_cards(actor)),
    )
    return [board for board in boards if not board.is_empty]


@dataclass(frozen=True, slots=True)
class Panel:
    """The open card, with what lies in it."""

    card: Card
    rows: list[InboxRow]
    more: bool


def panel_of(actor: Actor, key: str) -> Panel | None:
    """The panel on the right of the card with this key; None when nothing lies in it (KP-CARD-005)."""
    card = types.known_card(key)
    rows = queries.in_card(actor, key, last=MOST + 1) if card else []
    return Panel(card, rows[:MOST], len(rows) > MOST) if card and rows else None
