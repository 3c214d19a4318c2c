"""What exports hold about people: who asked for what, and for a day the list itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary, special

LISTS = "exports.lists"
ERASE = "exports.erase_old"

ACTIVITIES = (
    Activity(
        LISTS,
        name=_("Long lists as Excel files"),
        purpose=_("To make files of lists that are too long to be made while one waits."),
        people=_("Those who ask for a file, and those who stand in the list."),
        basis=_("GDPR art. 6(1)(f); for members of a union art. 9(2)(d)."),
        recipients=_("Nobody but the one who asked."),
        retention=_("Thirty days after the file was asked for."),
        security=_(
            "The file and what was searched for are sealed under a key of their own, which is destroyed with them."
        ),
        erased_by=ERASE,
    ),
)

MODELS = {
    "Export": {
        **special(
            LISTS,
            {"address": _("Search, filters and columns of the list")},
            retention=_("As the file: a day after it was made."),
            erased_by=ERASE,
        ),
        **ordinary(
            LISTS,
            {
                "account": _("Who asked for the file"),
                "position": _("Office that it was asked in"),
                "listing": _("Which list"),
                "reason": _("Why it was refused"),
                "asked_at": _("When the file was asked for"),
                "made_at": _("When it was made"),
            },
        ),
        **not_personal(
            *("id", "public_id", "tenant", "holder", "state", "rows", "rows_done", "attempts", "beat_at"),
            *("expires_at", "storage_key", "wrapped_key", "size"),
        ),
    },
}

NAMES = {"Export": pgettext_lazy("stored", "Long list as an Excel file")}
