"""What notifications hang up in the rest of the house."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.notifications import access, events
from arbeidsrom.web import navigation
from arbeidsrom.web.navigation import Item, Place


def connect() -> None:
    audit_events.declare(*events.EVENTS)
    navigation.register(Item("notifications", _("Notifications"), "notifications", "bell", order=20, place=Place.OWN))
    navigation.register(
        Item("notification_settings", _("Settings"), "notification_settings", "cog", order=20, place=Place.SYSTEM)
    )
    navigation.register(
        Item(
            "outbox",
            _("Outbox"),
            "outbox",
            "paperplane",
            permission="" if settings.DEMONSTRATION else access.OPERATE,
            order=60,
            place=Place.ADMINISTRATION,
        )
    )
