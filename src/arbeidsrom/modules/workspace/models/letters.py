"""Word templates that clubs and unions have brought themselves (KL-CASE-013)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Unit


class LetterLanguage(models.TextChoices):
    """The language a letter is written in."""

    BOKMAL = "nb", _("Norwegian Bokmål")
    NYNORSK = "nn", _("Norwegian Nynorsk")


class LetterTemplate(models.Model):
    """A template of a unit, offered in the unit and below it. It holds fields and no data about anybody."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=LetterLanguage.choices, default=LetterLanguage.BOKMAL)
    content = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=300)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit"], condition=models.Q(removed_at__isnull=True), name="letter_template_offered")
        ]
