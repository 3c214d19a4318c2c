"""What is known of a case when a paper is made from it: plain values, already read and allowed to the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member whom the case concerns."""

    name: str
    number: str = ""
    phone: str = ""
    email: str = ""
    post: str = ""
    percent: Decimal | None = None
    tariff_area: str = ""


@dataclass(frozen=True, slots=True)
class StewardFacts:
    """Whoever acts for the club."""

    name: str
    office: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class EventFacts:
    """Something that has happened in the case. ``by_hand`` tells what a steward wrote from what the program wrote."""

    happened_at: datetime
    kind: str
    heading: str
    text: str = ""
    author: str = ""
    by_hand: bool = True


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """A time limit of the case."""

    label: str
    due: date
    state: str = ""
    is_running: bool = True


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document of the case."""

    public_id: UUID
    title: str
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as papers tell of it."""

    public_id: UUID
    label: str
    type: str
    title: str
    state: str
    summary: str
    club: str
    union: str
    opened_on: date
    closed_on: date | None
    outcome: str
    employer: str
    employer_contact: str
    employer_address: str
    workplace: str
    group: str
    members: tuple[MemberFacts, ...]
    steward: StewardFacts
    events: tuple[EventFacts, ...] = ()
    deadlines: tuple[DeadlineFacts, ...] = ()
    documents: tuple[DocumentFacts, ...] = ()
    subject: str = "member"

    @property
    def sender(self) -> str:
        """Club and union, as they stand at the top of a paper."""
        return " · ".join(filter(None, (self.club, self.union)))

    @property
    def member(self) -> MemberFacts:
        """The member the case concerns, or an empty one in cases about a group or the club."""
        return self.members[0] if self.members else MemberFacts("")
