"""What accounts hold about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, national_id, not_personal, ordinary

SIGN_IN = "accounts.sign_in"
FORGET_ENDED = "accounts.forget_ended"

ACTIVITIES = (
    Activity(
        SIGN_IN,
        name=_("Signing in"),
        purpose=_("To be sure who it is, and to keep others out."),
        people=_("Those who sign in."),
        basis=_("GDPR art. 6(1)(f) and 32."),
        recipients=_("Nobody but the person; a provider is shown its own answer when the person signs out."),
        retention=_("As long as the person holds an office; sessions until they end."),
        security=_("Passwords are hashed with Argon2; two-factor sign-in, passkeys and electronic identities."),
    ),
)

MODELS = {
    "Account": {
        **ordinary(
            SIGN_IN,
            {
                "password": _("Password, as a hash"),
                "last_login": _("Last signed in"),
                "email": _("E-mail address"),
                "person": _("Person that the account belongs to"),
                "language": _("Language"),
                "is_active": _("Whether the account can be used"),
                "created_at": _("When it was made"),
            },
        ),
        **not_personal("id", "public_id", "is_demonstration"),
    },
    "FailedSignIns": {
        **ordinary(
            SIGN_IN,
            {
                "address": _("E-mail address, as a hash"),
                "count": _("Number of failed attempts"),
                "last_at": _("Last failed attempt"),
            },
            retention=_("Until the next correct sign-in, or a day."),
            erased_by=FORGET_ENDED,
        ),
        **not_personal("id"),
    },
    "Subject": {
        **ordinary(
            SIGN_IN,
            {
                "account": _("Account"),
                "issuer": _("Provider that the person signs in with"),
                "subject": _("The provider's own identifier for the person"),
                "linked_at": _("When it was first used"),
            },
        ),
        **not_personal("id"),
    },
    "ProviderSession": {
        **ordinary(
            SIGN_IN,
            {
                "account": _("Account"),
                "session_key": _("Session"),
                "issuer": _("Provider that the person signs in with"),
                "sid": _("The provider's own name for the session"),
                "began_at": _("When it began"),
            },
            retention=_("Until the session ends."),
            erased_by=FORGET_ENDED,
        ),
        **national_id(
            SIGN_IN,
            {"id_token": _("The provider's answer, with the identity number; sealed")},
            retention=_("Until the session ends."),
            erased_by=FORGET_ENDED,
        ),
        **not_personal("id", "public_id"),
    },
}

NAMES = {
    "Account": pgettext_lazy("stored", "Account"),
    "FailedSignIns": pgettext_lazy("stored", "Failed attempts to sign in"),
    "Subject": pgettext_lazy("stored", "Identifier at a provider"),
    "ProviderSession": pgettext_lazy("stored", "Session that began at a provider"),
}
