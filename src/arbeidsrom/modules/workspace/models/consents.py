"""What members have agreed to."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.keys.fields import SealedTextField
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.modules.workspace.models.cases import Case, CaseParty


class ConsentKind(models.TextChoices):
    """What was given: to handle the case, to share it, or to act for the member."""

    HANDLING = "handling", _("Consent to handling the case")
    SHARING = "sharing", _("Consent to sharing outside the club")
    POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney")


class ConsentForm(models.TextChoices):
    """How it was given."""

    WRITTEN = "written", _("In writing")
    ELECTRONIC = "electronic", _("Electronically")
    ORAL = "oral", _("Orally")


class Consent(models.Model):
    """A member's consent or power of attorney, with its date and form; it can end or be withdrawn (KL-CASE-007).

    ``receivers`` are the receiver categories that a consent to sharing covers.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    party = models.ForeignKey(CaseParty, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind.choices)
    form = models.CharField(max_length=12, choices=ConsentForm.choices)
    receivers = models.JSONField(default=list, blank=True)
    scope = SealedTextField(max_length=500)
    given_on = models.DateField()
    valid_to = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    recorded_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("given_on")), name="consent_period"
            )
        ]

    def sealed_under(self) -> HolderRef:
        """The case's key."""
        return HolderRef(self.case.holder)

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, when it ends by itself."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on the day: from the day it withdraws it is not."""
        if day < self.given_on or (self.valid_to is not None and day >= self.valid_to):
            return False
        return self.withdrawn_on is None or day < self.withdrawn_on
