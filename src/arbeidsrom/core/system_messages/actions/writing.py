"""Writing a system message: what it says, and to whom; until it is sent (KP-MSG-015)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.system_messages import access, groups
from arbeidsrom.core.system_messages.faults import NotReady
from arbeidsrom.core.system_messages.models import SystemMessage
from arbeidsrom.core.system_messages.queries import writing
from arbeidsrom.core.system_messages.rules import Fault
from arbeidsrom.core.system_messages.states import MessageState
from arbeidsrom.core.system_messages.wording import as_html, says_something
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused

SAID = ("title", "content", "html", "videos", "sender", "important", "send_at", "visible_until")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message says, how, and when; everything of the form but its recipients (KP-MSG-002)."""

    title: str = ""
    content: str = ""
    videos: tuple[str, ...] = ()
    sender: str = ""
    important: bool = False
    send_at: datetime | None = None
    visible_until: date | None = None


@transaction.atomic
def begin_message(wording: Wording, *, actor: Actor, now: datetime) -> SystemMessage:
    """A new draft; nothing has to be filled in before it is to be sent."""
    access.may_send(actor).or_refuse()
    scope = writing.scope_of(actor)
    if scope is None:
        raise Unit.DoesNotExist
    message = SystemMessage(scope=scope, created_at=now, created_by_id=actor.person_or_refuse())
    _say(message, wording)
    message.save()
    note("system_messages.message.begun", message, actor=actor, now=now)
    return message


@transaction.atomic
def change_message(
    message_id: UUID, wording: Wording, *, lock_version: int, actor: Actor, now: datetime
) -> SystemMessage:
    """Say it otherwise. One that is ordered stays ordered, so it must still be such that it can be sent."""
    message = writing.get_message(message_id, actor=actor, lock=True)
    access.may_change(actor, message).or_refuse()
    if message.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed the message since you opened it."))
    _say(message, wording)
    if message.state == MessageState.ORDERED:
        message.send_at = message.send_at or now
        found = writing.faults_of(message, recipients=message.confirmed_for or 0, now=now)
        if wrong := [fault for fault in found if fault != Fault.FILES_NOT_CLEARED]:
            raise NotReady(wrong)
    message.lock_version += 1
    message.save(update_fields=[*SAID, "lock_version"])
    note("system_messages.message.changed", message, actor=actor, now=now)
    if message.state == MessageState.ORDERED:
        send_when_due(message, now=now)
    return message


def _say(message: SystemMessage, wording: Wording) -> None:
    html = as_html(wording.content)
    message.title, message.content = wording.title.strip(), wording.content.strip()
    message.html = html if says_something(html) else ""
    message.videos, message.sender, message.important = list(wording.videos), wording.sender.strip(), wording.important
    message.send_at, message.visible_until = wording.send_at, wording.visible_until


def send_when_due(message: SystemMessage, *, now: datetime) -> None:
    """Ask for the sending at once when the moment has come; else the clock of every minute finds it."""
    if message.send_at and message.send_at <= now:
        app.configure_task("system_messages.send").defer(message_id=str(message.public_id))


@transaction.atomic
def choose_group(message_id: UUID, *, kind: str, value: str, actor: Actor, now: datetime) -> SystemMessage:
    """One more group that the recipients must belong to (KP-MSG-010, 011)."""
    message = _to_change(message_id, actor)
    found = groups.known(kind)
    if found is None or value not in found.names([value]):
        raise Refused(_("There is no such group to choose."))
    message.groups.get_or_create(kind=kind, value=value)
    return _other_recipients(message, actor=actor, now=now)


@transaction.atomic
def leave_out_group(message_id: UUID, *, kind: str, value: str, actor: Actor, now: datetime) -> SystemMessage:
    """The recipients need not belong to the group."""
    message = _to_change(message_id, actor)
    message.groups.filter(kind=kind, value=value).delete()
    return _other_recipients(message, actor=actor, now=now)


@transaction.atomic
def choose_person(message_id: UUID, *, person: UUID, actor: Actor, now: datetime, today: date) -> SystemMessage:
    """A person gets the message whatever groups are chosen (KP-MSG-009)."""
    message = _to_change(message_id, actor)
    found = writing.person_in_scope(message, person, today=today)
    message.chosen_people.get_or_create(person=found)
    return _other_recipients(message, actor=actor, now=now)


@transaction.atomic
def leave_out_person(message_id: UUID, *, person: UUID, actor: Actor, now: datetime) -> SystemMessage:
    """The person is not chosen any more, and gets the message only as one of the chosen groups."""
    message = _to_change(message_id, actor)
    message.chosen_people.filter(person__public_id=person).delete()
    return _other_recipients(message, actor=actor, now=now)


def _to_change(message_id: UUID, actor: Actor) -> SystemMessage:
    message = writing.get_message(message_id, actor=actor, lock=True)
    access.may_change(actor, message).or_refuse()
    return message


def _other_recipients(message: SystemMessage, *, actor: Actor, now: datetime) -> SystemMessage:
    """Other recipients are another number, which has to be confirmed: an ordered message is a draft again."""
    if message.state == MessageState.ORDERED:
        back_to_draft(message)
    message.lock_version += 1
    message.save(update_fields=["state", "ordered_at", "ordered_by", "confirmed_for", "lock_version"])
    note("system_messages.recipients.chosen", message, actor=actor, now=now, to_whom=True)
    return message


def back_to_draft(message: SystemMessage) -> None:
    """Whoever had confirmed it has confirmed something else."""
    message.move_to(MessageState.DRAFT)
    message.ordered_at = message.ordered_by = message.confirmed_for = None


@transaction.atomic
def discard_message(message_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Throw away a message that was never sent, with its pictures and attachments."""
    message = _to_change(message_id, actor)
    if message.state == MessageState.ORDERED:
        raise Refused(_("The message is ordered for sending. Stop it first."))
    versions = list(message.files.values_list("version__public_id", flat=True))
    note("system_messages.message.discarded", message, actor=actor, now=now)
    message.delete()
    for version in versions:
        vault.remove(version, actor=actor, now=now)


def note(
    event: str,
    message: SystemMessage,
    *,
    actor: Actor,
    now: datetime,
    to_whom: bool = False,
    details: dict[str, str | int] | None = None,
) -> None:
    """Write to the log of the body that the message is sent in; with whom it is for, groups by key and people by id."""
    told: dict[str, str | int] = dict(details or {})
    people: list[UUID] = []
    if to_whom:
        chosen = message.groups.order_by("id").values_list("kind", "value")
        told["groups"] = " + ".join(f"{kind}={value}" for kind, value in chosen)
        people = list(message.chosen_people.order_by("id").values_list("person__public_id", flat=True))
    record(
        event,
        message.public_id,
        actor=actor,
        at=now,
        tenant=message.scope.controller,
        unit=message.scope_id,
        subjects=people,
        details=told,
    )
