"""What a club decides for itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import Unit


class ClubSettings(models.Model):
    """A club's choices; a club without a row has the careful ones."""

    club = models.OneToOneField(Unit, primary_key=True, on_delete=models.CASCADE, related_name="+")
    titles_open = models.BooleanField(
        _("Stewards of the club can see the titles of all the club's cases"), default=False
    )
    lock_version = models.PositiveIntegerField(default=0)
