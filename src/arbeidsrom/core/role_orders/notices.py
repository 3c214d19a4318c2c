"""What people are told about roles that are ordered: whoever orders, whoever gets the role, and its owners."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.notifications.groups import Background, Card, CardGroup, Group
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.core.roles.registry import role_label

WAITING = "role_orders.waiting"
APPROVED = "role_orders.approved"
REFUSED = "role_orders.refused"
UNANSWERED = "role_orders.unanswered"
REVIEW = "role_orders.review"
ENDS_SOON = "role_orders.ends_soon"
OVERDUE = "role_orders.overdue"
ENDED = "role_orders.ended"

GROUP = Group("role_orders", _("Orders of roles"), order=72)
CARD = Card("role_orders", pgettext_lazy("card", "My roles"), icon="key-horizontal", order=45)
OWNERS_CARD = Card(
    "role_owners",
    pgettext_lazy("card", "Roles I own"),
    Background.YELLOW,
    removable=False,
    card_group=CardGroup.FOLLOW_UP,
    icon="key-horizontal",
    order=25,
)

ORDERER = _("Whoever ordered the role, and whoever gets it")
HOLDER = _("The holder of the role")
OWNER = _("The owner of the role")
NAMES = (("role", role_label),)

TYPES = (
    NotificationType(
        WAITING,
        _("An order of a role waits for your answer"),
        _("The role «%(role)s» is ordered for %(name)s, %(unit)s. It waits for your answer."),
        GROUP,
        OWNERS_CARD,
        told=OWNER,
        names=NAMES,
        withheld=True,
    ),
    NotificationType(
        APPROVED,
        _("An order of a role is approved"),
        _("The role «%(role)s» in %(unit)s is approved for %(name)s, from %(day)s."),
        GROUP,
        CARD,
        told=ORDERER,
        names=NAMES,
        withheld=True,
    ),
    NotificationType(
        REFUSED,
        _("An order of a role is refused"),
        _("The role «%(role)s» in %(unit)s is refused for %(name)s. The order says why."),
        GROUP,
        CARD,
        told=ORDERER,
        names=NAMES,
        withheld=True,
    ),
    NotificationType(
        UNANSWERED,
        _("An order of a role was not answered in time"),
        _("Nobody answered the order of the role «%(role)s» in %(unit)s for %(name)s in time."),
        GROUP,
        CARD,
        told=ORDERER,
        names=NAMES,
        nightly=True,
        withheld=True,
    ),
    NotificationType(
        REVIEW,
        _("A role must be reviewed"),
        _("The role «%(role)s» of %(name)s, %(unit)s, must be reviewed by %(day)s: keep it or end it."),
        GROUP,
        OWNERS_CARD,
        told=OWNER,
        names=NAMES,
        nightly=True,
        withheld=True,
    ),
    NotificationType(
        OVERDUE,
        _("A role ends if it is not reviewed"),
        _("The role «%(role)s» of %(name)s, %(unit)s, ends on %(day)s unless you keep it."),
        GROUP,
        OWNERS_CARD,
        told=OWNER,
        names=NAMES,
        nightly=True,
        withheld=True,
    ),
    NotificationType(
        ENDS_SOON,
        _("One of your roles ends if it is not reviewed"),
        _("The role «%(role)s» in %(unit)s ends on %(day)s unless its owner reviews it before."),
        GROUP,
        CARD,
        told=HOLDER,
        names=NAMES,
        nightly=True,
    ),
    NotificationType(
        ENDED,
        _("A role has ended"),
        _("The role «%(role)s» in %(unit)s has ended for %(name)s. It must be ordered again if it is still needed."),
        GROUP,
        CARD,
        told=ORDERER,
        names=NAMES,
        withheld=True,
    ),
)
