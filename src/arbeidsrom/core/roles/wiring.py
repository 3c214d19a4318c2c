"""What roles hang up: those of every installation, and pages for those who register offices and ask about access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.notifications import types
from arbeidsrom.core.notifications.groups import Card, Group
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.core.organisation.access import ADMINISTER, APPOINT
from arbeidsrom.core.roles import administrator, privacy_contact
from arbeidsrom.core.roles.access import EXPLAIN
from arbeidsrom.core.roles.events import EVENTS
from arbeidsrom.web.navigation import Item, Place, register

GROUP = Group("signing_in", pgettext_lazy("notifications", "Signing in"), order=75)
CARD = Card("signing_in", pgettext_lazy("notifications", "Signing in"), icon="shield-lock", order=8)

NOTIFICATIONS = (
    NotificationType(
        "roles.sessions_ended",
        _("You were signed out by somebody else"),
        _("%(by)s has signed you out everywhere. Choose a new password if somebody else may know it."),
        GROUP,
        CARD,
        always_mailed=True,
    ),
    NotificationType(
        "roles.second_step_removed",
        _("Your second step was removed by somebody else"),
        _("%(by)s has removed your second step of signing in. If you did not ask for it, tell your union at once."),
        GROUP,
        CARD,
        always_mailed=True,
    ),
    NotificationType(
        "roles.support.asked",
        _("Support asks to see what you see"),
        _("%(by)s asks to be shown what you see. Nothing can be changed or taken out. Say yes or no."),
        GROUP,
        CARD,
        always_mailed=True,
    ),
    NotificationType(
        "roles.support.began",
        _("Support is shown what you see"),
        _("%(by)s is shown what you see, for half an hour at most. What was looked at stands under My information."),
        GROUP,
        CARD,
        always_mailed=True,
    ),
)


def connect() -> None:
    """Called once at start."""
    administrator.declare()
    privacy_contact.declare()
    audit_events.declare(*EVENTS)
    for kind in NOTIFICATIONS:
        types.register(kind)
    appoint = (APPOINT, ADMINISTER)
    register(Item("offices", _("Offices"), "offices", "person-group", appoint, 60, place=Place.ADMINISTRATION))
    register(
        Item("explain_access", _("Who can see what"), "explain_access", "eye", EXPLAIN, 70, place=Place.ADMINISTRATION)
    )
    register(Item("support", _("Support access"), "support", "lifebuoy", order=90, place=Place.OWN))
