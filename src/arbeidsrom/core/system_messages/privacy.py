"""What system messages hold about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary

MESSAGES = "system_messages.messages"

ACTIVITIES = (
    Activity(
        MESSAGES,
        name=_("System messages"),
        purpose=_("To tell employees what they must know, and to let them find every message again."),
        people=_("Employees who receive system messages, and those who write and send them."),
        basis=_("GDPR art. 6(1)(e) and (f)."),
        recipients=_("The recipients of each message; whoever sends it sees how many have read it, not who."),
        retention=_("As long as the person is registered: every message can be found again."),
        security=_("Attachments are sealed; who received what is shown to the recipient alone."),
    ),
)

MODELS = {
    "SystemMessage": {
        **ordinary(
            MESSAGES,
            {
                "sender": _("Who is shown as the sender"),
                "created_by": _("Who wrote the message"),
                "ordered_by": _("Who confirmed that it was to be sent"),
            },
        ),
        **not_personal(
            *("id", "public_id", "scope", "holder", "title", "content", "html", "videos", "important", "send_at"),
            *("visible_until", "state", "stopped_because", "lock_version", "created_at", "ordered_at"),
            *("confirmed_for", "sent_at", "sent_to", "withdrawn_at"),
        ),
    },
    "ChosenGroup": not_personal("id", "message", "kind", "value"),
    "ChosenPerson": {
        **ordinary(MESSAGES, {"person": _("Who was chosen as a recipient")}),
        **not_personal("id", "message"),
    },
    "MessageFile": not_personal("id", "public_id", "message", "version", "name", "size", "is_picture", "description"),
    "Delivery": {
        **ordinary(
            MESSAGES,
            {
                "message": _("The message that was received"),
                "person": _("Who received it"),
                "read_at": _("When it was marked as read"),
                "remind_at": _("When the person asked to be reminded of it"),
            },
        ),
        **not_personal("id"),
    },
}

NAMES = {
    "ChosenGroup": pgettext_lazy("stored", "Group that a system message is for"),
    "ChosenPerson": pgettext_lazy("stored", "Person that a system message is for"),
    "Delivery": pgettext_lazy("stored", "Received system message"),
    "MessageFile": pgettext_lazy("stored", "Picture or attachment of a system message"),
    "SystemMessage": pgettext_lazy("stored", "System message"),
}
