"""The kinds of notification: each declared by the app that gives it, with its words and the ways that it offers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from arbeidsrom.core.notifications.groups import Card, Group
from arbeidsrom.core.notifications.states import Channel, Way
from arbeidsrom.web.components.formats import plain_date

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
EVERY_WAY = frozenset(Way)
COLLECTED = frozenset({Way.WEEKLY, Way.HOME})
HOME_ONLY = frozenset({Way.HOME})
MAIL_ONLY = frozenset({Way.SINGLE})


@dataclass(frozen=True, slots=True)
class NotificationType:
    """A kind of notification.

    ``label`` is the subject of the mail, so it says nothing about anybody; ``text`` is the sentence, with parameters
    by name, and ``singular`` the one where ``count`` is 1. It goes by the ``ways`` it offers and by no other, whatever
    its group is set to (KP-NOTIF-016); ``always_mailed`` comes by e-mail whatever is chosen (KP-MAIL). ``told`` says
    who gets it, ``nightly`` that a nightly run gives it (KP-NOTIF-017).
    """

    key: str
    label: str | _StrPromise
    text: str | _StrPromise
    group: Group | None
    card: Card | None
    ways: frozenset[Way] = EVERY_WAY
    always_mailed: bool = False
    singular: str | _StrPromise = ""
    told: str | _StrPromise = ""
    nightly: bool = False

    def __post_init__(self) -> None:
        if (Way.HOME in self.ways) != (self.card is not None):
            raise ValueError(f"{self.key}: what comes on the home page lies in a card, and nothing else does.")
        if self.group is None and self.ways != MAIL_ONLY:
            raise ValueError(f"{self.key}: only e-mails that nobody chooses belong to no group.")
        if self.always_mailed and Way.SINGLE not in self.ways:
            raise ValueError(f"{self.key}: what is always mailed offers single e-mail.")

    def offers(self, way: Way) -> bool:
        """Whether it can go this way at all."""
        return way in self.ways

    def proposes(self, channel: Channel) -> bool:
        """Whether it is sent this way to somebody who has chosen nothing."""
        return channel == Channel.MAIL and self.offers(Way.SINGLE)

    def leaves_choice(self, channel: Channel) -> bool:
        """Whether the person may switch it on and off."""
        return channel == Channel.SMS or (self.offers(Way.SINGLE) and not self.always_mailed)

    def tell(self, params: Mapping[str, object]) -> str:
        """The sentence, in the language that is active."""
        known: defaultdict[str, object] = defaultdict(lambda: "–")
        known.update((key, _shown(value)) for key, value in params.items())
        return str(self.singular if self.singular and params.get("count") == 1 else self.text) % known


def _shown(value: object) -> object:
    """A day is written out as people write it."""
    return plain_date(date.fromisoformat(value)) if isinstance(value, str) and A_DAY.fullmatch(value) else value


class UnknownType(LookupError):
    """No app that is switched on has declared this kind of notification."""


_types: dict[str, NotificationType] = {}


def register(kind: NotificationType) -> None:
    """Make a kind of notification known; the same again changes nothing."""
    if _types.setdefault(kind.key, kind) != kind:
        raise ValueError(f"The notification type {kind.key} is declared twice.")


def get_type(key: str) -> NotificationType:
    """The kind with this key, or ``UnknownType``."""
    try:
        return _types[key]
    except KeyError:
        raise UnknownType(key) from None


def known_type(key: str) -> NotificationType | None:
    """The kind with this key, or None when its module has been switched off since."""
    return _types.get(key)


def all_types() -> list[NotificationType]:
    """All kinds, group by group; those that nobody chooses last."""
    return sorted(_types.values(), key=_place)


def _place(kind: NotificationType) -> tuple[int, str, str]:
    return (kind.group.order, str(kind.group.label), kind.key) if kind.group else (1000, "", kind.key)
