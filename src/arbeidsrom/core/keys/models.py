"""Keys in the database, every one of them wrapped under the key above it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class TenantRef:
    """Sealed under the key of the body that answers for the data."""

    tenant: UUID


@dataclass(frozen=True, slots=True)
class HolderRef:
    """Sealed under the key of one holder, such as a case; destroying that key destroys the content."""

    holder: UUID


class Purpose(models.TextChoices):
    SEALING = "sealing", _("Sealing")
    SEARCH = "search", _("Search")


class TenantKey(models.Model):
    """A key of the body that answers for the data, wrapped under a master key.

    The sealing key with the highest number seals; the earlier ones still open. The search key is never changed,
    for every hash in the database was made with it.
    """

    tenant = models.UUIDField()
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.SEALING)
    number = models.PositiveIntegerField()
    master = models.CharField(max_length=120)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "purpose", "number"], name="tenant_key_number"),
        ]
        indexes = [models.Index(fields=["master", "id"], name="tenant_key_master")]

    @property
    def bound_to(self) -> str:
        """What the wrapping is bound to, so that a row cannot be swapped for another."""
        return f"tenant|{self.tenant}|{self.purpose}|{self.number}"


class KeyHolder(models.Model):
    """What owns sealed content: a case, a shipment, an upload. Its keys wrap the keys of its documents.

    The public key lets others seal to the holder without being able to open anything. Destroying the keys is how
    content is deleted for good; the row stays as the trace that there was one.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.UUIDField()
    kind = models.CharField(max_length=40)
    tenant_key = models.ForeignKey(TenantKey, null=True, on_delete=models.PROTECT, related_name="holders")
    wrapped = models.BinaryField(null=True)
    public_key = models.BinaryField(null=True)
    wrapped_private = models.BinaryField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_key", "id"], name="holder_tenant_key")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    destroyed_at__isnull=True,
                    tenant_key__isnull=False,
                    wrapped__isnull=False,
                    public_key__isnull=False,
                    wrapped_private__isnull=False,
                )
                | Q(
                    destroyed_at__isnull=False,
                    tenant_key__isnull=True,
                    wrapped__isnull=True,
                    public_key__isnull=True,
                    wrapped_private__isnull=True,
                ),
                name="holder_has_keys_until_destroyed",
            )
        ]

    @property
    def bound_to(self) -> str:
        """What the wrapping is bound to, so that a row cannot be swapped for another."""
        return f"holder|{self.tenant}|{self.kind}|{self.public_id}"
