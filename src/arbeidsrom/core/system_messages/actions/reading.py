"""What a recipient does with a message: has read it, or wants to be reminded of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from arbeidsrom.core.system_messages import access
from arbeidsrom.core.system_messages.models import Delivery
from arbeidsrom.core.system_messages.queries import reading
from arbeidsrom.core.system_messages.rules import REMIND_AFTER
from arbeidsrom.core.system_messages.states import Closing
from arbeidsrom.lib.actor import Actor


@transaction.atomic
def close_message(message: UUID, closing: Closing, *, actor: Actor, now: datetime) -> Delivery:
    """«Meldingen er lest» or «Minn meg på dette» (KP-SYSMSG-006); what has been read stays read."""
    access.may_close(actor).or_refuse()
    delivery = reading.get_delivery(message, actor=actor, lock=True)
    if delivery.read_at is None:
        if closing == Closing.READ:
            delivery.read_at, delivery.remind_at = now, None
        else:
            delivery.remind_at = now + REMIND_AFTER
        delivery.save(update_fields=["read_at", "remind_at"])
    return delivery
