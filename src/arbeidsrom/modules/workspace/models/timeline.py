"""What has happened in a case."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.keys.fields import SealedJSONField, SealedTextField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.modules.workspace.models.cases import Case


class EventKind(models.TextChoices):
    """What the timeline can be filtered by (KL-CASE-004)."""

    NOTE = "note", _("Note")
    MEETING = "meeting", _("Meeting")
    PHONE_CALL = "phone_call", _("Phone call")
    DOCUMENT = "document", _("Document")
    SHIPMENT = "shipment", _("Shipment")
    DEADLINE = "deadline", _("Deadline")
    STATE = "state", _("State")
    RESPONSIBILITY = "responsibility", _("Responsibility and access")
    CONSENT = "consent", _("Consent")
    CHANGE = "change", _("Changed details")


WRITTEN_BY_HAND = (EventKind.NOTE, EventKind.MEETING, EventKind.PHONE_CALL)


class CaseEvent(models.Model):
    """One entry of a case's timeline. Entries are added and never changed; a correction is a new one.

    ``what`` names the sentence for entries that the program writes, and ``facts`` fill it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    what = models.CharField(max_length=40, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    author = models.CharField(max_length=300)
    heading = SealedTextField(max_length=200)
    text = SealedTextField()
    facts = SealedJSONField(null=True)
    about = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_at", "-id"], name="case_event_timeline")]

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.case.holder)
