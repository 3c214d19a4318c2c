"""What the organisation holds about people: who holds which office."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, national_id, not_personal, ordinary, special

OFFICES = "organisation.offices"
EMPLOYMENT = "organisation.employment"

ACTIVITIES = (
    Activity(
        OFFICES,
        name=_("Offices and who holds them"),
        purpose=_("To know who represents the members where, and to give access accordingly."),
        people=_("Elected stewards, employees of the union and of its competence centres."),
        basis=_(
            "GDPR art. 6(1)(b) and (f); art. 9(2)(d); the Personal Data Act § 12 for the national identity number."
        ),
        recipients=_("The club, the local union, and receivers of what the office-holder sends."),
        retention=_("As long as what was done in the office must be accounted for."),
        security=_("The national identity number is sealed and found by a keyed hash only."),
    ),
    Activity(
        EMPLOYMENT,
        name=_("Employees and their positions"),
        purpose=_("To know who works where and is led by whom, so that everybody reaches what is theirs."),
        people=_("Employees of the bodies whose HR system sends a file."),
        basis=_("GDPR art. 6(1)(b), (c) and (e); the Personal Data Act § 12 for the national identity number."),
        recipients=_("The employee's leaders, and those with a role in the unit."),
        retention=_("As long as what was done in the position must be accounted for."),
        security=_("The national identity number is sealed; why somebody is away is never asked for."),
    ),
)

MODELS = {
    "Unit": not_personal(
        *("id", "public_id", "kind", "name", "sort_name", "code", "organisation_number", "email", "parent"),
        *("lft", "rgt", "depth", "is_controller", "tenant", "valid_from", "valid_to", "merged_into", "changed_at"),
    ),
    "Placement": not_personal("id", "unit", "parent", "valid_from", "valid_to"),
    "Person": {
        **ordinary(
            OFFICES,
            {
                "given_name": _("Given name"),
                "family_name": _("Family name"),
                "sort_name": _("Name, to sort by"),
                "email": _("E-mail address"),
                "mobile": _("Mobile number"),
                "employee_number": _("Employee number"),
                "professional_number": _("Number in the register of health personnel"),
                "words": _("Name, e-mail address and employee number, to search by"),
            },
        ),
        **national_id(
            OFFICES,
            {
                "identity_number": _("National identity number"),
                "identity_index": _("National identity number, to search by"),
            },
        ),
        **not_personal("id", "public_id", "changed_at"),
    },
    "Position": {
        **special(
            OFFICES,
            {
                "person": _("Person"),
                "unit": _("Unit"),
                "kind": _("Kind of position"),
                "office": _("Office"),
                "title": _("Job title"),
                "main_agreement": _("Main agreement"),
                "employer": _("Employer"),
                "category": _("Group of employees"),
                "leader": _("Leader"),
                "led_since": _("Led since"),
                "hr_leader": _("Leader in the HR system"),
                "lent_from": _("The position that a loan is from"),
                "valid_from": _("Valid from"),
                "valid_to": _("Valid to"),
            },
        ),
        **not_personal("id", "public_id", "lock_version", "leader_by_hand", "replaced", "changed_at"),
    },
    "PositionSpan": {
        **special(
            OFFICES,
            {
                "position": _("Position"),
                "unit": _("Unit"),
                "valid_from": _("Valid from"),
                "valid_to": _("Valid to"),
            },
        ),
        **not_personal("id", "ended_in"),
    },
    "PastLeader": {
        **ordinary(
            EMPLOYMENT,
            {
                "position": _("Position"),
                "leader": _("Leader"),
                "valid_from": _("Valid from"),
                "valid_to": _("Valid to"),
            },
        ),
        **not_personal("id", "by_hand", "ended_in"),
    },
    "Employment": {
        **ordinary(
            EMPLOYMENT,
            {
                "position": _("Position"),
                "starts_on": _("First day of work"),
                "ends_on": _("Last day of work"),
                "title": _("Job title"),
                "job_code": _("Job code"),
                "percent": _("Position percentage"),
                "category": _("Group of employees"),
                "leader_number": _("The leader's employee number"),
                "digest": _("Keyed hash of the line in the HR system's file"),
            },
        ),
        **not_personal("id", "stated_in", "dropped_in"),
    },
    "Absence": {
        **ordinary(
            EMPLOYMENT,
            {
                "position": _("Position"),
                "starts_on": _("First day away"),
                "ends_on": _("Last day away"),
                "back_on": _("Back in work"),
                "note": _("Note about the absence"),
                "registered_by": _("Who registered the absence"),
                "registered_at": _("When the absence was registered"),
            },
        ),
        **not_personal("id", "public_id", "lock_version", "stated_in", "dropped_in"),
    },
}

NAMES = {
    "Person": pgettext_lazy("stored", "Person"),
    "Position": pgettext_lazy("stored", "Office or position"),
    "PositionSpan": pgettext_lazy("stored", "Earlier period of a position"),
    "PastLeader": pgettext_lazy("stored", "Earlier leader"),
    "Employment": pgettext_lazy("stored", "Employment"),
    "Absence": pgettext_lazy("stored", "Absence"),
}
