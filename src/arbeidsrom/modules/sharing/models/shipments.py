"""Shipments, their documents, their codes, and what has happened to them."""

from __future__ import annotations

import uuid
from datetime import UTC

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.sharing.models.addresses import ReceiverAddress
from arbeidsrom.modules.sharing.rules.categories import Category, LegalGround
from arbeidsrom.modules.sharing.rules.tries import TRIES_PER_GENERATION
from arbeidsrom.modules.sharing.rules.two_channel import Binding
from arbeidsrom.modules.sharing.states import CAN_FOLLOW, ShipmentState, Way

LONGEST_DAYS = 30


class Shipment(models.Model):
    """Documents shared with one receiver («forsendelse»). What is about people lies under the key of their holder.

    ``about`` is the public id of what it concerns, such as a case; sharing itself knows no cases.
    ``receiver_index`` tells shipments to the same receiver apart from others without saying who it is, and
    ``contact_marks`` find those of a receiver who asks what is stored about them (``core.privacy.contacts``).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=13, unique=True)
    tenant = models.UUIDField()
    holder = models.UUIDField()
    about = models.UUIDField()
    own_number = models.CharField(max_length=40, blank=True)
    case_number = models.CharField(max_length=40, blank=True)
    club = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField(max_length=200)
    sender_organisation = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=ShipmentState.choices)
    way = models.CharField(max_length=8, choices=Way.choices)
    category = models.CharField(max_length=24, choices=Category.choices)
    title = SealedTextField(max_length=120)
    message = SealedTextField(max_length=5000)
    reason = SealedTextField(max_length=1000)
    legal_ground = models.CharField(max_length=16, choices=LegalGround.choices, blank=True)
    consent = models.UUIDField(null=True)
    address = models.ForeignKey(ReceiverAddress, null=True, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    receiver_name = SealedTextField(max_length=120)
    receiver_email = SealedTextField(max_length=254)
    receiver_mobile = SealedTextField(max_length=20)
    receiver_index = models.BinaryField(max_length=16)
    contact_marks = ArrayField(models.UUIDField(), default=list, db_default=[])
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nb")
    days_open = models.PositiveSmallIntegerField()
    max_openings = models.PositiveSmallIntegerField(null=True)
    is_strict = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = SealedTextField(max_length=1000)
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["about", "-created_at"], name="shipment_about"),
            models.Index(fields=["club", "-created_at"], name="shipment_club"),
            models.Index(fields=["desk", "-created_at"], name="shipment_desk", condition=Q(desk__isnull=False)),
            models.Index(
                fields=["expires_at"], name="shipment_unopened", condition=Q(opened_at=None, reminded_at=None)
            ),
            GinIndex(fields=["contact_marks"], name="shipment_contact_marks"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(days_open__range=(1, LONGEST_DAYS)), name="shipment_open_one_to_thirty_days"
            ),
            models.CheckConstraint(condition=Q(is_strict=False) | Q(max_openings=1), name="shipment_strict_opens_once"),
            models.CheckConstraint(
                condition=Q(max_openings=None) | Q(max_openings__gte=1), name="shipment_can_be_opened"
            ),
            models.CheckConstraint(
                condition=Q(state=ShipmentState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=ShipmentState.WITHDRAWN) & Q(withdrawn_at=None)),
                name="shipment_withdrawn_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ShipmentState.SENT, ShipmentState.LOCKED, ShipmentState.COMPLETED])
                | Q(sent_at__isnull=False, expires_at__isnull=False),
                name="shipment_sent_expires",
            ),
            models.CheckConstraint(
                condition=~Q(state=ShipmentState.COMPLETED) | Q(completed_at__isnull=False, opened_at__isnull=False),
                name="shipment_completed_was_opened",
            ),
            models.CheckConstraint(
                condition=Q(consent=None) | Q(legal_ground=LegalGround.CONSENT), name="shipment_consent_is_the_ground"
            ),
        ]

    def sealed_under(self) -> HolderRef:
        return HolderRef(self.holder)

    def move_to(self, state: ShipmentState) -> None:
        """Take the next state, or refuse when it cannot follow."""
        if state not in CAN_FOLLOW[ShipmentState(self.state)]:
            raise WrongState(f"{self.state} → {state}")
        self.state = state


class ShipmentDocument(models.Model):
    """A stored document version that is part of a shipment; it is never copied."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="documents")
    version = models.UUIDField()
    place = models.PositiveSmallIntegerField()
    size = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["version"], name="shipment_document_version")]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "version"], name="shipment_document_once"),
            models.UniqueConstraint(fields=["shipment", "place"], name="shipment_document_place"),
        ]


class Generation(models.Model):
    """One link with its code. A new code is a new generation: same reference, and the old link and code are dead.

    A generation that has ended holds no key any more; nobody can open anything with it, whatever they know.
    """

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="generations")
    number = models.PositiveSmallIntegerField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    salt = models.BinaryField(max_length=16)
    commitment = models.BinaryField(max_length=32)
    wrapped_key = models.BinaryField(null=True)
    sealed_manifest = models.BinaryField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    openings = models.PositiveSmallIntegerField(default=0)
    issued_by = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    used_up_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    messages = ArrayField(models.UUIDField(), default=list)
    undelivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [GinIndex(fields=["messages"], name="generation_messages")]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "number"], name="generation_number"),
            models.UniqueConstraint(fields=["shipment"], name="generation_one_alive", condition=Q(ended_at=None)),
            models.CheckConstraint(condition=Q(attempts__lte=TRIES_PER_GENERATION), name="generation_has_ten_tries"),
            models.CheckConstraint(
                condition=Q(ended_at=None, wrapped_key__isnull=False, sealed_manifest__isnull=False)
                | Q(ended_at__isnull=False, wrapped_key=None, sealed_manifest=None),
                name="generation_that_ended_has_no_key",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="generation_expires_later"),
        ]

    def binding(self, shipment: Shipment) -> Binding:
        """What the generation's key is bound to; the moment as the database gives it back, whatever zone it came in."""
        return Binding(shipment.public_id, shipment.reference, self.number, self.expires_at.astimezone(UTC).isoformat())


class DocumentKey(models.Model):
    """The key of a document version, wrapped under the key of a shipment's generation; deleted when that ends."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="document_keys")
    document = models.ForeignKey(ShipmentDocument, on_delete=models.CASCADE, related_name="+")
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generation", "document"], name="document_key_once")]


class ShipmentEvent(models.Model):
    """Something that happened to a shipment; its sender is told of some of them, once."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    document = models.ForeignKey(ShipmentDocument, null=True, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["shipment", "at"], name="shipment_event_shipment"),
            models.Index(fields=["id"], name="shipment_event_untold", condition=Q(told_at=None)),
        ]
