"""The way out for messages to members: the outbox stands above membership, which only knows what it needs of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


class Mail(Protocol):
    """Queue one mail to one address."""

    def __call__(
        self,
        *,
        tenant: UUID,
        to: str,
        subject: str,
        text: str,
        about: UUID | None,
        now: datetime,
        headers: dict[str, str] | None = None,
    ) -> Any: ...


class Sms(Protocol):
    """Queue one SMS to one number."""

    def __call__(self, *, tenant: UUID, to: str, text: str, about: UUID | None, now: datetime) -> Any: ...


class NoOutbox(RuntimeError):
    """Nothing has been connected to send with."""


_ways: dict[str, Any] = {}


def use(*, mail: Mail, sms: Sms) -> None:
    """Send with these."""
    _ways.update(mail=mail, sms=sms)


def mail() -> Mail:
    """What queues mails."""
    way: Mail = _way("mail")
    return way


def sms() -> Sms:
    """What queues SMS."""
    way: Sms = _way("sms")
    return way


def _way(name: str) -> Any:
    if name not in _ways:
        raise NoOutbox(name)
    return _ways[name]
