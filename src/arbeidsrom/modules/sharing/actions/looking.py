"""Looking at shipments and at what could be shared: what is about people leaves a trace in the log (PL-AUD-001)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.keys.queries import open_holders
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.models import Shipment
from arbeidsrom.modules.sharing.queries import shipments
from arbeidsrom.modules.sharing.subjects import Subject


class ShownShipment(NamedTuple):
    """A shipment in a list, as the log tells of it: who answers for it, and whom it is about."""

    tenant: UUID
    reference: str
    people: Sequence[UUID]


def look_at_shipments(shown: Iterable[ShownShipment], *, actor: Actor, now: datetime) -> None:
    """Titles and receivers stood in a list; one entry for each body that answers for some of the shipments."""
    by_tenant: dict[UUID, list[ShownShipment]] = defaultdict(list)
    for shipment in shown:
        by_tenant[shipment.tenant].append(shipment)
    for tenant, of_tenant in sorted(by_tenant.items()):
        record(
            "sharing.shipment_list.viewed",
            None,
            actor=actor,
            at=now,
            tenant=tenant,
            subjects=[person for each in of_tenant for person in each.people],
            details={"count": len(of_tenant), "references": ", ".join(each.reference for each in of_tenant)},
        )


def look_at_shipment(shipment_id: UUID, *, actor: Actor, now: datetime) -> tuple[Shipment, Subject]:
    """Open the shipment's page, which shows also what it is about."""
    shipment = shipments.get_shipment(shipment_id, actor=actor)
    open_holders([shipment])
    subject = subjects.get_subject(shipment.about, actor=actor)
    record(
        "sharing.shipment.viewed",
        shipment.public_id,
        actor=actor,
        at=now,
        tenant=shipment.tenant,
        subjects=subject.people,
        details={"reference": shipment.reference},
    )
    return shipment, subject


def look_at_subject(subject: Subject, *, actor: Actor, now: datetime) -> None:
    """What can be shared is shown: the titles of documents, whom it is about, and the receivers one knows."""
    record(
        "sharing.subject.viewed",
        subject.about,
        actor=actor,
        at=now,
        tenant=subject.tenant,
        unit=subject.club.pk,
        subjects=subject.people,
        details={"number": subject.number},
    )
