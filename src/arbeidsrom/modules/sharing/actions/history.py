"""Writing down what happened to a shipment: in its own history and in the audit log, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.models import DeskCase, Shipment, ShipmentDocument, ShipmentEvent
from arbeidsrom.modules.sharing.states import EventKind

if TYPE_CHECKING:
    from arbeidsrom.core.audit.rules import Value

TOLD = {
    EventKind.OPENED,
    EventKind.LOCKED,
    EventKind.WRONG_RECEIVER,
    EventKind.ANSWERED,
    EventKind.COMPLETED,
    EventKind.APPROVED,
    EventKind.REJECTED,
    EventKind.REMINDED,
    EventKind.UNDELIVERED,
    EventKind.CONSENT_WITHDRAWN,
}


def happened(
    kind: EventKind,
    shipment: Shipment,
    *,
    actor: Actor,
    at: datetime,
    document: ShipmentDocument | None = None,
    tell: bool = True,
    people: Iterable[UUID] = (),
    details: Mapping[str, Value] | None = None,
) -> None:
    """Keep it in the history, tell the steward soon if it is worth telling, and write it to the audit log."""
    ShipmentEvent.objects.create(
        shipment_id=shipment.pk,
        kind=kind,
        at=at,
        document=document,
        told_at=None if tell and kind in TOLD else at,
    )
    record(
        f"sharing.shipment.{kind}",
        shipment.public_id,
        actor=actor,
        at=at,
        tenant=shipment.tenant,
        subjects=people,
        details={"reference": shipment.reference, **(details or {})},
    )


def ask_for_approval(shipment: Shipment, *, actor: Actor, now: datetime) -> None:
    """Tell the others who follow up the case that a shipment waits for one of them."""
    source = subjects.source()
    others = source.people_to_tell(shipment.about, today=timezone.localdate(now)) if source else ()
    for person_id in others:
        if person_id != actor.person_id:
            notify(
                person_id,
                "sharing.awaits_approval",
                about=shipment.public_id,
                url=reverse("show_shipment", args=[shipment.public_id]),
                params={"reference": shipment.reference},
                now=now,
            )


def note(shipment: Shipment, kind: EventKind, *, actor: Actor, now: datetime, **facts: str) -> None:
    """Let it stand in the history of what the shipment is about as well."""
    source = subjects.source()
    if source is not None:
        source.noted(
            shipment.about,
            kind,
            shipment=shipment.public_id,
            actor=actor,
            now=now,
            reference=shipment.reference,
            **facts,
        )


@transaction.atomic
def lose_consent(shipments: Iterable[Shipment], *, actor: Actor, now: datetime) -> None:
    """What the shipments rest on was taken back or has ended: those who follow up the case are told to withdraw them.

    Each loss is told of once; the caller knows which are new.
    """
    for shipment in shipments:
        happened(EventKind.CONSENT_WITHDRAWN, shipment, actor=actor, at=now)


def forget_shipments(about: UUID) -> int:
    """What the shipments were about is deleted for good, and they with it; what was done stands in the audit log."""
    DeskCase.objects.filter(about=about).delete()
    shipments = Shipment.objects.filter(about=about)
    count = shipments.count()
    shipments.delete()
    return count
