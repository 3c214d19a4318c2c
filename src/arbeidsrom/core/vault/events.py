"""What the vault writes to the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (
    Event("vault.version.infected", _("Malware was found in a file.")),
    Event("vault.version.released", _("A file that is too large to be scanned was released by name.")),
    Event("vault.version.removed", _("A file was removed for good.")),
)
