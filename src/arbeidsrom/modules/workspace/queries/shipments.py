"""What has been sent from a case."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class SentIn(NamedTuple):
    """That a document version went out in a shipment."""

    shipment: UUID
    reference: str
    sent_at: datetime
    receiver: str
    category: str


def sent_versions(about: UUID) -> dict[UUID, list[SentIn]]:
    """In which shipments each version was sent, and when."""
    return {}
