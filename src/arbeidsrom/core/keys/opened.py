"""Keys opened during one request or job; forgotten at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction


@dataclass
class OpenedKeys:
    """What has been unwrapped so far in this request."""

    tenants: dict[tuple[UUID, str, int | None], tuple[int, int, bytes]] = field(default_factory=dict)
    holders: dict[UUID, bytes] = field(default_factory=dict)
    made: dict[UUID, Callable[[], None]] = field(default_factory=dict)
    """Tenants whose first key was made here and is not committed yet, with what the commit calls."""


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


def made_for(tenants: Iterable[UUID]) -> None:
    """These tenants have got their first key; until it is committed it may still be rolled back."""
    new, made = set(tenants), current().made

    def committed() -> None:
        for tenant in new & made.keys():
            del made[tenant]

    made.update(dict.fromkeys(new, committed))
    transaction.on_commit(committed)


def forget_undone(tenant: UUID) -> None:
    """Forget a key whose making was rolled back: nothing may be sealed under a key that is written down nowhere."""
    made = current().made
    committed = made.get(tenant)
    if committed and all(waiting[1] is not committed for waiting in connection.run_on_commit):
        del made[tenant]
        forget_tenant(tenant)
