"""The mails and SMS of the demonstration have gone out when they were written, and old notifications have been read."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from arbeidsrom.config.demo.world import World
from arbeidsrom.core.notifications.actions import deliver
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.notifications.states import MessageState

UNREAD_DAYS = 4


def have_gone_out(world: World) -> None:
    """Deliver to the outbox page what waits, each at the time it was written; real servers are left alone."""
    if settings.MAIL_TRANSPORT == settings.SMS_TRANSPORT == "outbox":
        waiting = OutgoingMessage.objects.filter(state=MessageState.WAITING).order_by("created_at", "id")
        for message_id, created_at in waiting.values_list("pk", "created_at"):
            deliver(message_id, now=created_at)
    lately = timezone.make_aware(datetime.combine(world.today - timedelta(days=UNREAD_DAYS), time.min))
    old = Notification.objects.filter(read_at=None, created_at__lt=lately)
    old.update(read_at=F("created_at") + timedelta(hours=2))
