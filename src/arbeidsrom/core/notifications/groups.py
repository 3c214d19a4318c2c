"""The groups that people choose by, and the cards of the home page that notifications lie in (KP-NOTIF-009, KP-CARD).

An app that gives notifications makes its groups and cards beside its types. Those of following up employees stand here,
because core gives some of them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.web.status import Colour

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class CardGroup(models.TextChoices):
    """Whom a card is aimed at: the person as employee, or as one who follows up others (KP-CARD-001)."""

    NOTICES = "notices", pgettext_lazy("card group", "Notifications")
    FOLLOW_UP = "follow_up", pgettext_lazy("card group", "Follow-up of employees")


class Background(models.TextChoices):
    """What a card's colour says (KP-CARD-017–020)."""

    WHITE = "white", _("No time limit")
    RED = "red", _("Critical")
    YELLOW = "yellow", _("Time-critical")
    GREEN = "green", _("Positive")

    @property
    def colour(self) -> Colour:
        """The colour of the look that says it."""
        return COLOURS[self]


COLOURS: dict[Background, Colour] = {
    Background.WHITE: "neutral",
    Background.RED: "danger",
    Background.YELLOW: "warning",
    Background.GREEN: "success",
}


@dataclass(frozen=True, slots=True)
class Group:
    """«Varselgruppe»: what a person chooses ways for; offered to those who hold one of the permissions, or to all."""

    key: str
    label: str | _StrPromise
    permissions: tuple[str, ...] = ()
    order: int = 50


@dataclass(frozen=True, slots=True)
class Card:
    """«Varselkort»: where notifications lie on the home page.

    One that is not ``removable`` has no cross: what lies in it goes away when the matter is handled (KP-CARD-014–016),
    so whoever gives such notifications withdraws them.
    """

    key: str
    label: str | _StrPromise
    background: Background = Background.WHITE
    removable: bool = True
    card_group: CardGroup = CardGroup.NOTICES
    icon: str = "bell"
    order: int = 50


FOLLOWING_UP = Group("follow_up", _("Notifications for follow-up of employees"), order=70)
FOLLOW_UP_CARD = Card(
    "follow_up",
    pgettext_lazy("card", "Follow-up of employees"),
    card_group=CardGroup.FOLLOW_UP,
    icon="person-group",
    order=10,
)
