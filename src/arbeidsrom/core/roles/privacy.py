"""What roles hold about people: the access that follows from their offices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.organisation.privacy import EMPLOYMENT, OFFICES
from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary

ACTIVITIES: tuple[Activity, ...] = ()

MODELS = {
    "RoleGrant": {
        **ordinary(
            OFFICES,
            {
                "position": _("Office or position"),
                "role": _("Role"),
                "unit": _("Unit"),
                "with_subunits": _("Whether units below are included"),
                "valid_from": _("Valid from"),
                "valid_to": _("Valid to"),
                "source": _("Where the role comes from"),
            },
        ),
        **not_personal("id", "public_id"),
    },
    "GrantsVersion": not_personal("id", "number"),
    "SupportAccess": {
        **ordinary(
            OFFICES,
            {
                "position": _("Office or position"),
                "asked_by": _("Who asked"),
                "asked_at": _("When it was asked for"),
                "reason": _("Reason"),
                "answered_by": _("Who answered"),
                "allowed_at": _("When it was allowed"),
                "refused_at": _("When it was refused"),
                "valid_until": _("When it ends"),
            },
        ),
        **not_personal("id", "public_id"),
    },
    "Deputy": {
        **ordinary(
            EMPLOYMENT,
            {
                "leader": _("The leader's position"),
                "person": _("The deputy"),
                "valid_from": _("Valid from"),
                "valid_to": _("Valid to"),
                "appointed_by": _("Who chose the deputy"),
                "appointed_at": _("When the deputy was chosen"),
                "ended_on": _("When it ended"),
                "ended_by": _("Who ended it"),
            },
        ),
        **not_personal("id", "public_id", "ended_in", "lock_version"),
    },
    "Delegate": {
        **ordinary(
            EMPLOYMENT,
            {
                "leader": _("The leader's position"),
                "person": _("Who approves"),
                "description": _("What the person approves"),
                "chosen_by": _("Who chose"),
                "chosen_at": _("When it was chosen"),
                "removed_by": _("Who removed"),
                "removed_at": _("When it was removed"),
            },
        ),
        **not_personal("id", "public_id"),
    },
}

NAMES = {
    "RoleGrant": pgettext_lazy("stored", "Role of an office or position"),
    "SupportAccess": pgettext_lazy("stored", "Support access"),
    "Deputy": pgettext_lazy("stored", "Deputy of a leader"),
    "Delegate": pgettext_lazy("stored", "Delegate who approves learning goals"),
}
