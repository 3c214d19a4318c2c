"""Downloads of a receiver: one by one or all as a zip, with ranges, in constant memory (KL-SHARE-007, KL-SHARE-014)."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from arbeidsrom.core.vault.responses import FileToSend, send_file, send_zip
from arbeidsrom.modules.sharing.actions import deliveries
from arbeidsrom.modules.sharing.manifest import SharedDocument
from arbeidsrom.modules.sharing.queries import openings
from arbeidsrom.modules.sharing.queries.openings import OpenShipment
from arbeidsrom.modules.sharing.views.receiver import origin_of, with_open_shipment


@require_safe
@with_open_shipment
def download_document(request: HttpRequest, opened: OpenShipment, place: int) -> HttpResponseBase:
    """One document, the very bytes that were shared."""
    document = opened.manifest.document(place)
    if document is None:
        raise Http404
    if document.size == 0 and request.method == "GET":
        _note(opened, place, origin_of(request), 0, 0)
    return send_file(request, _sending(request, opened, document))


@require_safe
@with_open_shipment
def download_all(request: HttpRequest, opened: OpenShipment) -> HttpResponseBase:
    """All documents as one zip file, made while it is sent; a lost connection can go on where it stopped."""
    files = [_sending(request, opened, document) for document in opened.manifest.documents]
    return send_zip(request, files, name=f"forsendelse-{opened.shipment.reference}.zip")


def _sending(request: HttpRequest, opened: OpenShipment, document: SharedDocument) -> FileToSend:
    """The document with its own key and the receipt that is kept while it is sent."""
    written: datetime = timezone.localtime(opened.generation.issued_at)
    return FileToSend(
        file=openings.stored_file(opened, document),
        key=openings.document_key(opened, document.place),
        name=document.file_name,
        content_type=document.content_type,
        crc32=document.crc32,
        changed_at=written,
        on_sent=partial(_note, opened, document.place, origin_of(request)),
    )


def _note(opened: OpenShipment, place: int, origin: str, start: int, end: int) -> bool:
    """These bytes have gone out; false when the shipment was withdrawn or has expired meanwhile."""
    now = timezone.now()
    if not openings.is_still_open(opened.session_id, now=now):
        return False
    deliveries.record_delivery(opened, place, start=start, end=end, origin=origin, now=now)
    return True
