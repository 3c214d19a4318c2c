"""The operations page's place in the menu, and its audit events."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.notifications import types
from arbeidsrom.core.notifications.groups import Background, Card, Group
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.core.operations import access, events
from arbeidsrom.web import navigation

GROUP = Group("operations", _("Operation"), permissions=(access.SEE,), order=90)
CARD = Card("operations", _("Operation"), Background.RED, icon="exclamationmark-triangle", order=5)
LOG_BROKEN = NotificationType(
    "operations.log_broken",
    _("The log is not whole"),
    _("%(count)s of the logs are not whole: somebody has changed or removed entries. See which, and where it begins."),
    GROUP,
    CARD,
    singular=_("One of the logs is not whole: somebody has changed or removed entries. See where it begins."),
    always_mailed=True,
)


def connect() -> None:
    """Operation stands among what administrators see."""
    audit_events.declare(*events.EVENTS)
    types.register(LOG_BROKEN)
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
