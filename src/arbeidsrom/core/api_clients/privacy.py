"""What API clients hold about people: whom to call, and who made what."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary

CLIENTS = "api_clients.clients"
FORGET_ANSWERS = "api_clients.forget_answers"

ACTIVITIES = (
    Activity(
        CLIENTS,
        name=_("Other systems that use the API"),
        purpose=_("To know which system has access to what, who answers for it, and whom to call when it fails."),
        people=_("Contact persons of other systems, and the administrators who gave them access."),
        basis=_("GDPR art. 6(1)(f) and 32."),
        recipients=_("Administrators of the unit that owns the system."),
        retention=_("As long as what the system did must be accounted for."),
        security=_("Tokens are kept as keyed hashes."),
    ),
)

MODELS = {
    "ApiClient": {
        **ordinary(
            CLIENTS,
            {
                "contact_name": _("Contact person"),
                "contact_email": _("The contact's e-mail address"),
                "made_by": _("Who made the client"),
                "revoked_by": _("Who shut it out"),
            },
        ),
        **not_personal("id", "public_id", "name", "purpose", "owner", "per_minute", "made_at", "revoked_at"),
    },
    "ClientGrant": not_personal("id", "public_id", "client", "role", "unit", "with_subunits", "valid_from", "valid_to"),
    "ClientToken": {
        **ordinary(CLIENTS, {"made_by": _("Who made the token")}),
        **not_personal("id", "public_id", "client", "hash", "ending", "made_at", "expires_at", "revoked_at"),
        **not_personal("last_used_at", "last_used_from"),
    },
    "ClientUse": not_personal("client", "minute", "count"),
    "StoredAnswer": {
        **ordinary(
            CLIENTS,
            {"content": _("What the system was answered when it wrote")},
            retention=_("A day."),
            erased_by=FORGET_ANSWERS,
        ),
        **not_personal("id", "client", "key", "fingerprint", "status", "headers", "answered_at"),
    },
}

NAMES = {
    "ApiClient": pgettext_lazy("stored", "API client"),
    "ClientToken": pgettext_lazy("stored", "Token of an API client"),
    "StoredAnswer": pgettext_lazy("stored", "Answer to another system"),
}
