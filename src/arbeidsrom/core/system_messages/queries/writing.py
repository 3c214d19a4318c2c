"""What the pages of those who send system messages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.core.system_messages import access, rules
from arbeidsrom.core.system_messages.models import MessageFile, SystemMessage
from arbeidsrom.core.system_messages.queries.recipients import people_in
from arbeidsrom.core.system_messages.rules import Fault
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.lib.actor import Actor


def get_message(public_id: UUID, *, actor: Actor, lock: bool = False) -> SystemMessage:
    """The message, or ``SystemMessage.DoesNotExist`` when the actor does not send to its part of the organisation."""
    messages = access.visible_messages(actor).select_related("scope", "created_by", "ordered_by")
    return (messages.select_for_update(of=("self",)) if lock else messages).get(public_id=public_id)


def scope_of(actor: Actor) -> Unit | None:
    """The part of the organisation that the actor sends to: the one acted in when there are several."""
    found = list(access.scopes(actor).order_by("lft", "id"))
    return next((unit for unit in found if unit.pk == actor.unit_id), found[0] if found else None)


def messages(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[SystemMessage]:
    """The messages with this state and words, the newest first."""
    found = access.visible_messages(actor).select_related("created_by").order_by("-created_at", "-id")
    if text.strip():
        found = found.filter(Q(title__icontains=text.strip()) | Q(sender__icontains=text.strip()))
    return found.filter(state=state) if state else found


def files_of(message: SystemMessage) -> list[MessageFile]:
    """Pictures and attachments, in the order they were added, with what the scanner said. One query."""
    return list(message.files.select_related("version").defer("version__tokens").order_by("id"))


def get_file(message: SystemMessage, public_id: UUID) -> MessageFile:
    """One of its pictures and attachments, or ``MessageFile.DoesNotExist``."""
    return message.files.select_related("version").defer("version__tokens").get(public_id=public_id)


def are_cleared(files: Sequence[MessageFile]) -> bool:
    """Whether the scanner lets all of them out (KP-MSG-016)."""
    return all(vault.may_leave(file.version) for file in files)


def faults_of(message: SystemMessage, *, recipients: int, now: datetime) -> list[Fault]:
    """What stands in the way of sending the message, as things are now (KP-MSG-012)."""
    return rules.faults(
        title=message.title,
        has_content=bool(message.html),
        sender=message.sender,
        visible_until=message.visible_until,
        sent_on=timezone.localdate(max(message.send_at or now, now)),
        recipients=recipients,
        files_cleared=are_cleared(files_of(message)),
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How many have received a message, and what they have done with it."""

    sent_to: int
    read: int
    reminded: int

    @property
    def untouched(self) -> int:
        """How many have not closed it yet."""
        return self.sent_to - self.read - self.reminded


def progress_of(message: SystemMessage) -> Progress:
    """One query over the message's own rows."""
    counted = message.deliveries.aggregate(
        all=Count("id"),
        read=Count("id", filter=Q(read_at__isnull=False)),
        reminded=Count("id", filter=Q(read_at__isnull=True, remind_at__isnull=False)),
    )
    return Progress(counted["all"], counted["read"], counted["reminded"])


def due_messages(*, now: datetime) -> list[UUID]:
    """The messages whose moment has come, the earliest first."""
    due = SystemMessage.objects.filter(state="ordered", send_at__lte=now).order_by("send_at", "id")
    return list(due.values_list("public_id", flat=True))


def person_in_scope(message: SystemMessage, public_id: UUID, *, today: date) -> Person:
    """Somebody who can be chosen as a recipient, or ``Person.DoesNotExist``."""
    return people_in(message.scope, today).get(public_id=public_id)
