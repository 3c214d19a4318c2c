"""The documents of a case; the vault keeps them, the case decides who sees them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.core.vault.models import Document
from arbeidsrom.modules.workspace.models.cases import Case


class Origin(models.TextChoices):
    """Where a document came from."""

    OWN = "own", _("Added by a steward")
    MADE = "made", _("Made in the program")
    RECEIVED = "received", _("Received")


class CaseDocument(models.Model):
    """A document of a case. A received one is unread until a steward has looked; an approved one is locked."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    received_from = SealedTextField(max_length=200)
    shipment = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=300)
    seen_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-added_at"], name="case_document_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin=Origin.RECEIVED) | Q(seen_at__isnull=False), name="case_document_own_is_seen"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by="")
                | (Q(approved_at__isnull=False) & ~Q(approved_by="")),
                name="case_document_approved_by_somebody",
            ),
        ]

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.case.holder)

    @property
    def is_approved(self) -> bool:
        """Whether it is approved, and with that locked."""
        return self.approved_at is not None

    @property
    def is_unread(self) -> bool:
        """Whether nobody has looked at it since it came."""
        return self.seen_at is None
