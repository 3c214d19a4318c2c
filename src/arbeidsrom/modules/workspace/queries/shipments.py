"""What has been sent from a case, and how far each shipment has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing.pages import status_of
from arbeidsrom.modules.sharing.queries.shipments import SentIn, sent_versions, shipments_about
from arbeidsrom.modules.sharing.rules.categories import Category
from arbeidsrom.modules.workspace.models import Case
from arbeidsrom.web.status import Status

__all__ = ["SentIn", "ShipmentRow", "sent_versions", "shipments_of", "with_status"]


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A shipment as the case shows it."""

    public_id: UUID
    reference: str
    title: str
    receiver: str
    category: str
    status: Status
    created_at: datetime
    opened_at: datetime | None
    case_number: str


def with_status(sent: Iterable[SentIn], *, now: datetime) -> list[tuple[SentIn, Status]]:
    """Each shipment that a document went out in, with how far it has come."""
    return [
        (each, status_of(each.state, expires_at=each.expires_at, opened_at=each.opened_at, now=now)) for each in sent
    ]


def shipments_of(case: Case, *, actor: Actor, now: datetime) -> list[ShipmentRow]:
    """The case's shipments, the latest first."""
    return [
        ShipmentRow(
            sent.public_id,
            sent.reference,
            sent.title,
            sent.receiver_name,
            str(Category(sent.category).label),
            status_of(sent.state, expires_at=sent.expires_at, opened_at=sent.opened_at, now=now),
            sent.created_at,
            sent.opened_at,
            sent.case_number,
        )
        for sent in shipments_about(case.public_id, actor=actor)
    ]
