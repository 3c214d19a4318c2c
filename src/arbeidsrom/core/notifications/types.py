"""The kinds of notification: each declared by the app that gives it, with its words and what can be switched off."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from arbeidsrom.core.notifications.states import Channel
from arbeidsrom.web.components.formats import plain_date

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class NotificationType:
    """A kind of notification.

    ``label`` is the subject of the mail, so it says nothing about anybody; ``text`` is the sentence, with parameters
    by name, and ``singular`` the one where ``count`` is 1. ``mail`` and ``sms`` say whether it is sent at once when the
    person has chosen nothing; ``…_optional`` whether the person may choose.
    """

    key: str
    label: str | _StrPromise
    text: str | _StrPromise
    group: str | _StrPromise
    mail: bool = True
    mail_optional: bool = True
    sms: bool = False
    sms_optional: bool = True
    singular: str | _StrPromise = ""

    def proposes(self, channel: Channel) -> bool:
        """Whether it is sent this way to somebody who has chosen nothing."""
        return self.mail if channel == Channel.MAIL else self.sms

    def leaves_choice(self, channel: Channel) -> bool:
        """Whether the person may switch it on and off."""
        return self.mail_optional if channel == Channel.MAIL else self.sms_optional

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
    """All kinds, group by group."""
    return sorted(_types.values(), key=lambda kind: (str(kind.group), kind.key))
