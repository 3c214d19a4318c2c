"""What preferences hold about people: how they like to work, and what they have begun."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary, special

OWN = "preferences.own"
FORGET = "preferences.forget_old"
UNTIL_SENT = _("Until the form is sent, at most thirty days.")

ACTIVITIES = (
    Activity(
        OWN,
        name=_("The user's own choices and drafts"),
        purpose=_("To let people work the way they like, and lose nothing they have written."),
        people=_("Those who sign in."),
        basis=_("GDPR art. 6(1)(f)."),
        recipients=_("Nobody but the person."),
        retention=_("As long as the account; the person can delete them at any time."),
    ),
)

MODELS = {
    "Preferences": {**ordinary(OWN, "account", "look"), **not_personal("id")},
    "SavedView": {
        **special(OWN, "name", "query"),
        **ordinary(OWN, "account", "listing", "created_at"),
        **not_personal("id", "public_id", "tenant"),
    },
    "ChosenColumns": {**ordinary(OWN, "account", "listing", "columns"), **not_personal("id")},
    "Draft": {
        **special(OWN, "content", retention=UNTIL_SENT, erased_by=FORGET),
        **ordinary(OWN, "account", "form", "about", "saved_at", retention=UNTIL_SENT, erased_by=FORGET),
        **not_personal("id", "public_id", "tenant"),
    },
    "KeptForm": {
        **special(OWN, "content", retention=UNTIL_SENT, erased_by=FORGET),
        **ordinary(OWN, "account", "form", "about", "kept_at", retention=UNTIL_SENT, erased_by=FORGET),
        **not_personal("id", "public_id", "tenant"),
    },
    "SentForm": {
        **ordinary(
            *(OWN, "account", "path", "led_to", "sent_at"),
            retention=_("Two days after the form was sent."),
            erased_by=FORGET,
        ),
        **not_personal("id", "key"),
    },
}

NAMES = {
    "ChosenColumns": pgettext_lazy("stored", "Chosen columns of a list"),
    "Draft": pgettext_lazy("stored", "Draft of a form"),
    "KeptForm": pgettext_lazy("stored", "Form sent after the session ended"),
    "Preferences": pgettext_lazy("stored", "Language and look"),
    "SavedView": pgettext_lazy("stored", "Saved view of a list"),
    "SentForm": pgettext_lazy("stored", "Mark of a form that was sent"),
}
