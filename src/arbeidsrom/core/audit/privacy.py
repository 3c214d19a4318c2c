"""What the log holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary, special

LOG = "audit.log"

ACTIVITIES = (
    Activity(
        LOG,
        name=_("Log of what is done and looked at"),
        purpose=_("To account for who has done what and looked at what, and to find misuse."),
        people=_("Everybody who uses the program, and those whom what they do is about."),
        basis=_("GDPR art. 6(1)(c) with art. 5(2), 24 and 32; art. 9(2)(d)."),
        recipients=_("Those who look after the log of the organisation, and the person it is about."),
        retention=_("Details of whom it is about: five years. The entry itself: as long as the chain."),
        erased_by="audit.erase_old",
        security=_("Append-only, chained by hashes; the head is signed and sent off the machine."),
    ),
)

MODELS = {
    "Entry": {
        **ordinary(
            LOG,
            {
                "person": _("Who did it"),
                "statement": _("The entry in full"),
                "at": _("When it was done"),
                "event": _("What was done"),
                "thing": _("What it was done to"),
                "unit": _("Unit"),
            },
        ),
        **not_personal("id", "public_id", "tenant"),
    },
    "Link": not_personal("entry", "tenant", "number", "hash"),
    "Detail": {
        **special(LOG, {"content": _("Details, whom it is about, and from where")}),
        **not_personal("entry", "salt"),
    },
    "Subject": {**special(LOG, {"subject": _("Whom the entry is about")}), **not_personal("id", "entry")},
    "Checkpoint": not_personal("id", "tenant", "number", "hash", "at", "note"),
    "Delivery": not_personal("id", "checkpoint", "destination", "at"),
    "Verification": {
        **ordinary(LOG, {"started_by": _("Who started it")}),
        **not_personal("id", "tenant", "started_at", "finished_at", "entries", "fault", "number", "entry"),
    },
}

NAMES = {
    "Detail": pgettext_lazy("stored", "Whom a log entry is about, and from where"),
    "Entry": pgettext_lazy("stored", "Log entry"),
    "Subject": pgettext_lazy("stored", "Person a log entry is about"),
    "Verification": pgettext_lazy("stored", "Verification of the log"),
}
