"""What the receiving process reads: few columns, and nothing that it could open by itself (KL-SHARE-010)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from arbeidsrom.core.keys.ring import pepper
from arbeidsrom.core.vault.queries import StoredFile
from arbeidsrom.modules.sharing import manifest as manifests
from arbeidsrom.modules.sharing.manifest import Manifest, SharedDocument
from arbeidsrom.modules.sharing.models import (
    Answer,
    AnswerDocument,
    DocumentKey,
    Generation,
    OpeningSession,
    Receipt,
    Shipment,
    ShipmentDocument,
    TryCounter,
)
from arbeidsrom.modules.sharing.rules import two_channel
from arbeidsrom.modules.sharing.rules.tries import TRIES_PER_GENERATION, address_is_limited, counted_address, may_try_at
from arbeidsrom.modules.sharing.states import ShipmentState

SHIPMENT_COLUMNS = (
    "id",
    "public_id",
    "tenant",
    "reference",
    "state",
    "max_openings",
    "is_strict",
    "language",
    "opened_at",
    "completed_at",
)
GENERATION_COLUMNS = (
    "id",
    "shipment_id",
    "number",
    "token_hash",
    "salt",
    "commitment",
    "wrapped_key",
    "sealed_manifest",
    "attempts",
    "openings",
    "issued_at",
    "expires_at",
    "locked_at",
    "used_up_at",
    "ended_at",
)
_OPEN_STATES = (ShipmentState.SENT, ShipmentState.LOCKED, ShipmentState.COMPLETED)


class NotAvailable(Exception):
    """The shipment is no longer available; why is nobody's business."""


@dataclass(frozen=True, slots=True)
class OpenShipment:
    """A shipment in a browser where the right code was given."""

    session_id: int
    generation: Generation
    shipment: Shipment
    key: bytes
    manifest: Manifest
    ends_at: datetime

    @property
    def bound_to(self) -> bytes:
        return self.generation.binding(self.shipment).associated_data()


def counter_keys(token_hash: bytes, origin: str) -> tuple[bytes, bytes]:
    """Under which keyed hashes wrong tries are counted: for the link, and for the network address."""
    secret = pepper()
    link = hmac.new(secret, b"try|link|" + token_hash, hashlib.sha256).digest()
    address = hmac.new(secret, b"try|address|" + counted_address(origin).encode(), hashlib.sha256).digest()
    return link, address


def address_may_try_at(origin: str, *, now: datetime) -> datetime | None:
    """When the network address may try again, or None when at once; whatever it tries is not looked at."""
    _link, address = counter_keys(b"", origin)
    counter = TryCounter.objects.filter(key=address).first()
    if counter is None or not address_is_limited(counter.wrong_tries, counter.began_at, now):
        return None
    return _later(may_try_at(TRIES_PER_GENERATION, counter.last_wrong_at), now)


def next_try_at(token_hash: bytes, *, now: datetime) -> datetime | None:
    """When the next try of the link is allowed, or None when at once; the same for links that do not exist."""
    link, _address = counter_keys(token_hash, "")
    counter = TryCounter.objects.filter(key=link).first()
    return _later(may_try_at(counter.wrong_tries, counter.last_wrong_at), now) if counter else None


def _later(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment and moment > now else None


def openable(now: datetime) -> QuerySet[Generation]:
    """The generations that the right code opens now."""
    return Generation.objects.filter(
        Q(shipment__max_openings=None) | Q(openings__lt=F("shipment__max_openings")),
        shipment__state=ShipmentState.SENT,
        ended_at=None,
        locked_at=None,
        used_up_at=None,
        expires_at__gt=now,
    )


def find_openable(token_hash: bytes, *, now: datetime) -> Generation | None:
    """The generation of the link, if the right code would open it."""
    return with_shipment(openable(now)).filter(token_hash=token_hash).first()


def hold(shipment: Shipment) -> None:
    """Nobody else changes the shipment before this transaction ends.

    Its sender holds it before anything of its generations, so the receiver does too: two who wait for each other
    would both be stopped.
    """
    Shipment.objects.select_for_update(no_key=True).only("id").get(pk=shipment.pk)


def with_shipment(generations: QuerySet[Generation]) -> QuerySet[Generation]:
    """Together with the few columns of the shipment that the receiving process may read."""
    shipment = (f"shipment__{name}" for name in SHIPMENT_COLUMNS)
    return generations.select_related("shipment").only(*GENERATION_COLUMNS, *shipment)


def open_shipment(secret: bytes, *, reference: str, now: datetime) -> OpenShipment:
    """The shipment of this reference, if the browser's cookie opens it and not another one, or ``NotAvailable``."""
    session = (
        OpeningSession.objects.filter(secret_hash=hashlib.sha256(secret).digest(), expires_at__gt=now)
        .values_list("id", "generation_id", "sealed_key", "expires_at")
        .first()
    )
    if session is None:
        raise NotAvailable
    session_id, generation_id, sealed_key, ends_at = session
    alive = Generation.objects.filter(
        pk=generation_id,
        ended_at=None,
        expires_at__gt=now,
        shipment__state__in=_OPEN_STATES,
        shipment__reference=reference,
    )
    generation = with_shipment(alive).first()
    if generation is None or generation.sealed_manifest is None:
        raise NotAvailable
    bound = generation.binding(generation.shipment).associated_data()
    try:
        key = two_channel.unseal(session_key(secret), bytes(sealed_key), bound)
    except two_channel.WrongKey as error:
        raise NotAvailable from error
    said = manifests.unseal(bytes(generation.sealed_manifest), key, bound)
    return OpenShipment(session_id, generation, generation.shipment, key, said, ends_at)


def session_key(secret: bytes) -> bytes:
    """The key that only the browser's cookie holds."""
    return two_channel.subkey(secret, "session")


def is_still_open(session_id: int, *, now: datetime) -> bool:
    """Whether a download that is running may go on."""
    return OpeningSession.objects.filter(pk=session_id, expires_at__gt=now, generation__ended_at=None).exists()


def document_key(opened: OpenShipment, place: int) -> bytes:
    """The document's own key, unwrapped with the shipment's."""
    wrapped = (
        DocumentKey.objects.filter(generation=opened.generation, document__place=place)
        .values_list("wrapped", "document__version")
        .first()
    )
    if wrapped is None:
        raise NotAvailable
    return manifests.unwrap_document_key(
        bytes(wrapped[0]), key=opened.key, version=wrapped[1], generation=opened.bound_to
    )


def stored_file(opened: OpenShipment, document: SharedDocument) -> StoredFile:
    """Where the document's sealed bytes lie, as the manifest says."""
    said = opened.manifest
    return StoredFile(UUID(document.version), UUID(said.tenant), UUID(said.holder), document.size, document.storage_key)


def row_ids(opened: OpenShipment) -> dict[int, int]:
    """The rows of the shipment's documents by place, for receipts."""
    rows = ShipmentDocument.objects.filter(shipment_id=opened.shipment.pk).values_list("place", "id")
    return dict(rows)


def delivered_places(opened: OpenShipment) -> set[int]:
    """The documents that have been delivered in full with this code."""
    rows = Receipt.objects.filter(generation_id=opened.generation.pk, completed_at__isnull=False)
    return set(rows.values_list("document__place", flat=True))


def size_of_answers(opened: OpenShipment) -> int:
    """How many bytes have been sent back to the shipment."""
    sizes = AnswerDocument.objects.filter(answer__shipment_id=opened.shipment.pk)
    return int(sizes.aggregate(all=Sum("size"))["all"] or 0)


def answers_given(opened: OpenShipment) -> list[datetime]:
    """When answers were given to the shipment."""
    return sorted(Answer.objects.filter(shipment_id=opened.shipment.pk).values_list("arrived_at", flat=True))
