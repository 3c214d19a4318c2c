"""Everything that tells people something: in their inbox, by e-mail and by SMS."""

from arbeidsrom.core.notifications.actions.calendars import cancel_invitation, erase_past_appointments, send_invitation
from arbeidsrom.core.notifications.actions.inbox import (
    choose,
    erase_old_notifications,
    forget,
    forget_in_lists,
    mark_all_read,
    mark_read,
    notify,
    switch_off,
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

__all__ = [
    "call_back",
    "cancel_invitation",
    "choose",
    "deliver",
    "deliver_waiting",
    "erase_old_notifications",
    "erase_past_appointments",
    "expire_messages",
    "forget",
    "forget_in_lists",
    "mark_all_read",
    "mark_read",
    "notify",
    "record_bounce",
    "send_again",
    "send_invitation",
    "send_mail",
    "send_sms",
    "switch_off",
    "take_back_stuck",
]
