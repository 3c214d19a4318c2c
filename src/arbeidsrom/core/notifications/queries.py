"""Reading inboxes, choices and the outbox."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.notifications import access, types
from arbeidsrom.core.notifications.calendars import Appointment
from arbeidsrom.core.notifications.groups import Card, Group
from arbeidsrom.core.notifications.models import (
    CalendarEntry,
    Choice,
    Notification,
    OutgoingMessage,
    WeeklyDigest,
    WithoutMail,
)
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.states import Channel, MessageState, Way
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is to be told something: where, in which language, by which ways."""

    person_id: int
    name: str
    email: str
    language: str
    tenant: UUID
    ways: frozenset[Way]


def reader(person_id: int, kind: NotificationType) -> Reader:
    """How to reach the person for this kind of notification."""
    person = Person.objects.get(pk=person_id)
    language = Account.objects.filter(person_id=person_id).values_list("language", flat=True).first()
    of_group = Choice.objects.filter(person_id=person_id, group=kind.group.key if kind.group else "")
    tenants = Position.objects.filter(person_id=person_id).order_by("-valid_from", "id")
    return Reader(
        person_id=person_id,
        name=person.name,
        email=person.email,
        language=language or "nb",
        tenant=tenants.values_list("unit__tenant", flat=True).first() or INSTALLATION,
        ways=kind.ways_for(
            dict(of_group.values_list("way", "wanted")),
            without_mail=WithoutMail.objects.filter(person_id=person_id).exists(),
        ),
    )


def fields_of(notification: Notification) -> dict[str, Any]:
    """What a new row is made of, apart from what makes it the same as another."""
    return {name: getattr(notification, name) for name in ("about", "url", "params", "created_at", "on_home")}


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
    """The actor's notifications, the newest first, those too that are gone from the home page. One query."""
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
class GroupRow:
    """A group of notifications and how its reader gets it: what it offers, what can be chosen, what is wanted."""

    group: Group
    kinds: list[NotificationType]
    offered: frozenset[Way]
    choosable: frozenset[Way]
    wanted: frozenset[Way]


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """Everything a person has chosen about notifications, and the e-mails that always come."""

    groups: list[GroupRow]
    without_mail: bool
    always: list[NotificationType]


def settings_of(actor: Actor) -> OwnSettings:
    """What the person has chosen, for the groups that concern the position they act in. Two queries."""
    chosen: dict[str, dict[str, bool]] = {}
    for row in Choice.objects.filter(person_id=actor.person_id or 0).order_by("id"):
        chosen.setdefault(row.group, {})[row.way] = row.wanted
    shown = [group for group in types.all_groups() if group.key in chosen or concerns(group, actor)]
    keys = {group.key for group in shown}
    return OwnSettings(
        groups=[group_row(group, chosen.get(group.key, {})) for group in shown],
        without_mail=WithoutMail.objects.filter(person_id=actor.person_id or 0).exists(),
        always=[
            kind for kind in types.all_types() if kind.always_mailed and (not kind.group or kind.group.key in keys)
        ],
    )


def concerns(group: Group, actor: Actor) -> bool:
    """Whether somebody in this position can get any of the group."""
    return not group.permissions or any(actor.holds(permission) for permission in group.permissions)


def group_row(group: Group, chosen: dict[str, bool]) -> GroupRow:
    """A group with what has been chosen for it."""
    kinds = types.types_of(group.key)
    return GroupRow(
        group=group,
        kinds=kinds,
        offered=frozenset(way for way in Way if any(kind.offers(way) for kind in kinds)),
        choosable=frozenset(way for way in Way if any(kind.leaves_choice(way) for kind in kinds)),
        wanted=frozenset(way for way in Way if types.is_wanted(way, chosen)),
    )


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card of the home page that something lies in."""

    card: Card
    count: int
    unread: int
    newest: datetime


def cards_of(actor: Actor) -> list[CardRow]:
    """The cards that something lies in, in their order. One query."""
    rows = access.visible_notifications(actor).filter(removed_at=None).values("type")
    told = rows.annotate(
        count=Count("id"), unread=Count("id", filter=Q(read_at=None)), newest=Max("created_at")
    ).order_by("type")
    found: dict[str, CardRow] = {}
    for row in told:
        kind = types.known_type(row["type"])
        if kind and kind.card:
            before = found.get(kind.card.key)
            found[kind.card.key] = CardRow(
                kind.card,
                row["count"] + (before.count if before else 0),
                row["unread"] + (before.unread if before else 0),
                max(row["newest"], before.newest) if before else row["newest"],
            )
    return sorted(found.values(), key=lambda row: (row.card.order, row.card.key))


def in_card(actor: Actor, card: str, *, last: int) -> list[InboxRow]:
    """What lies in a card, the newest first. One query."""
    rows = access.visible_notifications(actor).filter(removed_at=None, type__in=types.keys_in_card(card))
    return [inbox_row(row) for row in rows.order_by("-created_at", "-id")[:last]]


@dataclass(frozen=True, slots=True)
class DigestReader:
    """Somebody who gets a weekly digest, and how many of each kind they have been told."""

    person_id: int
    email: str
    language: str
    tenant: UUID
    told: list[tuple[str, int]]


def who_want_the_digest(digest: WeeklyDigest, *, after: int, most: int) -> list[int]:
    """The next people to whom something came that they had chosen the weekly digest for. One query."""
    within = {"created_at__gte": digest.covers_from, "created_at__lt": digest.covers_to}
    wanted = Notification.objects.filter(weekly=True, person_id__gt=after, **within)
    return list(wanted.order_by("person_id").values_list("person_id", flat=True).distinct()[:most])


TOLD_IN_THE_WEEK = """
    SELECT told.person_id, told.type, count(*)
    FROM notifications_notification told
    WHERE told.weekly AND told.type = ANY(%(types)s) AND told.person_id = ANY(%(people)s)
      AND told.created_at >= %(start)s AND told.created_at < %(end)s
      AND NOT EXISTS (
        SELECT 1
        FROM notifications_digestreceipt receipt
        JOIN notifications_weeklydigest earlier ON earlier.id = receipt.digest_id
        WHERE receipt.person_id = told.person_id AND earlier.id = ANY(%(earlier)s)
          AND told.created_at >= earlier.covers_from AND told.created_at < earlier.covers_to
      )
    GROUP BY told.person_id, told.type
    ORDER BY told.person_id, told.type
"""


def digest_readers(digest: WeeklyDigest, people: Sequence[int]) -> list[DigestReader]:
    """Those of them who want e-mails, work here today and have been told something since the last digest.

    One whose digest of an earlier week was made, though that run never ended, is not told the same again.
    """
    earlier = WeeklyDigest.objects.filter(covers_to__gt=digest.covers_from).exclude(pk=digest.pk)
    given: dict[str, Any] = {
        "types": [kind.key for group in types.all_groups() for kind in types.types_of(group.key, Way.WEEKLY)],
        "people": list(people),
        "start": digest.covers_from,
        "end": digest.covers_to,
        "earlier": list(earlier.order_by("id").values_list("id", flat=True)),
    }
    told: dict[int, list[tuple[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(TOLD_IN_THE_WEEK, given)
        for person_id, key, count in cursor:
            told.setdefault(person_id, []).append((key, count))
    return [
        DigestReader(person_id, email, language, tenant, told[person_id])
        for person_id, email, language, tenant in digest_addresses(told, today=timezone.localdate(digest.covers_to))
    ]


def digest_addresses(people: Iterable[int], *, today: date) -> list[tuple[int, str, str, UUID]]:
    """Address, language and body of those who have an account, a position and no «no e-mail». One query."""
    held = Position.objects.filter(held_on(today), person_id=OuterRef("pk")).order_by("-valid_from", "id")
    found = Person.objects.filter(pk__in=list(people), account__is_active=True).exclude(email="")
    return list(
        found.exclude(Exists(WithoutMail.objects.filter(person_id=OuterRef("pk"))))
        .annotate(tenant=Subquery(held.values("unit__tenant")[:1]))
        .exclude(tenant=None)
        .order_by("pk")
        .values_list("pk", "email", "account__language", "tenant")
    )


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
