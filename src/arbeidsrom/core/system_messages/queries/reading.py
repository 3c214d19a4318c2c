"""What a recipient finds: what pops up, what stands under «Messages», and what has been moved to the earlier ones.

Where a message stands is computed in the statement from what the recipient has done and the day, never written.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.system_messages import access
from arbeidsrom.core.system_messages.models import Delivery, MessageFile
from arbeidsrom.lib.actor import Actor


def is_current(today: date) -> Q:
    """Under «Messages», and not yet among the earlier ones: ``rules.is_current`` as a filter (KP-SYSMSG-009 to 014)."""
    is_visible, is_unread = Q(message__visible_until__gte=today), Q(read_at__isnull=True)
    return Q(message__important=True) & (is_visible | is_unread) | Q(message__important=False) & is_visible & is_unread


def _received(actor: Actor) -> QuerySet[Delivery]:
    return access.visible_deliveries(actor).select_related("message").prefetch_related("message__files")


def waiting_message(actor: Actor, *, now: datetime, today: date) -> Delivery | None:
    """The oldest message that pops up: not closed yet, or to be reminded of by now (KP-SYSMSG-002, 003)."""
    due = Q(remind_at__isnull=True) | Q(remind_at__lte=now)
    found = _received(actor).filter(is_current(today), due, read_at__isnull=True)
    return found.order_by("message__created_at", "message_id").first()


def current_messages(actor: Actor, *, today: date) -> list[Delivery]:
    """What stands under «Messages», the newest first. Two queries."""
    found = _received(actor).filter(is_current(today))
    return list(found.order_by("-message__created_at", "-message_id"))


def earlier_messages(actor: Actor, *, today: date, oldest_first: bool, first: int, last: int) -> list[Delivery]:
    """Every other message that has been received, however old (KP-SYSMSG-016, 017). Two queries."""
    order = ("message__sent_at", "message_id") if oldest_first else ("-message__sent_at", "-message_id")
    return list(_received(actor).exclude(is_current(today)).order_by(*order)[first:last])


def count_earlier(actor: Actor, *, today: date) -> int:
    """How many there are among the earlier ones."""
    return access.visible_deliveries(actor).exclude(is_current(today)).count()


def get_delivery(message: UUID, *, actor: Actor, lock: bool = False) -> Delivery:
    """A message that the actor has received, or ``Delivery.DoesNotExist``."""
    found = access.visible_deliveries(actor)
    return (found.select_for_update(of=("self",)) if lock else found).get(message__public_id=message)


def get_file(message: UUID, file: UUID, *, actor: Actor) -> MessageFile:
    """A picture or attachment of a message that the actor has received or sends, or ``MessageFile.DoesNotExist``."""
    received = access.visible_deliveries(actor).filter(message=OuterRef("message"))
    sent = access.visible_messages(actor).filter(pk=OuterRef("message"))
    files = MessageFile.objects.filter(Exists(received) | Exists(sent), message__public_id=message)
    return files.select_related("version").defer("version__tokens").get(public_id=file)


def has_received(actor: Actor) -> bool:
    """Whether there is any message to find again."""
    return access.visible_deliveries(actor).exists()
