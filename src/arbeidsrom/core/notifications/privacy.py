"""What notifications hold about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.personal_data import Activity, not_personal, ordinary, special

MESSAGES = "notifications.messages"
UNTIL_SENT = _("Until the message is delivered, at the latest after 14 days.")

ACTIVITIES = (
    Activity(
        MESSAGES,
        name=_("Notifications, e-mail and SMS"),
        purpose=_("To tell people what they have to know, and to send what they ask to have sent."),
        people=_("Those who sign in, members and receivers of shipments."),
        basis=_("GDPR art. 6(1)(b) and (f); art. 9(2)(d)."),
        recipients=_("The receiver; the mail server and the SMS gateway on the way."),
        retention=_("Messages are erased when delivered, at the latest after 14 days; notifications after a year."),
        security=_("Receiver and content are sealed until the message is sent."),
        erased_by="notifications.erase_old",
    ),
)

MODELS = {
    "Notification": {
        **ordinary(
            MESSAGES,
            {
                "person": _("Who is notified"),
                "type": _("Kind of notification"),
                "about": _("What it is about"),
                "url": _("Link to what it is about"),
                "params": _("Numbers, dates and names in the text"),
                "once": _("Mark against notifying twice"),
                "created_at": _("When it was made"),
                "on_home": _("Whether it is shown on the home page"),
                "mail_waits": _("Whether its e-mail is still to be written"),
                "weekly": _("Whether it is for the weekly digest"),
                "read_at": _("When it was read"),
                "removed_at": _("When it was removed from the home page"),
            },
        ),
        **not_personal("id", "public_id"),
    },
    "Choice": {
        **ordinary(
            MESSAGES,
            {
                "person": _("Who has chosen"),
                "group": _("Group of notifications"),
                "way": _("Which way"),
                "wanted": _("Whether it is wanted"),
            },
        ),
        **not_personal("id"),
    },
    "WithoutMail": {
        **ordinary(MESSAGES, {"person": _("Who wants no e-mail notifications")}),
        **not_personal("id"),
    },
    "WeeklyDigest": not_personal("id", "wednesday", "covers_from", "covers_to", "finished_at"),
    "DigestReceipt": {
        **ordinary(
            MESSAGES,
            {"person": _("Who has got the weekly digest"), "digest": _("Which week")},
            retention=_("Sixty days after the digest."),
            erased_by="notifications.erase_old",
        ),
        **not_personal("id"),
    },
    "OutgoingMessage": {
        **special(
            MESSAGES,
            {"recipient": _("Receiver"), "content": _("Subject and text of the message")},
            retention=UNTIL_SENT,
            erased_by="notifications.deliver_waiting",
        ),
        **not_personal(
            *("id", "public_id", "tenant", "channel", "about", "message_id", "state", "attempts", "last_error"),
            *("created_at", "due_at", "claimed_at", "sent_at", "expires_at", "erased_at", "unsure_at"),
            *("bounced_at", "bounce_status"),
        ),
    },
    "CalendarEntry": {
        **special(
            MESSAGES,
            {"content": _("Content of the appointment and those invited")},
            retention=_("Thirty days after the appointment."),
            erased_by="notifications.erase_old",
        ),
        **not_personal("id", "public_id", "tenant", "about", "sequence", "ends_at", "cancelled_at"),
    },
}

NAMES = {
    "CalendarEntry": pgettext_lazy("stored", "Calendar entry"),
    "Choice": pgettext_lazy("stored", "Choice of notifications"),
    "DigestReceipt": pgettext_lazy("stored", "Receipt of a weekly digest"),
    "Notification": pgettext_lazy("stored", "Notification"),
    "OutgoingMessage": pgettext_lazy("stored", "Outgoing mail or SMS"),
    "WeeklyDigest": pgettext_lazy("stored", "Weekly digest"),
    "WithoutMail": pgettext_lazy("stored", "Choice of no e-mail"),
}
