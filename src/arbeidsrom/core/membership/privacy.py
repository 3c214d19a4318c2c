"""What the register of members holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, national_id, not_personal, special

REGISTER = "membership.register"
ERASE_OLD = "membership.erase_old"
A_YEAR = _("A year after it was sent.")

ACTIVITIES = (
    Activity(
        REGISTER,
        name=_("Register of members"),
        purpose=_("To let the stewards of a club know whom they represent, and reach them."),
        people=_("Members of the union."),
        basis=_("GDPR art. 6(1)(b) and 9(2)(d); the Personal Data Act § 12 for the national identity number."),
        recipients=_("The stewards of the member's club. Each view and export is written in the log."),
        retention=_("Until a year after the membership ended; longer while a case that concerns the member is kept."),
        security=_("Names, contact and national identity number are sealed; searched by keyed hashes only."),
        erased_by=ERASE_OLD,
    ),
)

PLAIN = (
    *("member_number", "employer", "employer_number", "workplace", "tariff_area", "occupationally_active"),
    *("percent", "member_since", "name_tokens", "email_index", "phone_index", "digest", "club", "left_date"),
)

MODELS = {
    "Member": {
        **special(REGISTER, *PLAIN, "details"),
        **national_id(REGISTER, "identity_number", "identity_index"),
        **not_personal("id", "public_id", "tenant"),
    },
    "Transfer": {
        **special(REGISTER, "member", "from_club", "to_club", "on_date"),
        **not_personal("id", "import_run"),
    },
    "MemberNote": {
        **special(REGISTER, "member", "club", "text", "changed_by"),
        **not_personal("id", "public_id", "tenant", "lock_version", "changed_at"),
    },
    "MemberMessage": {
        **special(REGISTER, "content", "sent_by", retention=A_YEAR, erased_by=ERASE_OLD),
        **not_personal("id", "public_id", "tenant", "channel", "recipients", "sent_at"),
    },
}

NAMES = {
    "Member": pgettext_lazy("stored", "Member"),
    "MemberMessage": pgettext_lazy("stored", "Message to members"),
    "MemberNote": pgettext_lazy("stored", "Note about a member"),
    "Transfer": pgettext_lazy("stored", "Member's change of club"),
}
