"""What exports write in the audit log; who stands in a file is written by the list's own event when it is made."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported

EVENTS = (
    Event("exports.export.begun", _("An Excel file of a long list was asked for.")),
    exported("exports.export.downloaded", _("The Excel file of a long list was downloaded: %(count)s rows.")),
    Event("exports.export.erased", _("The Excel file of a long list was erased: its time had passed.")),
)
