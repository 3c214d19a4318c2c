"""Shipments as their sender's club sees them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.notifications import queries as notifications
from arbeidsrom.core.notifications.queries import Delivery
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import access, subjects
from arbeidsrom.modules.sharing.models import (
    Answer,
    AnswerDocument,
    OpeningSession,
    Receipt,
    Shipment,
    ShipmentDocument,
)
from arbeidsrom.modules.sharing.rules.orders import Receiver
from arbeidsrom.modules.sharing.states import AnswerState, ShipmentState

_PURPOSE = "sharing.receiver"


class SentIn(NamedTuple):
    """That a document version went out in a shipment."""

    shipment: UUID
    reference: str
    sent_at: datetime
    receiver: str
    category: str
    state: str
    expires_at: datetime | None
    opened_at: datetime | None

    @property
    def reached_nobody(self) -> bool:
        """Whether it was withdrawn before anybody opened it."""
        return self.state == ShipmentState.WITHDRAWN and self.opened_at is None


@dataclass(frozen=True, slots=True)
class EarlierShipments:
    """What a receiver has already got about a subject, and what they have sent back themselves."""

    last_sent_at: datetime | None
    versions: frozenset[UUID]
    answered: frozenset[UUID]
    case_number: str


def get_shipment(public_id: UUID, *, actor: Actor, lock: bool = False) -> Shipment:
    """The shipment, or ``Shipment.DoesNotExist`` when the actor cannot see it.

    Who has it locked keeps nobody from writing down that something happened to it.
    """
    shipments = access.visible_shipments(actor).select_related("club", "sent_by__person", "desk", "address")
    return (shipments.select_for_update(of=("self",), no_key=True) if lock else shipments).get(public_id=public_id)


def deliveries_of(shipment: Shipment) -> list[Delivery]:
    """How far the mail and the SMS with the latest link and code have come."""
    latest = shipment.generations.order_by("-number").values_list("messages", flat=True).first()
    return notifications.deliveries_of(latest) if latest else []


def number_of_codes(shipment: Shipment) -> int:
    """How many codes have been made for the shipment."""
    return shipment.generations.count()


def documents_of(shipment: Shipment) -> list[ShipmentDocument]:
    """The documents in their order."""
    return list(shipment.documents.order_by("place"))


def open_sessions(shipment: Shipment, *, now: datetime) -> int:
    """In how many browsers it stands open now."""
    return OpeningSession.objects.filter(generation__shipment=shipment, expires_at__gt=now).count()


def receipts_of(shipment: Shipment) -> dict[int, Receipt]:
    """By document: when it was first delivered in full, whatever the code, else the most that was delivered."""
    receipts = Receipt.objects.filter(document__shipment=shipment).order_by("id")
    telling = sorted(receipts, key=_telling)
    return {each.document_id: each for each in reversed(telling)}


def _telling(receipt: Receipt) -> tuple[float, int]:
    """What is delivered in full comes first, the earliest of it before all."""
    whole = receipt.completed_at.timestamp() if receipt.completed_at else math.inf
    return whole, -receipt.bytes_delivered


def answers_to(shipment: Shipment) -> list[Answer]:
    """What the receiver has sent back, the latest first."""
    answers = shipment.answers.prefetch_related("documents").select_related("read_by__person", "shipment")
    return list(answers.order_by("-arrived_at", "-id"))


def get_answer(public_id: UUID, *, actor: Actor, lock: bool = False) -> Answer:
    """The answer, or ``Answer.DoesNotExist`` when the actor cannot see it."""
    answers = access.visible_answers(actor).select_related("shipment__club")
    return (answers.select_for_update(of=("self",)) if lock else answers).get(public_id=public_id)


def shipments_about(about: UUID, *, actor: Actor) -> list[Shipment]:
    """The shipments about one subject, the latest first; their protected fields open without further queries."""
    shipments = access.visible_shipments(actor).filter(about=about).select_related("club", "desk")
    found = list(shipments.order_by("-created_at", "-id"))
    keys.open_holders(found)
    return found


def number_open(about: UUID, *, now: datetime) -> int:
    """How many shipments are not finished: waiting for somebody, or still open in a browser that had the code.

    The caller has decided access.
    """
    return Shipment.objects.filter(still_open(now) | in_a_browser(now), about=about).count()


def in_a_browser(now: datetime) -> Exists:
    """Shipments that stand open where the code was given, also for a day after everything has been received."""
    return Exists(OpeningSession.objects.filter(generation__shipment=OuterRef("pk"), expires_at__gt=now))


def unread_answers(abouts: Collection[UUID] | QuerySet[Any]) -> int:
    """How many answers about these are still coming in, or are a message alone that nobody has read.

    What has documents is unread by its documents. The caller has decided access.
    """
    files = AnswerDocument.objects.filter(answer=OuterRef("pk"))
    unread = Q(state=AnswerState.ARRIVED) | Q(~Exists(files), read_at=None)
    return Answer.objects.filter(unread, shipment__about__in=abouts).count()


def still_open(now: datetime) -> Q:
    """Shipments that wait for approval, for their code, or for their receiver."""
    waiting = Q(state__in=[ShipmentState.AWAITING_APPROVAL, ShipmentState.READY])
    return waiting | Q(state__in=[ShipmentState.SENT, ShipmentState.LOCKED], expires_at__gt=now)


def is_later(shipment: Shipment) -> bool:
    """Whether the receiver has got something in the same case before (KL-SHARE-005)."""
    address = shipment.address.public_id if shipment.address else None
    receiver = Receiver(shipment.receiver_name, shipment.receiver_email, address=address)
    same = _sent_to(shipment.tenant, receiver).filter(about=shipment.about)
    return same.filter(sent_at__lt=shipment.sent_at).exists()


def sent_versions(about: UUID) -> dict[UUID, list[SentIn]]:
    """Beside each document: in which shipments it was sent, and when (KL-DOC-008). The caller has decided access."""
    rows = list(
        ShipmentDocument.objects.filter(shipment__about=about, shipment__sent_at__isnull=False)
        .select_related("shipment")
        .order_by("shipment__sent_at", "id")
    )
    keys.open_holders(row.shipment for row in rows)
    found: dict[UUID, list[SentIn]] = defaultdict(list)
    for row in rows:
        sent = row.shipment
        if sent.sent_at is not None:
            found[row.version].append(
                SentIn(
                    sent.public_id,
                    sent.reference,
                    sent.sent_at,
                    sent.receiver_name,
                    sent.category,
                    sent.state,
                    sent.expires_at,
                    sent.opened_at,
                )
            )
    return dict(found)


def _sent_to(tenant: UUID, receiver: Receiver) -> QuerySet[Shipment]:
    """What has been sent to the receiver, also before somebody kept the same e-mail address in the address book.

    What was withdrawn before anybody opened it has reached nobody.
    """
    known = [receiver_index(tenant, receiver)]
    if receiver.address is not None and receiver.email:
        known.append(receiver_index(tenant, replace(receiver, address=None)))
    sent = Shipment.objects.filter(receiver_index__in=known, sent_at__isnull=False)
    return sent.exclude(state=ShipmentState.WITHDRAWN, opened_at=None)


def receiver_index(tenant: UUID, receiver: Receiver) -> bytes:
    """What tells shipments to one receiver apart from others, without saying who it is."""
    if receiver.address is not None:
        return keys.blind_index(tenant, _PURPOSE, f"address:{receiver.address}")
    if receiver.email:
        return keys.blind_index(tenant, _PURPOSE, f"mail:{receiver.email.strip().casefold()}")
    return keys.blind_index(tenant, _PURPOSE, f"name:{' '.join(receiver.name.split()).casefold()}")


def earlier_shipments(subject: subjects.Subject, receiver: Receiver) -> EarlierShipments:
    """What this receiver already has of the subject, and when they last got something (KL-SHARE-006)."""
    sent = _sent_to(subject.tenant, receiver).filter(about=subject.about)
    last = sent.order_by("-sent_at", "-id").first()
    versions = ShipmentDocument.objects.filter(shipment__in=sent).values_list("version", flat=True)
    answered = AnswerDocument.objects.filter(answer__shipment__in=sent).exclude(version=None)
    numbers = sent.exclude(case_number="").order_by("-sent_at", "-id").values_list("case_number", flat=True)
    return EarlierShipments(
        last_sent_at=last.sent_at if last else None,
        versions=frozenset(versions),
        answered=frozenset(version for version in answered.values_list("version", flat=True) if version),
        case_number=numbers.first() or "",
    )
