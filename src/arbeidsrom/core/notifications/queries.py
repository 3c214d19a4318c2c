"""Reading inboxes, choices and the outbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.notifications import access, types
from arbeidsrom.core.notifications.calendars import Appointment
from arbeidsrom.core.notifications.models import CalendarEntry, Choice, Notification, OutgoingMessage
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.states import Channel, MessageState
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is to be told something: where, in which language, by which ways."""

    person_id: int
    name: str
    email: str
    mobile: str
    language: str
    tenant: UUID
    channels: frozenset[Channel]


def reader(person_id: int, kind: NotificationType) -> Reader:
    """How to reach the person for this kind of notification."""
    person = Person.objects.get(pk=person_id)
    language = Account.objects.filter(person_id=person_id).values_list("language", flat=True).first()
    chosen = dict(Choice.objects.filter(person_id=person_id, type=kind.key).values_list("channel", "wanted"))
    tenants = Position.objects.filter(person_id=person_id).order_by("-valid_from", "id")
    return Reader(
        person_id=person_id,
        name=person.name,
        email=person.email,
        mobile=person.mobile,
        language=language or "nb",
        tenant=tenants.values_list("unit__tenant", flat=True).first() or INSTALLATION,
        channels=frozenset(channel for channel in Channel if is_wanted(kind, channel, chosen)),
    )


def is_wanted(kind: NotificationType, channel: Channel, chosen: dict[str, bool]) -> bool:
    """What the person has chosen where there is a choice, else what the type proposes."""
    proposed = kind.proposes(channel)
    return chosen.get(channel, proposed) if kind.leaves_choice(channel) else proposed


def fields_of(notification: Notification) -> dict[str, Any]:
    """What a new row is made of, apart from what makes it the same as another."""
    return {name: getattr(notification, name) for name in ("about", "url", "params", "created_at")}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A notification as its reader sees it."""

    public_id: UUID
    group: str
    sentence: str
    has_link: bool
    created_at: datetime
    is_read: bool


def inbox(actor: Actor, *, unread_only: bool = False, first: int = 0, last: int = 50) -> list[InboxRow]:
    """The actor's notifications, the newest first. One query."""
    rows = access.visible_notifications(actor).order_by("-created_at", "-id")
    if unread_only:
        rows = rows.filter(read_at=None)
    return [inbox_row(row) for row in rows[first:last]]


def inbox_row(row: Notification) -> InboxRow:
    """A notification in the reader's language; one of a module that is off tells its type."""
    kind = types.known_type(row.type)
    return InboxRow(
        public_id=row.public_id,
        group=str(kind.group.label) if kind and kind.group else "",
        sentence=kind.tell(row.params) if kind else row.type,
        has_link=bool(row.url),
        created_at=row.created_at,
        is_read=row.read_at is not None,
    )


def count_inbox(actor: Actor, *, unread_only: bool = False) -> int:
    """How many notifications there are."""
    rows = access.visible_notifications(actor)
    return (rows.filter(read_at=None) if unread_only else rows).count()


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A kind of notification and whether its reader gets it by mail and SMS; None where there is nothing to choose."""

    kind: NotificationType
    mail: bool
    sms: bool


def choices_of(actor: Actor) -> list[ChoiceRow]:
    """What the person has chosen, kind by kind. One query."""
    chosen: dict[str, dict[str, bool]] = {}
    for row in Choice.objects.filter(person_id=actor.person_id or 0).order_by("id"):
        chosen.setdefault(row.type, {})[row.channel] = row.wanted
    return [
        ChoiceRow(
            kind,
            is_wanted(kind, Channel.MAIL, chosen.get(kind.key, {})),
            is_wanted(kind, Channel.SMS, chosen.get(kind.key, {})),
        )
        for kind in types.all_types()
        if kind.group
    ]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a message about something has come; pages of the sender show it."""

    channel: Channel
    state: str
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    last_error: str
    bounced_at: datetime | None
    bounce_status: str
    unsure_at: datetime | None


def deliveries_of(messages: Collection[UUID]) -> list[Delivery]:
    """How far the messages have come, oldest first; nothing of what they say."""
    rows = OutgoingMessage.objects.filter(public_id__in=messages).defer("recipient", "content")
    return [
        Delivery(
            Channel(row.channel),
            row.state,
            row.created_at,
            row.sent_at,
            row.attempts,
            row.last_error,
            row.bounced_at,
            row.bounce_status,
            row.unsure_at,
        )
        for row in rows.order_by("created_at", "id")
    ]


def undelivered_messages(*, since: datetime) -> list[UUID]:
    """Messages that were refused for good, or came back."""
    undelivered = OutgoingMessage.objects.filter(Q(state=MessageState.FAILED) | Q(bounced_at__isnull=False))
    return list(undelivered.filter(created_at__gte=since).order_by("id").values_list("public_id", flat=True))


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message on the outbox page; recipient and content only where they may be shown."""

    message: OutgoingMessage
    recipient: str
    content: Content | None


def outbox_rows(actor: Actor, *, channel: str = "", state: str = "", first: int = 0, last: int = 50) -> list[OutboxRow]:
    """The newest messages. One query."""
    open_ = bool(access.may_read_messages(actor))
    return [outbox_row(message, open_) for message in messages(actor, channel, state)[first:last]]


def count_messages(actor: Actor, *, channel: str = "", state: str = "") -> int:
    """How many messages there are with this channel and state."""
    return messages(actor, channel, state).count()


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many messages wait, were not accepted and came back, and since when the oldest should have gone out."""

    waiting: int
    failed: int
    came_back: int
    oldest: datetime | None


def outbox_counts(now: datetime) -> OutboxCounts:
    """The state of the outbox over the whole installation; nothing of what messages say or to whom. One query."""
    unsent = Q(state__in=[MessageState.WAITING, MessageState.SENDING])
    counted = OutgoingMessage.objects.aggregate(
        waiting=Count("id", filter=unsent),
        failed=Count("id", filter=Q(state=MessageState.FAILED)),
        came_back=Count("id", filter=Q(bounced_at__isnull=False)),
        oldest=Min("created_at", filter=unsent & Q(created_at__lte=now)),
    )
    return OutboxCounts(**counted)


def messages(actor: Actor, channel: str, state: str) -> QuerySet[OutgoingMessage]:
    """The messages with this channel and state, the newest first."""
    found = access.visible_messages(actor).order_by("-created_at", "-id")
    if channel:
        found = found.filter(channel=channel)
    return found.filter(state=state) if state else found


def outbox_row(message: OutgoingMessage, open_: bool) -> OutboxRow:
    """One message, opened if it may be shown and has not been erased."""
    if not open_ or message.content is None:
        return OutboxRow(message, "", None)
    return OutboxRow(message, message.recipient, Content.from_json(message.content))


def get_message(public_id: UUID, *, actor: Actor) -> OutboxRow:
    """One message, or ``DoesNotExist``."""
    message = access.visible_messages(actor).get(public_id=public_id)
    return outbox_row(message, bool(access.may_read_messages(actor)))


def is_in_calendars(about: UUID) -> bool:
    """Whether an appointment about it stands in anybody's calendar and has not been called off."""
    return CalendarEntry.objects.filter(about=about, cancelled_at=None).exists()


def invited_to(about: UUID) -> tuple[str, ...]:
    """The addresses that have, or had until it was called off, the appointment about it in their calendars."""
    entry = CalendarEntry.objects.filter(about=about).first()
    return Appointment.from_json(entry.content).attendees if entry else ()
