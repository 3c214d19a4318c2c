"""The outbox: a message is a row, queued in the transaction of its cause, claimed before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from procrastinate.contrib.django import app

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.notifications import access, noting, outbox, rules, transports
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.outbox import Attachment, Content, NoAnswer, Refusal, TryLater
from arbeidsrom.core.notifications.states import Channel, MessageState
from arbeidsrom.lib.actor import Actor


def send_mail(
    *,
    tenant: UUID,
    to: str,
    subject: str,
    text: str,
    html: str | None = None,
    about: UUID | None,
    now: datetime,
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
    calendar: str = "",
    calendar_method: str = "",
    expires_at: datetime | None = None,
) -> OutgoingMessage:
    """Queue a mail; the subject says nothing personal, for it is read on locked screens and in logs of mail servers.

    One that has no HTML of its own says the same in HTML too: paragraphs, and addresses as links.
    """
    to, subject = rules.mail_address(to), rules.one_line(subject)
    content = Content(
        text=text,
        subject=subject,
        html=html or render_to_string("notifications/text_mail.html", {"subject": subject, "text": text}),
        calendar=calendar,
        calendar_method=calendar_method,
        headers={**_thread(about, to), **(headers or {})},
        attachments=tuple(attachments),
    )
    return queue(Channel.MAIL, tenant=tenant, to=to, content=content, about=about, now=now, expires_at=expires_at)


def _thread(about: UUID | None, to: str) -> dict[str, str]:
    """Mail programs put together what answers the same mail: one that stands for the thing, and was never sent."""
    if about is None:
        return {}
    root = rules.thread_id(about, to, settings.MAIL_DOMAIN)
    return {"In-Reply-To": root, "References": root}


def send_sms(
    *, tenant: UUID, to: str, text: str, about: UUID | None, now: datetime, expires_at: datetime | None = None
) -> OutgoingMessage:
    """Queue an SMS; an e-mail address where a phone number belongs is refused (KL-SHARE-004)."""
    number = rules.mobile_number(to)
    content = Content(text=text)
    return queue(Channel.SMS, tenant=tenant, to=number, content=content, about=about, now=now, expires_at=expires_at)


@transaction.atomic
def queue(
    channel: Channel,
    *,
    tenant: UUID,
    to: str,
    content: Content,
    about: UUID | None,
    now: datetime,
    expires_at: datetime | None,
) -> OutgoingMessage:
    """Put the message into the outbox, in the transaction of its cause, unless a guard stops it."""
    outbox.inspect(channel, content)
    public_id = uuid4()
    message = OutgoingMessage.objects.create(
        public_id=public_id,
        tenant=tenant,
        channel=channel,
        about=about,
        recipient=to,
        content=content.to_json(),
        message_id=rules.message_id(public_id, settings.MAIL_DOMAIN),
        created_at=now,
        due_at=now,
        expires_at=expires_at or now + rules.KEPT,
    )
    app.configure_task("notifications.deliver").defer(message_id=message.pk)
    return message


def deliver(message_id: int, *, now: datetime) -> MessageState | None:
    """Send one message if it waits for it; None when somebody else has it or it has been sent."""
    message = claim(Q(pk=message_id), now=now)
    return hand_over(message, now=now) if message else None


def deliver_waiting(*, now: datetime, at_most: int | None = None) -> int:
    """Send what is due, among it what was to be tried again; several workers share the work."""
    count = 0
    while (at_most is None or count < at_most) and (message := claim(Q(), now=now)):
        hand_over(message, now=now)
        count += 1
    return count


@transaction.atomic
def claim(which: Q, *, now: datetime) -> OutgoingMessage | None:
    """Take a waiting message for oneself, so that no other worker sends it."""
    waiting = OutgoingMessage.objects.filter(which, state=MessageState.WAITING, due_at__lte=now, expires_at__gt=now)
    message = waiting.select_for_update(skip_locked=True).order_by("due_at", "id").first()
    if message:
        message.move_to(MessageState.SENDING)
        message.claimed_at, message.attempts = now, message.attempts + 1
        message.save(update_fields=["state", "claimed_at", "attempts"])
    return message


def hand_over(message: OutgoingMessage, *, now: datetime) -> MessageState:
    """Send a claimed message, outside any transaction, and note how it went."""
    try:
        transports.hand_over(message)
    except TryLater as problem:
        return note_delay(message, problem, now=now)
    except Refusal as refusal:
        return finish(message, MessageState.FAILED, str(refusal), now=now)
    return finish(message, MessageState.SENT, "", now=now)


def note_delay(message: OutgoingMessage, problem: TryLater, *, now: datetime) -> MessageState:
    """It waits for its next attempt, or has been tried often enough."""
    if isinstance(problem, NoAnswer):
        message.unsure_at = now
    if message.attempts >= rules.MAX_ATTEMPTS:
        return finish(message, MessageState.FAILED, str(problem), now=now)
    message.due_at = rules.next_attempt(message.attempts, now)
    return finish(message, MessageState.WAITING, str(problem), now=now)


def finish(message: OutgoingMessage, state: MessageState, problem: str, *, now: datetime) -> MessageState:
    """Note how sending went; a message that has been delivered is erased, but on the demonstration's outbox page."""
    message.move_to(state)
    message.last_error = problem[:80]
    changed = ["state", "last_error", "due_at", "sent_at", "unsure_at"]
    if state == MessageState.SENT:
        message.sent_at = now
        if not transports.is_shown_only(Channel(message.channel)):
            changed += erase(message, now=now)
    noting.surely(partial(message.save, update_fields=changed))
    return state


def erase(message: OutgoingMessage, *, now: datetime) -> list[str]:
    """Forget to whom it went and what it said; gives the fields to save."""
    message.recipient = message.content = None
    message.erased_at = now
    return ["recipient", "content", "erased_at"]


@transaction.atomic
def expire_messages(*, now: datetime) -> int:
    """Erase what has had its time: what could not be sent, and what the outbox page has shown long enough."""
    ended = OutgoingMessage.objects.filter(erased_at=None, expires_at__lte=now).exclude(state=MessageState.SENDING)
    return _end(ended.select_for_update(skip_locked=True).order_by("id")[:1000], now=now)


@transaction.atomic
def call_back(messages: Iterable[UUID], *, now: datetime) -> int:
    """Those of the messages that have not gone out never will; what a worker has in hand cannot be stopped."""
    stoppable = [MessageState.WAITING, MessageState.FAILED]
    unsent = OutgoingMessage.objects.filter(public_id__in=list(messages), state__in=stoppable)
    return _end(unsent.select_for_update().order_by("id"), now=now)


def _end(messages: QuerySet[OutgoingMessage], *, now: datetime) -> int:
    """Erase them; what was not sent is not sent any more."""
    rows = list(messages.defer("recipient", "content"))
    for message in rows:
        if message.state != MessageState.SENT:
            message.move_to(MessageState.EXPIRED)
        message.save(update_fields=["state", *erase(message, now=now)])
    return len(rows)


@transaction.atomic
def take_back_stuck(*, now: datetime) -> int:
    """Messages whose worker was killed while sending wait again; their Message-ID stays the same.

    Nobody knows whether the other side has got them: they are sent again, and it is told that they may come twice.
    """
    stuck = OutgoingMessage.objects.filter(state=MessageState.SENDING, claimed_at__lt=now - rules.STUCK_AFTER)
    return stuck.update(state=MessageState.WAITING, due_at=now, last_error="interrupted", unsure_at=now)


@transaction.atomic
def send_again(message: UUID, *, actor: Actor, now: datetime) -> None:
    """Somebody who runs the installation has a refused message tried once more."""
    access.may_send_again(actor).or_refuse()
    row = OutgoingMessage.objects.select_for_update().get(public_id=message)
    row.move_to(MessageState.WAITING)
    row.due_at, row.expires_at = now, max(row.expires_at, now + timedelta(days=1))
    row.save(update_fields=["state", "due_at", "expires_at"])
    app.configure_task("notifications.deliver").defer(message_id=row.pk)
    record("notifications.message.sent_again", message, actor=actor, at=now, tenant=row.tenant)


@transaction.atomic
def record_bounce(message_id: str, status: str, *, now: datetime) -> bool:
    """A mail has come back undelivered; False when it is none of ours."""
    bounced = OutgoingMessage.objects.filter(message_id=message_id, channel=Channel.MAIL)
    return bool(bounced.update(bounced_at=now, bounce_status=status[:12]))
