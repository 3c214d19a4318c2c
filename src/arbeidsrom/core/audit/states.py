"""What can be wrong with a chain."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fault(models.TextChoices):
    ALTERED = "altered", _("The entry has been altered or moved")
    MISSING = "missing", _("The entry has been deleted")
    FORKED = "forked", _("History has been rewritten: there are two versions of the entry")
    CUT = "cut", _("The end of the log has been cut off, from this entry on")
    UNCHAINED = "unchained", _("The entry was slipped in past the chain")
    DETAILS = "details", _("The personal details of the entry have been altered")
    CHECKPOINT = "checkpoint", _("A checkpoint at this entry has a signature that is not ours")
