"""What the tables of libraries hold about people: sessions, second factors, the queue of jobs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.accounts.privacy import FORGET_ENDED, SIGN_IN
from arbeidsrom.lib.personal_data import Activity, Fields, not_personal, ordinary

ACTIVITIES: tuple[Activity, ...] = ()

UNTIL_ENDED = _("Until the session ends.")

MODELS: dict[str, Fields] = {
    "auth.Permission": not_personal("id", "name", "content_type", "codename"),
    "auth.Group": not_personal("id", "name", "permissions"),
    "contenttypes.ContentType": not_personal("id", "app_label", "model"),
    "sessions.Session": ordinary(
        SIGN_IN,
        {
            "session_key": _("Identifier of the session"),
            "session_data": _("Content of the session"),
            "expire_date": _("When the session ends"),
        },
        retention=UNTIL_ENDED,
        erased_by=FORGET_ENDED,
    ),
    "account.EmailAddress": {
        **ordinary(
            SIGN_IN,
            {
                "user": _("Account"),
                "email": _("E-mail address"),
                "verified": _("Whether the address is confirmed"),
                "primary": _("Whether it is the main address"),
            },
        ),
        **not_personal("id"),
    },
    "account.EmailConfirmation": {
        **ordinary(
            SIGN_IN,
            {
                "email_address": _("E-mail address"),
                "created": _("When it was made"),
                "sent": _("When it was sent"),
                "key": _("Code in the link"),
            },
            retention=_("Three days."),
            erased_by=FORGET_ENDED,
        ),
        **not_personal("id"),
    },
    "mfa.Authenticator": {
        **ordinary(
            SIGN_IN,
            {
                "user": _("Account"),
                "type": _("Kind of second step"),
                "data": _("Secret or public key of the second step"),
                "created_at": _("When it was added"),
                "last_used_at": _("When it was last used"),
            },
        ),
        **not_personal("id"),
    },
    "usersessions.UserSession": {
        **ordinary(
            SIGN_IN,
            {
                "user": _("Account"),
                "created_at": _("When the session began"),
                "ip": _("IP address"),
                "last_seen_at": _("When the session was last used"),
                "session_key": _("Identifier of the session"),
                "user_agent": _("Browser and device"),
                "data": _("Other details of the session"),
            },
            retention=UNTIL_ENDED,
            erased_by=FORGET_ENDED,
        ),
        **not_personal("id"),
    },
    "procrastinate.ProcrastinateWorker": not_personal("id", "last_heartbeat"),
    "procrastinate.ProcrastinateJob": not_personal(
        *("id", "queue_name", "task_name", "priority", "lock", "args", "status", "scheduled_at", "attempts"),
        *("queueing_lock", "abort_requested", "worker"),
    ),
    "procrastinate.ProcrastinateEvent": not_personal("id", "job", "type", "at"),
    "procrastinate.ProcrastinatePeriodicDefer": not_personal(
        "id", "task_name", "defer_timestamp", "job", "periodic_id"
    ),
}

NAMES = {
    "sessions.Session": pgettext_lazy("stored", "Session"),
    "account.EmailAddress": pgettext_lazy("stored", "E-mail address of an account"),
    "account.EmailConfirmation": pgettext_lazy("stored", "Confirmation of an e-mail address"),
    "mfa.Authenticator": pgettext_lazy("stored", "Second step of signing in"),
    "usersessions.UserSession": pgettext_lazy("stored", "Browser that is signed in"),
}
