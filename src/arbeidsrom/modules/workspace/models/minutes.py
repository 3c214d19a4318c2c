"""Who is to sign minutes and protocols, and whether they have (KL-CASE-013)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.modules.workspace.models.documents import CaseDocument


class SignatureState(models.TextChoices):
    """What somebody has answered who was asked to sign."""

    WAITING = "waiting", _("Not signed yet")
    SIGNED = "signed", _("Signed")
    REMARKED = "remarked", _("Signed with a remark of disagreement")
    REFUSED = "refused", _("Will not sign")


class Signer(models.Model):
    """Somebody who is to sign a document, whom they sign for, and what they answered."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(CaseDocument, on_delete=models.CASCADE, related_name="signers")
    name = SealedTextField(max_length=200)
    side = SealedTextField(max_length=200)
    state = models.CharField(max_length=10, choices=SignatureState.choices, default=SignatureState.WAITING)
    answered_on = models.DateField(null=True)
    remark = SealedTextField()
    recorded_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SignatureState.WAITING, answered_on__isnull=True)
                | (~Q(state=SignatureState.WAITING) & Q(answered_on__isnull=False)),
                name="signer_answers_on_a_day",
            )
        ]

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.document.case.holder)
