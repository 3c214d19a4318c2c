"""What sharing hangs up."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events
from arbeidsrom.core.home import cards as home_cards
from arbeidsrom.core.notifications import outbox, types
from arbeidsrom.core.notifications.groups import Card, Group
from arbeidsrom.core.notifications.outbox import Content, MessageStopped
from arbeidsrom.core.notifications.states import Channel
from arbeidsrom.core.notifications.types import COLLECTED, NotificationType
from arbeidsrom.core.privacy import collectors
from arbeidsrom.core.vault import claims
from arbeidsrom.modules.sharing import cards, data_of_outsiders, data_subject, roles
from arbeidsrom.modules.sharing.access import RECEIVE, SHARE
from arbeidsrom.modules.sharing.events import EVENTS
from arbeidsrom.modules.sharing.models import AnswerDocument
from arbeidsrom.modules.sharing.rules import channels
from arbeidsrom.web import navigation
from arbeidsrom.web.navigation import Item

GROUP = Group("sharing", pgettext_lazy("notifications", "Sharing"), permissions=(SHARE, RECEIVE), order=20)
CARD = Card("sharing", pgettext_lazy("notifications", "Sharing"), icon="paperplane", order=30)

NOTIFICATIONS = (
    NotificationType(
        "sharing.opened",
        _("A shipment has been opened"),
        _("Shipment %(reference)s has been opened for the first time."),
        GROUP,
        CARD,
    ),
    NotificationType(
        "sharing.completed",
        _("A shipment has been received"),
        _("Everything in shipment %(reference)s has been received."),
        GROUP,
        CARD,
        ways=COLLECTED,
    ),
    NotificationType(
        "sharing.locked",
        _("A shipment has been locked"),
        _("Shipment %(reference)s was locked after ten wrong tries. Find out who has the link, and make a new code."),
        GROUP,
        CARD,
        always_mailed=True,
    ),
    NotificationType(
        "sharing.wrong_receiver",
        _("A shipment went to the wrong receiver"),
        _("Shipment %(reference)s came to the wrong receiver. Withdraw it, and consider the breach routine."),
        GROUP,
        CARD,
        always_mailed=True,
    ),
    NotificationType(
        "sharing.unattended_locked",
        _("A shipment that nobody follows up has been locked"),
        _(
            "Shipment %(reference)s was locked after ten wrong tries, and nobody in office has its case. "
            "Find somebody for the case."
        ),
        GROUP,
        CARD,
        always_mailed=True,
    ),
    NotificationType(
        "sharing.unattended_wrong_receiver",
        _("A shipment that nobody follows up went to the wrong receiver"),
        _(
            "Shipment %(reference)s came to the wrong receiver, and nobody in office has its case. "
            "Find somebody for the case, and consider the breach routine."
        ),
        GROUP,
        CARD,
        always_mailed=True,
    ),
    NotificationType(
        "sharing.answered",
        _("A shipment has been answered"),
        _("The receiver of shipment %(reference)s has answered. You find the answer in the case."),
        GROUP,
        CARD,
    ),
    NotificationType(
        "sharing.undelivered",
        _("A shipment has not reached its receiver"),
        _("The e-mail or SMS of shipment %(reference)s was not accepted. Check the address, and make a new code."),
        GROUP,
        CARD,
        always_mailed=True,
    ),
    NotificationType(
        "sharing.consent_withdrawn",
        _("The consent for a shipment no longer holds"),
        _("The consent for shipment %(reference)s no longer holds. The shipment stands until you withdraw it."),
        GROUP,
        CARD,
        always_mailed=True,
    ),
    NotificationType(
        "sharing.reminded",
        _("A shipment has not been opened"),
        _("Nobody has opened shipment %(reference)s, and it expires in two days."),
        GROUP,
        CARD,
    ),
    NotificationType(
        "sharing.awaits_approval",
        _("A shipment awaits approval"),
        _("Shipment %(reference)s needs the approval of somebody other than its sender."),
        GROUP,
        CARD,
    ),
    NotificationType(
        "sharing.approved",
        _("A shipment has been approved"),
        _("Shipment %(reference)s has been approved. You can make the link and the code."),
        GROUP,
        CARD,
    ),
    NotificationType(
        "sharing.rejected",
        _("A shipment was not approved"),
        _("Shipment %(reference)s was not approved, and nothing has been sent."),
        GROUP,
        CARD,
    ),
)


def connect() -> None:
    """Declare roles, events, notifications, menu items and the files of answers that are on their way in."""
    roles.declare()
    events.declare(*EVENTS)
    for kind in NOTIFICATIONS:
        types.register(kind)
    claims.register(_arriving_files)
    collectors.register("6.shipments", data_subject.of_member)
    collectors.register("7.sent", data_subject.of_sender)
    collectors.register("8.outsiders", data_of_outsiders.of_outsider)
    home_cards.register("sharing", cards.cards)
    outbox.register_guard("sharing", two_ways)
    navigation.register(Item("shipments", _("Shipments"), "shipments", "paperplane", permission=SHARE, order=40))
    navigation.register(Item("desk", _("Receiving desk"), "desk", "inbox-down", permission=RECEIVE, order=20))
    keeping = ("sharing.manage_address_book", "sharing.manage_central_addresses")
    navigation.register(Item("addresses", _("Address book"), "addresses", "open-book", keeping, 60))


def two_ways(channel: Channel, content: Content) -> None:
    """Stop a mail that holds a code, and an SMS that holds a link: whoever reads one of the two must lack the other."""
    if channel == Channel.MAIL and channels.holds_code(content.everything()):
        raise MessageStopped(
            gettext("The e-mail holds what looks like the code of a shipment. A code is never sent by e-mail.")
        )
    if channel == Channel.SMS and channels.holds_link_key(content.everything()):
        raise MessageStopped(gettext("The SMS holds the link of a shipment. A link is never sent by SMS."))


def _arriving_files(keys: Collection[str]) -> set[str]:
    """Files of answers that have not become documents yet are nobody's orphans."""
    ids = {key: UUID(hex=key) for key in keys}
    waiting = AnswerDocument.objects.filter(received__in=ids.values(), version=None)
    known = set(waiting.values_list("received", flat=True))
    return {key for key, received in ids.items() if received in known}
