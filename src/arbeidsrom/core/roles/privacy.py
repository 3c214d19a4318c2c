"""What roles hold about people: the access that follows from their offices."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from arbeidsrom.core.organisation.privacy import OFFICES
from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary

ACTIVITIES: tuple[Activity, ...] = ()

MODELS = {
    "RoleGrant": {
        **ordinary(OFFICES, "position", "role", "unit", "with_subunits", "valid_from", "valid_to", "source"),
        **not_personal("id", "public_id"),
    },
    "GrantsVersion": not_personal("id", "number"),
    "SupportAccess": {
        **ordinary(
            OFFICES,
            *("position", "asked_by", "asked_at", "reason", "answered_by", "allowed_at", "refused_at", "valid_until"),
        ),
        **not_personal("id", "public_id"),
    },
}

NAMES = {
    "RoleGrant": pgettext_lazy("stored", "Role of an office or position"),
    "SupportAccess": pgettext_lazy("stored", "Support access"),
}
