"""What imports write in the audit log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (
    Event("imports.run.received", _("A file was received for import.")),
    Event(
        "imports.run.applied", _("An import was applied: %(added)s added, %(changed)s changed, %(removed)s removed.")
    ),
    Event("imports.run.undone", _("An import was undone: %(added)s added, %(changed)s changed, %(removed)s removed.")),
    Event("imports.run.discarded", _("A file for import was discarded.")),
    Event("imports.change.announced", _("A move to %(unit)s on %(on)s was announced in advance.")),
    Event("imports.change.withdrawn", _("The announced move to %(unit)s on %(on)s was withdrawn.")),
)
