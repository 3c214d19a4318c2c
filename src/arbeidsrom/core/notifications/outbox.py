"""What is about to go out by mail or SMS, and the guards that look at it before it is queued.

A guard is a function of the channel and the content that raises ``MessageStopped``; sharing has one that finds codes in
mails and link tokens in SMS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from arbeidsrom.core.notifications.states import Channel
from arbeidsrom.lib.refusals import Refused


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail, its bytes written in base64."""

    name: str
    content_type: str
    data: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says; an SMS has ``text`` alone."""

    text: str
    subject: str = ""
    html: str = ""
    calendar: str = ""
    calendar_method: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Content:
        attachments = tuple(Attachment(**attachment) for attachment in value["attachments"])
        return cls(**{**value, "attachments": attachments})

    def everything(self) -> str:
        """All its text, for the guards to look through."""
        return "\n".join((self.subject, self.text, self.html, self.calendar, *self.headers.values()))


class MessageStopped(Refused):
    """A guard has found what must never leave by this channel; a sentence says what."""


class TryLater(Exception):
    """It could not be handed over now; the text is a code without anything personal."""


class NoAnswer(TryLater):
    """It may have been handed over all the same: the answer never came. It is sent again under the same identifier."""


class Refusal(Exception):
    """The other side will never take it; the text is a code without anything personal."""


Guard = Callable[[Channel, Content], None]
_guards: dict[str, Guard] = {}


def register_guard(key: str, guard: Guard) -> None:
    """Let an app look at every message before it is queued."""
    _guards[key] = guard


def inspect(channel: Channel, content: Content) -> None:
    """Let every guard look; the first that objects stops the message."""
    for key in sorted(_guards):
        _guards[key](channel, content)
