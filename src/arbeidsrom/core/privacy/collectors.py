"""What each app knows about somebody: a registry that the apps fill, for the right of access (GDPR art. 15).

A collector takes whom it is about and who asks, and gives sections. ``erasure`` says whether the law lets the data be
erased on request, and why not; ``correction`` where it is put right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class DataSubject:
    """Whom it is about: a person known to the installation, a member, or somebody outside the union.

    Who is neither a person nor a member here is found by ``marks`` of their addresses and numbers in every tenant, and
    ``known_as`` those of the installation in the log (``contacts``).
    """

    name: str
    person: UUID | None = None
    member: UUID | None = None
    marks: tuple[UUID, ...] = ()
    known_as: tuple[UUID, ...] = ()

    @property
    def ids(self) -> list[UUID]:
        """The ids that the log knows them by."""
        return [*(known for known in (self.person, self.member) if known), *self.known_as]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is stored, with its name for people and its key for machines."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Record:
    """Facts that belong together, such as one position; what has a ``key`` can be left out for somebody else's sake."""

    heading: str
    facts: tuple[Fact, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class DataSection:
    """What one part of the program knows, and what can be done about it."""

    key: str
    title: str
    records: tuple[Record, ...]
    correction: str = ""
    erasure: Decision | None = None
    note: str = ""
    activities: tuple[str, ...] = field(default=())


Collect = Callable[[DataSubject, Actor], Iterable[DataSection]]
Erase = Callable[[DataSubject, Actor], int]
_collectors: dict[str, Collect] = {}
_erasers: dict[str, Erase] = {}


def register(key: str, collect: Collect) -> None:
    """Let an app tell what it knows about somebody."""
    _collectors[key] = collect


def register_eraser(section: str, erase: Erase) -> None:
    """Let an app erase a section whose ``erasure`` is allowed; gives how many things were erased."""
    _erasers[section] = erase


def collect(subject: DataSubject, actor: Actor) -> list[DataSection]:
    """Everything that is known about somebody and may be given to whoever asks."""
    return [section for key in sorted(_collectors) for section in _collectors[key](subject, actor)]


def eraser_of(section: str) -> Erase | None:
    """Who erases a section."""
    return _erasers.get(section)


def fact(key: str, label: str | _StrPromise, value: object) -> Fact:
    """A fact; nothing is written as a dash."""
    return Fact(key, str(label), "–" if value in (None, "") else str(value))
