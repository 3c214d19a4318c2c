"""What a steward is told about titles, in the case and before anything leaves the house (KL-DOC-003)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.titles import TitleFault

WARNINGS = {
    TitleFault.NAMES_SOMEBODY: _("The title names somebody. Receivers see it."),
    TitleFault.SAYS_NOTHING: _("The title does not say what the document is."),
    TitleFault.NO_DATE: _("The title has no date."),
    TitleFault.IDENTITY_NUMBER: _("The title holds what looks like a national identity number."),
}
