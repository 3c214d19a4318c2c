"""The case statement form of a case while it is being filled in (KL-CASE-012)."""

from __future__ import annotations

import uuid

from django.db import models

from arbeidsrom.core.keys.fields import SealedJSONField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.modules.workspace.models.cases import Case


class StatementDraft(models.Model):
    """The answers so far. ``pdf`` and ``word`` are the documents it was last made into.

    The stewards of a case share one draft; ``lock_version`` keeps them from overwriting each other.
    ``sitting`` is the opened page that saved last: what a page has saved by itself does not stand in its own way.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="statement")
    answers = SealedJSONField()
    pdf = models.UUIDField(null=True)
    word = models.UUIDField(null=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=300)
    sitting = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)
    lock_version = models.PositiveIntegerField(default=0)

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.case.holder)
