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

PLAIN = {
    "member_number": _("Member number"),
    "employer": _("Employer"),
    "employer_number": _("Organisation number of the employer"),
    "workplace": _("Workplace"),
    "tariff_area": _("Tariff area"),
    "occupationally_active": _("Whether occupationally active"),
    "percent": _("Percentage of full time"),
    "member_since": _("Member since"),
    "name_tokens": _("Name, to search by"),
    "email_index": _("E-mail address, to search by"),
    "phone_index": _("Telephone number, to search by"),
    "digest": _("Checksum of the line in the register"),
    "club": _("Club"),
    "left_date": _("Day of leaving the union"),
}

SEALED = {"details": _("Name, e-mail, telephone and job title"), "sort_name": _("Name, to sort by")}

MODELS = {
    "Member": {
        **special(REGISTER, {**PLAIN, **SEALED}),
        **national_id(
            REGISTER,
            {
                "identity_number": _("National identity number"),
                "identity_index": _("National identity number, to search by"),
            },
        ),
        **not_personal("id", "public_id", "tenant"),
    },
    "Transfer": {
        **special(
            REGISTER,
            {
                "member": _("Member"),
                "from_club": _("Club before the change"),
                "to_club": _("Club after the change"),
                "on_date": _("Day of the change"),
            },
        ),
        **not_personal("id", "import_run"),
    },
    "MemberNote": {
        **special(
            REGISTER,
            {
                "member": _("Member"),
                "club": _("Club"),
                "text": _("Text of the note"),
                "changed_by": _("Who changed it last"),
            },
        ),
        **not_personal("id", "public_id", "tenant", "lock_version", "changed_at"),
    },
    "MemberMessage": {
        **special(
            REGISTER,
            {"content": _("Subject and text of the message"), "sent_by": _("Who sent it")},
            retention=A_YEAR,
            erased_by=ERASE_OLD,
        ),
        **not_personal("id", "public_id", "tenant", "channel", "recipients", "sent_at"),
    },
}

NAMES = {
    "Member": pgettext_lazy("stored", "Member"),
    "MemberMessage": pgettext_lazy("stored", "Message to members"),
    "MemberNote": pgettext_lazy("stored", "Note about a member"),
    "Transfer": pgettext_lazy("stored", "Member's change of club"),
}
