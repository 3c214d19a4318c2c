"""The receiving desk («mottak») of a centre: who took what, and the centre's own case numbers (KL-SHARE-015)."""

from __future__ import annotations

from django.db import models

from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.modules.sharing.models.shipments import Shipment


class DeskEntry(models.Model):
    """That somebody at the desk has taken a shipment on."""

    shipment = models.OneToOneField(Shipment, on_delete=models.CASCADE, related_name="desk_entry")
    taken_by = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()


class DeskCase(models.Model):
    """The centre's own number («saksnummer») for a case; later shipments in the case carry it."""

    centre = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField()
    case_number = models.CharField(max_length=40)
    assigned_by = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "about"], name="desk_case_once")]
