"""What receivers send back, sealed to the holder's public key by a process that cannot open it again (KL-SHARE-013)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.sharing.models.shipments import Shipment
from arbeidsrom.modules.sharing.states import ANSWER_CAN_FOLLOW, AnswerState


class Answer(models.Model):
    """A message and documents from the receiver; taken in by a job, unread until a steward has looked."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="answers")
    state = models.CharField(max_length=10, choices=AnswerState.choices, default=AnswerState.ARRIVED)
    sealed_message = models.BinaryField()
    arrived_at = models.DateTimeField()
    message = SealedTextField(max_length=5000, null=True, default=None)
    sender = SealedTextField(max_length=120, null=True, default=None)
    taken_in_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Position, null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["shipment", "arrived_at"], name="answer_shipment"),
            models.Index(fields=["id"], name="answer_waiting", condition=Q(state=AnswerState.ARRIVED)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AnswerState.TAKEN_IN, taken_in_at__isnull=False)
                | Q(state=AnswerState.ARRIVED, taken_in_at=None),
                name="answer_taken_in_at",
            ),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(state=AnswerState.TAKEN_IN), name="answer_read_when_taken_in"
            ),
        ]

    def sealed_under(self) -> HolderRef:
        return HolderRef(self.shipment.holder)

    def move_to(self, state: AnswerState) -> None:
        """Take the next state, or refuse when it cannot follow."""
        if state not in ANSWER_CAN_FOLLOW[AnswerState(self.state)]:
            raise WrongState(f"{self.state} → {state}")
        self.state = state


class AnswerDocument(models.Model):
    """A file of an answer: sealed to the holder when it came (``received``), a document version when taken in."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="documents")
    place = models.PositiveSmallIntegerField()
    received = models.UUIDField(unique=True)
    size = models.BigIntegerField()
    sealed = models.BinaryField(null=True)
    version = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "place"], name="answer_document_place"),
            models.CheckConstraint(
                condition=Q(version=None, sealed__isnull=False) | Q(version__isnull=False, sealed=None),
                name="answer_document_sealed_or_stored",
            ),
        ]
