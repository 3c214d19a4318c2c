"""What receivers do: tries, sessions after the right code, and what has been delivered to them."""

from __future__ import annotations

from typing import Any

from django.db import models
from psycopg.types.multirange import Int8Multirange

from arbeidsrom.modules.sharing.models.shipments import Generation, ShipmentDocument


class ByteRangesField(models.Field):  # type: ignore[type-arg]  # generic in the stubs alone
    """A union of byte ranges, kept by the database itself (``int8multirange``)."""

    def db_type(self, connection: Any) -> str:
        return "int8multirange"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return Int8Multirange(value or [])


class TryCounter(models.Model):
    """Wrong tries for one link or one network address, under a keyed hash; kept for links that do not exist as well.

    So waiting is asked of everybody alike, and tells nothing about whether a link is a real one.
    """

    key = models.BinaryField(max_length=32, unique=True)
    wrong_tries = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    last_wrong_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_wrong_at"], name="try_counter_last")]


class OpeningSession(models.Model):
    """A browser in which the right code was given. The shipment's key lies under a key that only its cookie holds."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="sessions")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    sealed_key = models.BinaryField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="opening_session_expires")]


class Receipt(models.Model):
    """How much of a document has been delivered with one code: the union of the authenticated bytes that were sent."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="receipts")
    document = models.ForeignKey(ShipmentDocument, on_delete=models.CASCADE, related_name="receipts")
    delivered = ByteRangesField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generation", "document"], name="receipt_once_with_each_code")]

    @property
    def bytes_delivered(self) -> int:
        """How many different bytes have gone out."""
        return sum(part.upper - part.lower for part in self.delivered)


class Download(models.Model):
    """How much of a document one opened browser has got; it outlives the session whose number it has."""

    session = models.BigIntegerField()
    document = models.ForeignKey(ShipmentDocument, on_delete=models.CASCADE, related_name="downloads")
    delivered = ByteRangesField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "document"], name="download_once_in_each_browser")]
