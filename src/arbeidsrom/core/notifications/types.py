"""The kinds of notification: each declared by the app that gives it, with its words and the ways that it offers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.groups import Card, Group
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.web.components.formats import plain_date

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
EVERY_WAY = frozenset(Way)
COLLECTED = frozenset({Way.WEEKLY, Way.HOME})
HOME_ONLY = frozenset({Way.HOME})
PROPOSED = frozenset({Way.SINGLE, Way.HOME})  # KP-NOTIF-011, KP-NOTIF-015
MAIL_ONLY = frozenset({Way.SINGLE})


@dataclass(frozen=True, slots=True)
class NotificationType:
    """A kind of notification.

    ``label`` is the subject of the mail, so it says nothing about anybody; ``text`` is the sentence, with parameters
    by name, and ``singular`` the one where ``count`` is 1. It goes by the ``ways`` it offers and by no other, whatever
    its group is set to (KP-NOTIF-016); ``always_mailed`` comes by e-mail whatever is chosen (KP-MAIL). ``told`` says
    who gets it, ``nightly`` that a nightly run gives it (KP-NOTIF-017), ``withheld`` that an e-mail says the
    label alone, because the sentence names somebody. ``subject`` is that of the mail where the label alone would not
    do. ``names`` are parameters that hold a key, each with what gives its
    name: it is told in the language of whoever reads, not of whoever did it.
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
    withheld: bool = False
    subject: str | _StrPromise = ""
    names: tuple[tuple[str, Callable[[str], str]], ...] = ()

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

    def leaves_choice(self, way: Way) -> bool:
        """Whether the person may switch it on and off this way."""
        return self.offers(way) and not (self.always_mailed and way == Way.SINGLE)

    def ways_for(self, chosen: Mapping[str, bool], *, without_mail: bool) -> frozenset[Way]:
        """How it reaches somebody with these choices for its group (KP-NOTIF-006–016)."""
        wanted = {way for way in Way if is_wanted(way, chosen)}
        if without_mail:
            wanted &= HOME_ONLY
        if self.always_mailed:
            wanted.add(Way.SINGLE)
        return self.ways & wanted

    @property
    def mail_subject(self) -> str:
        """The subject of its mails: where it comes from, and the label."""
        return str(self.subject) or _("Arbeidsrom: %(what)s") % {"what": self.label}

    def tell_by_mail(self, params: Mapping[str, object]) -> str:
        """What an e-mail says, which travels unsealed."""
        return f"{self.label}." if self.withheld else self.tell(params)

    def tell(self, params: Mapping[str, object]) -> str:
        """The sentence, in the language that is active."""
        known: defaultdict[str, object] = defaultdict(lambda: "–")
        known.update((key, _shown(value)) for key, value in params.items())
        known.update((key, name_of(str(params[key]))) for key, name_of in self.names if key in params)
        return str(self.singular if self.singular and params.get("count") == 1 else self.text) % known


def _shown(value: object) -> object:
    """A day is written out as people write it."""
    return plain_date(date.fromisoformat(value)) if isinstance(value, str) and A_DAY.fullmatch(value) else value


def is_wanted(way: Way, chosen: Mapping[str, bool]) -> bool:
    """What has been chosen for a group, else what is proposed: e-mails at once, and everything on the home page."""
    return chosen.get(way, way in PROPOSED)


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


def all_groups() -> list[Group]:
    """The groups that some kind of notification belongs to, in order."""
    groups = {kind.group.key: kind.group for kind in _types.values() if kind.group}
    return sorted(groups.values(), key=lambda group: (group.order, str(group.label)))


def types_of(group: str, way: Way | None = None) -> list[NotificationType]:
    """The kinds of a group, or those of them that offer this way."""
    kinds = (kind for kind in _types.values() if kind.group and kind.group.key == group)
    return sorted((kind for kind in kinds if way is None or kind.offers(way)), key=lambda kind: kind.key)


def keys_in_card(card: str) -> list[str]:
    """The kinds that lie in this card."""
    return sorted(kind.key for kind in _types.values() if kind.card and kind.card.key == card)


def known_card(key: str) -> Card | None:
    """The card with this key, or None."""
    return next((kind.card for kind in _types.values() if kind.card and kind.card.key == key), None)
