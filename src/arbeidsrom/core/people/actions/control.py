"""That somebody searched for other people's access stands in the log (KP-HF-032)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor


def note_search(people: Iterable[UUID], count: int, *, actor: Actor, now: datetime) -> None:
    """Whom the search showed, and how many there were in all."""
    audit.record("people.access.searched", None, actor=actor, at=now, subjects=set(people), details={"count": count})


def note_sight(person: UUID, *, actor: Actor, now: datetime) -> None:
    """Somebody else asked who can see a person."""
    audit.record("people.sight.asked", person, actor=actor, at=now, subjects=[person])


def note_look(position: UUID, person: UUID, *, actor: Actor, now: datetime) -> None:
    """The access of one position was looked at."""
    audit.record("people.access.viewed", position, actor=actor, at=now, subjects=[person])
