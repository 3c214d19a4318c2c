"""Which documents the form ticks beforehand, and what a first shipment must hold (KL-SHARE-006)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document version that could be sent."""

    version: UUID
    stored_at: datetime
    is_case_statement: bool
    cleared: bool
    sent_before: bool
    came_from_receiver: bool = False


def proposed(candidates: Iterable[Candidate], *, last_sent_at: datetime | None, to_centre: bool) -> set[UUID]:
    """First to a competence centre: everything. Later, to anybody: only what is new since the last shipment.

    A first shipment to others proposes nothing, since nobody should get more than they need; what the receiver has
    sent themselves is not new to them.
    """
    cleared = [candidate for candidate in candidates if candidate.cleared]
    if last_sent_at is not None:
        new = [each for each in cleared if not each.sent_before and not each.came_from_receiver]
        return {each.version for each in new if each.stored_at > last_sent_at}
    return {each.version for each in cleared} if to_centre else set()


def lacks_case_statement(chosen: Iterable[Candidate], *, last_sent_at: datetime | None, to_centre: bool) -> bool:
    """Whether a first shipment of the case to a competence centre comes without its case statement form."""
    return to_centre and last_sent_at is None and not any(each.is_case_statement for each in chosen)
