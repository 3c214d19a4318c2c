"""What roles hang up: those of every installation, and pages for those who register offices and ask about access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.notifications import types
from arbeidsrom.core.notifications.groups import FOLLOW_UP_CARD, FOLLOWING_UP, Card, Group
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.core.organisation import changes
from arbeidsrom.core.organisation.access import ADMINISTER, APPOINT
from arbeidsrom.core.roles import administrator, privacy_contact, registry
from arbeidsrom.core.roles.access import CHOOSE_DEPUTIES, DELEGATE_APPROVAL, EXPLAIN, LEADERS_OWN
from arbeidsrom.core.roles.deputies import EndWithPositions
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
    NotificationType(
        "roles.deputy_chosen",
        _("Somebody has chosen you as deputy"),
        _("You are chosen as deputy for %(leader)s, %(department)s."),
        FOLLOWING_UP,
        FOLLOW_UP_CARD,
        told=_("The deputy"),
    ),
    NotificationType(
        "roles.delegate_chosen",
        _("Somebody has chosen you as delegated approver of learning goals for LIS"),
        _("You are chosen to approve learning goals for %(leader)s, %(department)s."),
        FOLLOWING_UP,
        FOLLOW_UP_CARD,
        told=_("The delegated approver"),
    ),
)

HOME_PAGE = (
    Item("own_deputies", _("Deputy during absence"), "own_deputies", "person-suit", CHOOSE_DEPUTIES, 10, Place.HOME),
    Item(
        "delegates",
        _("Delegate approval of learning goals"),
        "delegates",
        "person-checkmark",
        DELEGATE_APPROVAL,
        20,
        Place.HOME,
    ),
)
"""What a leader decides about who helps (KP-HOME-008, KP-HOME-009)."""


def connect() -> None:
    """Called once at start."""
    administrator.declare()
    privacy_contact.declare()
    audit_events.declare(*EVENTS)
    audit_events.put_in_words("office", registry.office_label)
    for kind in NOTIFICATIONS:
        types.register(kind)
    registry.keep_from_deputies(LEADERS_OWN)
    changes.register("deputies", EndWithPositions())
    appoint = (APPOINT, ADMINISTER)
    register(Item("offices", _("Offices"), "offices", "person-group", appoint, 60, place=Place.ADMINISTRATION))
    register(
        Item("explain_access", _("Who can see what"), "explain_access", "eye", EXPLAIN, 70, place=Place.ADMINISTRATION)
    )
    for item in HOME_PAGE:
        register(item)
    register(Item("role_overview", _("What roles give"), "role_overview", "key-horizontal", order=80, place=Place.OWN))
    register(Item("support", _("Support access"), "support", "lifebuoy", order=90, place=Place.OWN))
