"""What provisioning holds about people: what an identity system says of its users."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary

USERS = "provisioning.users"

ACTIVITIES = (
    Activity(
        USERS,
        name=_("Users that an identity system looks after"),
        purpose=_("To open and close accounts as the employer's identity system says."),
        people=_("Employees and others whom the identity system knows."),
        basis=_("GDPR art. 6(1)(f) and 32."),
        recipients=_("The identity system itself."),
        retention=_("Until the identity system gives the user up."),
    ),
)

MODELS = {
    "ProvisionedUser": {
        **ordinary(
            USERS,
            {
                "account": _("Account"),
                "user_name": _("User name in the identity system"),
                "external_id": _("Identifier in the identity system"),
                "content": _("Name, addresses and employee number as the identity system has them"),
            },
        ),
        **not_personal("id", "public_id", "client", "made_person", "version", "made_at", "changed_at"),
    },
    "ProvisionedGroup": not_personal(
        *("id", "public_id", "client", "display_name", "external_id", "role", "unit", "with_subunits", "version"),
        *("made_at", "changed_at"),
    ),
    "GroupMember": {**ordinary(USERS, {"user": _("User")}), **not_personal("id", "group")},
    "GroupGrant": {**ordinary(USERS, {"grant": _("Role that the group gives")}), **not_personal("id", "group")},
}

NAMES = {
    "ProvisionedUser": pgettext_lazy("stored", "User of an identity system"),
    "GroupMember": pgettext_lazy("stored", "Member of an identity system's group"),
    "GroupGrant": pgettext_lazy("stored", "Role that follows from a group"),
}
