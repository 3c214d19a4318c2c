"""Everything that tells people something: on their home page, by e-mail and by SMS."""

from arbeidsrom.core.notifications.actions.calendars import cancel_invitation, erase_past_appointments, send_invitation
from arbeidsrom.core.notifications.actions.inbox import (
    choose,
    erase_old_notifications,
    forget,
    forget_in_lists,
    mark_all_read,
    mark_read,
    notify,
    remove_card,
    remove_notification,
    switch_off,
    withdraw,
)
from arbeidsrom.core.notifications.actions.many import (
    mail_told,
    tell_found,
    withdraw_about,
    withdraw_outdated,
)
from arbeidsrom.core.notifications.actions.messages import (
    call_back,
    deliver,
    deliver_waiting,
    expire_messages,
    record_bounce,
    send_again,
    send_mail,
    send_sms,
    take_back_stuck,
)
from arbeidsrom.core.notifications.actions.weekly import erase_old_digests, make_weekly_digest

__all__ = [
    "call_back",
    "cancel_invitation",
    "choose",
    "deliver",
    "deliver_waiting",
    "erase_old_digests",
    "erase_old_notifications",
    "erase_past_appointments",
    "expire_messages",
    "forget",
    "forget_in_lists",
    "mail_told",
    "make_weekly_digest",
    "mark_all_read",
    "mark_read",
    "notify",
    "record_bounce",
    "remove_card",
    "remove_notification",
    "send_again",
    "send_invitation",
    "send_mail",
    "send_sms",
    "switch_off",
    "take_back_stuck",
    "tell_found",
    "withdraw",
    "withdraw_about",
    "withdraw_outdated",
]
