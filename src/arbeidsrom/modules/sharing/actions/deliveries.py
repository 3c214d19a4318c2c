"""What has been delivered to the receiver, and when the shipment is done (KL-SHARE-011, KL-SHARE-012)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Least

from arbeidsrom.core.audit.actions import record
from arbeidsrom.lib.actor import receiver
from arbeidsrom.modules.sharing.actions.history import happened
from arbeidsrom.modules.sharing.manifest import SharedDocument
from arbeidsrom.modules.sharing.models import (
    Download,
    Generation,
    OpeningSession,
    Receipt,
    Shipment,
    ShipmentDocument,
    ShipmentEvent,
)
from arbeidsrom.modules.sharing.queries import openings
from arbeidsrom.modules.sharing.queries.openings import OpenShipment
from arbeidsrom.modules.sharing.states import EventKind, ShipmentState

GRACE = timedelta(hours=24)

_ADD_TO_RECEIPT = """
INSERT INTO sharing_receipt AS receipt (generation_id, document_id, delivered, first_at, last_at)
VALUES (%(generation)s, %(document)s, int8multirange(int8range(%(start)s, %(end)s)), %(now)s, %(now)s)
ON CONFLICT (generation_id, document_id) DO UPDATE
SET delivered = receipt.delivered + excluded.delivered, last_at = excluded.last_at
RETURNING delivered @> int8range(0, %(size)s) AND completed_at IS NULL
"""
_ADD_TO_DOWNLOAD = """
INSERT INTO sharing_download AS download (session, document_id, delivered)
VALUES (%(session)s, %(document)s, int8multirange(int8range(%(start)s, %(end)s)))
ON CONFLICT (session, document_id) DO UPDATE SET delivered = download.delivered + excluded.delivered
RETURNING xmax = 0, delivered @> int8range(0, %(size)s) AND completed_at IS NULL
"""


@transaction.atomic
def record_delivery(opened: OpenShipment, place: int, *, start: int, end: int, origin: str, now: datetime) -> None:
    """Bytes of a document have been sent, every one of them authenticated before.

    Every opened browser that begins to fetch it, and that has all of it, is written down; the last document that the
    receiver had not got with this code completes the shipment.
    """
    document = opened.manifest.documents[place - 1]
    row_id = openings.row_ids(opened)[place]
    values: dict[str, int | datetime] = {
        "generation": opened.generation.pk,
        "session": opened.session_id,
        "document": row_id,
        "start": start,
        "end": end,
        "now": now,
        "size": document.size,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADD_TO_DOWNLOAD, values)
        begins, is_whole_here = cursor.fetchone()
        cursor.execute(_ADD_TO_RECEIPT, values)
        is_whole_now = cursor.fetchone()[0]
    if not (begins or is_whole_here or is_whole_now):
        return
    openings.hold(opened.shipment)  # of two last documents at once, the later one sees both
    if is_whole_here:
        Download.objects.filter(session=opened.session_id, document_id=row_id).update(completed_at=now)
        _downloaded(opened, row_id, document, origin=origin, now=now)
    elif begins:
        _began(opened, document, origin=origin, now=now)
    if is_whole_now:
        Receipt.objects.filter(generation=opened.generation, document_id=row_id).update(completed_at=now)
        if _is_everything(opened):
            complete_shipment(opened, origin=origin, now=now)


def _downloaded(opened: OpenShipment, row_id: int, document: SharedDocument, *, origin: str, now: datetime) -> None:
    happened(
        EventKind.DOWNLOADED,
        opened.shipment,
        actor=receiver(origin, tenant=opened.shipment.tenant),
        at=now,
        document=ShipmentDocument(pk=row_id),
        details={"version": document.version},
    )


def _began(opened: OpenShipment, document: SharedDocument, *, origin: str, now: datetime) -> None:
    """Something of the document has gone out, though perhaps not all of it ever will."""
    shipment = opened.shipment
    record(
        "sharing.shipment.download_begun",
        shipment.public_id,
        actor=receiver(origin, tenant=shipment.tenant),
        at=now,
        tenant=shipment.tenant,
        details={"reference": shipment.reference, "version": document.version},
    )


def _is_everything(opened: OpenShipment) -> bool:
    """Whether every document has been delivered in full; of an empty one there is nothing to deliver."""
    wanted = {document.place for document in opened.manifest.documents if document.size > 0}
    return wanted <= openings.delivered_places(opened)


@transaction.atomic
def complete_shipment(opened: OpenShipment, *, origin: str, now: datetime) -> None:
    """Everything has been received: the code stops working; browsers where it was given have 24 hours more."""
    openings.hold(opened.shipment)
    used_up = Generation.objects.filter(pk=opened.generation.pk, used_up_at=None, ended_at=None)
    if not used_up.update(used_up_at=now):
        return
    OpeningSession.objects.filter(generation=opened.generation).update(expires_at=Least(F("expires_at"), now + GRACE))
    unfinished = Shipment.objects.filter(pk=opened.shipment.pk, state__in=[ShipmentState.SENT, ShipmentState.LOCKED])
    if unfinished.update(state=ShipmentState.COMPLETED, completed_at=now):
        happened(EventKind.COMPLETED, opened.shipment, actor=receiver(origin, tenant=opened.shipment.tenant), at=now)


@transaction.atomic
def report_wrong_receiver(*, token_hash: bytes, origin: str, now: datetime) -> None:
    """Somebody who should not have got the link says so: its sender is told.

    Nothing tells whether there is such a link, and nothing is opened or locked: anybody with the mail can do this.
    """
    generation = openings.with_shipment(Generation.objects.filter(token_hash=token_hash, ended_at=None)).first()
    if generation is None:
        return
    shipment = generation.shipment
    openings.hold(shipment)  # of two who say so at once, the second finds that it has been said
    already = ShipmentEvent.objects.filter(shipment_id=shipment.pk, kind=EventKind.WRONG_RECEIVER)
    if not already.filter(at__gte=generation.issued_at).exists():
        happened(EventKind.WRONG_RECEIVER, shipment, actor=receiver(origin, tenant=shipment.tenant), at=now)
