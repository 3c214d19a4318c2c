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
    "Preferences": {**ordinary(OWN, {"account": _("Account"), "look": _("Light or dark look")}), **not_personal("id")},
    "SavedView": {
        **special(OWN, {"name": _("Name of the view"), "query": _("Search and filters")}),
        **ordinary(OWN, {"account": _("Account"), "listing": _("Which list"), "created_at": _("When it was made")}),
        **not_personal("id", "public_id", "tenant", "opens_list"),
    },
    "ChosenColumns": {
        **ordinary(OWN, {"account": _("Account"), "listing": _("Which list"), "columns": _("Chosen columns")}),
        **not_personal("id"),
    },
    "Draft": {
        **special(OWN, {"content": _("What has been filled in")}, retention=UNTIL_SENT, erased_by=FORGET),
        **ordinary(
            OWN,
            {
                "account": _("Account"),
                "form": _("Which form"),
                "about": _("What it is about"),
                "saved_at": _("When it was saved"),
            },
            retention=UNTIL_SENT,
            erased_by=FORGET,
        ),
        **not_personal("id", "public_id", "tenant"),
    },
    "KeptForm": {
        **special(OWN, {"content": _("What has been filled in")}, retention=UNTIL_SENT, erased_by=FORGET),
        **ordinary(
            OWN,
            {
                "account": _("Account"),
                "form": _("Which form"),
                "about": _("What it is about"),
                "kept_at": _("When it was saved"),
            },
            retention=UNTIL_SENT,
            erased_by=FORGET,
        ),
        **not_personal("id", "public_id", "tenant"),
    },
    "SentForm": {
        **ordinary(
            OWN,
            {
                "account": _("Account"),
                "path": _("Page of the form"),
                "led_to": _("Page that it led to"),
                "sent_at": _("When it was sent"),
            },
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
