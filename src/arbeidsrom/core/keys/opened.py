"""Keys opened during one request or job; forgotten at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class OpenedKeys:
    """What has been unwrapped so far in this request."""

    tenants: dict[tuple[UUID, str, int | None], tuple[int, int, bytes]] = field(default_factory=dict)
    holders: dict[UUID, bytes] = field(default_factory=dict)


_opened: ContextVar[OpenedKeys | None] = ContextVar("opened_keys", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Keep opened keys while the block runs: once around a request, a job or an import, never for longer."""
    token = _opened.set(OpenedKeys())
    try:
        yield
    finally:
        _opened.reset(token)


def current() -> OpenedKeys:
    """The keys opened so far; outside ``kept()`` nothing is remembered."""
    return _opened.get() or OpenedKeys()


def forget_holder(holder: UUID) -> None:
    """A destroyed holder's key is gone at once, in this request too."""
    current().holders.pop(holder, None)


def forget_tenant(tenant: UUID) -> None:
    """The tenant has a new sealing key: ask the database which one seals."""
    known = current().tenants
    for place in [place for place in known if place[0] == tenant]:
        del known[place]
