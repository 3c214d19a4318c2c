"""«Mine oppgaver»: what waits for somebody's approval, kind by kind; the modules above say what (KP-TASKS-001)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from arbeidsrom.lib.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHOWN = 20
"""So many of a kind stand on the page itself; the rest is a click away."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits: whose it is, what it is, since when, and where it is opened."""

    who: str
    what: str
    url: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tasks:
    """All of a kind: how many wait, the first of them, and the page that has them all."""

    label: str | _StrPromise
    count: int
    tasks: tuple[Task, ...]
    url: str
    order: int = 50


Maker = Callable[[Actor, date], Tasks | None]
_makers: dict[str, Maker] = {}


def register(key: str, make: Maker) -> None:
    """Let a module say what waits; it answers with None for whoever never approves such things. Two queries at most."""
    _makers[key] = make


def tasks_of(actor: Actor, today: date) -> list[Tasks]:
    """What waits for somebody, by kind; a kind of which nothing waits is among them."""
    made = [_makers[key](actor, today) for key in sorted(_makers)]
    return sorted((kind for kind in made if kind), key=lambda kind: (kind.order, str(kind.label)))
