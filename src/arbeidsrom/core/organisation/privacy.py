"""What the organisation holds about people: who holds which office."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, national_id, not_personal, ordinary, special

OFFICES = "organisation.offices"

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
)

MODELS = {
    "Unit": not_personal(
        *("id", "public_id", "kind", "name", "sort_name", "code", "organisation_number", "email", "parent"),
        *("lft", "rgt", "depth", "is_controller", "tenant", "valid_from", "valid_to", "merged_into"),
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
            },
        ),
        **national_id(
            OFFICES,
            {
                "identity_number": _("National identity number"),
                "identity_index": _("National identity number, to search by"),
            },
        ),
        **not_personal("id", "public_id"),
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
                "valid_from": _("Valid from"),
                "valid_to": _("Valid to"),
            },
        ),
        **not_personal("id", "public_id", "lock_version"),
    },
}

NAMES = {
    "Person": pgettext_lazy("stored", "Person"),
    "Position": pgettext_lazy("stored", "Office or position"),
}
