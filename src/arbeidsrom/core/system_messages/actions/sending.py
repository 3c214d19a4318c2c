"""Ordering, sending, stopping and withdrawing a system message."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.system_messages import access
from arbeidsrom.core.system_messages.actions.writing import back_to_draft, note, send_when_due
from arbeidsrom.core.system_messages.faults import NotReady, RecipientsChanged
from arbeidsrom.core.system_messages.models import SystemMessage
from arbeidsrom.core.system_messages.notices import NOT_SENT
from arbeidsrom.core.system_messages.queries import recipients, writing
from arbeidsrom.core.system_messages.rules import Fault
from arbeidsrom.core.system_messages.states import MessageState, StopReason
from arbeidsrom.lib.actor import Actor, job

STOPS = {Fault.PERIOD_TOO_SHORT: StopReason.PERIOD_OVER, Fault.NO_RECIPIENTS: StopReason.NOBODY}


@transaction.atomic
def order_message(message_id: UUID, *, confirmed_for: int, actor: Actor, now: datetime) -> SystemMessage:
    """Confirm the number of recipients that was shown; the message is sent at its moment, or now (KP-MSG-012, 013)."""
    message = writing.get_message(message_id, actor=actor, lock=True)
    access.may_change(actor, message).or_refuse()
    count = recipients.count_recipients(message, today=timezone.localdate(now))
    if found := writing.faults_of(message, recipients=count, now=now):
        raise NotReady(found)
    if count != confirmed_for:
        raise RecipientsChanged(_("The number of recipients has changed since it was shown. Look at it again."))
    message.move_to(MessageState.ORDERED)
    message.send_at = message.send_at or now
    message.ordered_at, message.ordered_by_id, message.confirmed_for = now, actor.person_or_refuse(), count
    message.stopped_because = ""
    message.lock_version += 1
    message.save(
        update_fields=[
            *("state", "send_at", "ordered_at", "ordered_by", "confirmed_for", "stopped_because", "lock_version")
        ]
    )
    told: dict[str, str | int] = {"recipients": count, "send_at": message.send_at.isoformat(timespec="minutes")}
    note("system_messages.message.ordered", message, actor=actor, now=now, to_whom=True, details=told)
    send_when_due(message, now=now)
    return message


_DELIVER = """
INSERT INTO system_messages_delivery (message_id, person_id)
SELECT %s, recipient.id FROM ({recipients}) AS recipient
ON CONFLICT (person_id, message_id) DO NOTHING
"""


@transaction.atomic
def send(message_id: UUID, *, now: datetime) -> SystemMessage | None:
    """The moment has come: the recipients are decided now, and each gets the message once (KP-MSG-014).

    One transaction: a worker that is killed has sent it to nobody, and the next one sends it to all. A message that
    is not ordered any more, or that another worker is sending, is left alone.
    """
    waiting = SystemMessage.objects.select_for_update(of=("self",), skip_locked=True)
    message = (
        waiting.select_related("scope")
        .filter(public_id=message_id, state=MessageState.ORDERED, send_at__lte=now)
        .first()
    )
    if message is None:
        return None
    actor = job("system_messages.send", tenant=message.scope.controller)
    message.sent_to = _deliver(message, now=now)
    if found := writing.faults_of(message, recipients=message.sent_to, now=now):
        _give_up(message, found[0], actor=actor, now=now)
        return message
    message.move_to(MessageState.SENT)
    message.sent_at = now
    message.save(update_fields=["state", "sent_at", "sent_to"])
    told: dict[str, str | int] = {"recipients": message.sent_to, "ordered_by": str(_ordered_by(message))}
    note("system_messages.message.sent", message, actor=actor, now=now, to_whom=True, details=told)
    return message


def _deliver(message: SystemMessage, *, now: datetime) -> int:
    """A row for each recipient, by one statement."""
    found = recipients.recipients(message, today=timezone.localdate(now)).order_by().values("id")
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_DELIVER.format(recipients=sql), [message.pk, *params])
        return int(cursor.rowcount)


def _ordered_by(message: SystemMessage) -> UUID | None:
    return message.ordered_by.public_id if message.ordered_by else None


def _give_up(message: SystemMessage, fault: Fault, *, actor: Actor, now: datetime) -> None:
    """What stands in the way is told to whoever ordered it; nobody gets a message that cannot be sent."""
    message.deliveries.all().delete()
    message.sent_to = None
    message.move_to(MessageState.STOPPED)
    message.stopped_because = STOPS.get(fault, StopReason.FILES)
    message.lock_version += 1
    message.save(update_fields=["state", "stopped_because", "sent_to", "lock_version"])
    note("system_messages.message.stopped", message, actor=actor, now=now)
    if message.ordered_by_id:
        notifications.notify(
            message.ordered_by_id,
            NOT_SENT.key,
            about=message.public_id,
            url=reverse("system_message", args=[message.public_id]),
            params={"title": message.title},
            now=now,
            once=f"{message.public_id} {message.lock_version}",
        )


@transaction.atomic
def stop_message(message_id: UUID, *, actor: Actor, now: datetime) -> SystemMessage:
    """An ordered message is not to be sent after all (KP-MSG-015)."""
    message = writing.get_message(message_id, actor=actor, lock=True)
    access.may_change(actor, message).or_refuse()
    message.move_to(MessageState.STOPPED)
    message.stopped_because = StopReason.BY_PERSON
    message.lock_version += 1
    message.save(update_fields=["state", "stopped_because", "lock_version"])
    note("system_messages.message.stopped", message, actor=actor, now=now)
    return message


@transaction.atomic
def take_up_message(message_id: UUID, *, actor: Actor, now: datetime) -> SystemMessage:
    """A stopped message is worked on again, as a draft."""
    message = writing.get_message(message_id, actor=actor, lock=True)
    access.may_change(actor, message).or_refuse()
    back_to_draft(message)
    message.stopped_because, message.send_at = "", None
    message.lock_version += 1
    message.save(
        update_fields=[
            *("state", "ordered_at", "ordered_by", "confirmed_for", "stopped_because", "send_at", "lock_version")
        ]
    )
    note("system_messages.message.changed", message, actor=actor, now=now)
    return message


@transaction.atomic
def withdraw_message(message_id: UUID, *, actor: Actor, now: datetime) -> SystemMessage:
    """Take a sent message back: whoever has not read it finds it no more (KP-MSG-015)."""
    message = writing.get_message(message_id, actor=actor, lock=True)
    access.may_withdraw(actor, message).or_refuse()
    message.move_to(MessageState.WITHDRAWN)
    message.withdrawn_at = now
    message.save(update_fields=["state", "withdrawn_at"])
    note("system_messages.message.withdrawn", message, actor=actor, now=now)
    return message
