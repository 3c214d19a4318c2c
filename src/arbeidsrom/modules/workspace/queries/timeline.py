"""The timeline of a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.modules.workspace.models import Case, CaseEvent, EventKind
from arbeidsrom.modules.workspace.rules import timeline


@dataclass(frozen=True, slots=True)
class EventRow:
    """One entry as it is shown."""

    public_id: UUID
    kind: str
    kind_label: str
    happened_at: datetime
    recorded_at: datetime
    author: str
    heading: str
    text: str

    @property
    def is_recorded_later(self) -> bool:
        """Whether it was written down on another day than it happened."""
        return localdate(self.recorded_at) != localdate(self.happened_at)


def timeline_of(
    case: Case, *, kinds: Collection[str] = (), oldest_first: bool = False, limit: int | None = None
) -> list[EventRow]:
    """What has happened in the case, the newest first unless asked otherwise (KL-CASE-004)."""
    events = case.events.filter(kind__in=kinds) if kinds else case.events.all()
    order = ("happened_at", "id") if oldest_first else ("-happened_at", "-id")
    rows = list(events.select_related("case").order_by(*order)[:limit])
    keys.open_holders(rows)
    return [_row(event) for event in rows]


def _row(event: CaseEvent) -> EventRow:
    return EventRow(
        event.public_id,
        event.kind,
        str(EventKind(event.kind).label),
        event.happened_at,
        event.recorded_at,
        event.author,
        timeline.sentence(event.what, event.facts) if event.what else event.heading,
        event.text,
    )
