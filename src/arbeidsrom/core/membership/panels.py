"""What other apps show on a member's page; they register a source, and membership knows none of them (KL-MEMB-004)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.status import Status


@dataclass(frozen=True, slots=True)
class MemberCase:
    """A case about the member that the actor may see."""

    number: str
    title: str
    url: str
    status: Status
    is_open: bool
    opened: date
    closed: date | None = None


class CaseSource(Protocol):
    """Gives the member's cases that the actor may see, the open ones first, and logs that they were shown."""

    def cases_of(self, member: UUID, *, actor: Actor, now: datetime) -> Sequence[MemberCase]: ...

    def new_case_url(self, member: UUID, *, actor: Actor) -> str: ...


class _Nothing:
    """While no module has cases."""

    def cases_of(self, member: UUID, *, actor: Actor, now: datetime) -> Sequence[MemberCase]:
        return ()

    def new_case_url(self, member: UUID, *, actor: Actor) -> str:
        return ""


_source: CaseSource = _Nothing()


def use(source: CaseSource) -> None:
    """Show the cases that this source knows."""
    global _source
    _source = source


def cases() -> CaseSource:
    """The source in use."""
    return _source
