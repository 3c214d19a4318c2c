"""The operations page's place in the menu, and its audit events."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.operations import access, events
from arbeidsrom.web import navigation


def connect() -> None:
    """Operation stands among what administrators see."""
    audit_events.declare(*events.EVENTS)
    navigation.register(
        navigation.Item(
            "operations",
            _("Operation"),
            "operations",
            "cog",
            permission=access.SEE,
            order=90,
            place=navigation.Place.ADMINISTRATION,
        )
    )
