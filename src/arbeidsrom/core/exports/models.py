"""A long list on its way into an Excel file, and the file until it is erased."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from arbeidsrom.core.exports.states import AT_WORK, CAN_FOLLOW, ExportState
from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef, KeyHolder
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.refusals import WrongState


class Export(models.Model):
    """One file that somebody has asked for, in the office they acted in.

    ``address`` is the page it was asked on, with search, filters and columns: names may stand in it. It lies sealed
    under a key of the export's own, and so does the key of the file; destroying that key destroys both. ``attempts``
    tells which worker the row belongs to: one that finds another number has been given up.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="+")
    tenant = models.UUIDField()
    holder = models.ForeignKey(KeyHolder, to_field="public_id", on_delete=models.PROTECT, related_name="+")
    listing = models.CharField(max_length=80)
    address = SealedTextField(null=True, default=None)
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(db_index=True)
    beat_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    storage_key = models.CharField(max_length=80, blank=True)
    wrapped_key = models.BinaryField(null=True)
    size = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["account", "listing"], name="export_account_listing"),
            models.Index(fields=["beat_at"], name="export_at_work", condition=Q(state__in=AT_WORK)),
            models.Index(fields=["expires_at"], name="export_expiring", condition=Q(state=ExportState.READY)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["storage_key"], condition=~Q(storage_key=""), name="export_storage_key"),
            models.CheckConstraint(
                condition=Q(state=ExportState.READY, wrapped_key__isnull=False, expires_at__isnull=False)
                & ~Q(storage_key="")
                | ~Q(state=ExportState.READY) & Q(storage_key="", wrapped_key__isnull=True),
                name="export_ready_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*AT_WORK, ExportState.READY], address__isnull=False)
                | ~Q(state__in=[*AT_WORK, ExportState.READY]) & Q(address__isnull=True),
                name="export_ended_holds_nothing",
            ),
        ]

    def sealed_under(self) -> HolderRef:
        """Under a key of its own."""
        return HolderRef(self.holder_id)

    @property
    def bound_to(self) -> str:
        """What the wrapped key is bound to."""
        return f"export|{self.tenant}|{self.holder_id}|{self.public_id}|{self.storage_key}"

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    def is_there(self, now: datetime) -> bool:
        """Whether the file can be fetched."""
        return self.state == ExportState.READY and self.expires_at is not None and now < self.expires_at

    def move_to(self, state: ExportState) -> None:
        """Take the next step of its life, or ``WrongState``."""
        if state not in CAN_FOLLOW[ExportState(self.state)]:
            raise WrongState(f"{self.state} → {state}")
        self.state = state
