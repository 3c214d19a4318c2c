"""Who may see and do what with shipments, the address book and the receiving desk."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.privacy.access import bodies_answered_for
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.sharing.models import Answer, ReceiverAddress, Shipment
from arbeidsrom.modules.sharing.states import CAN_GET_A_CODE, ShipmentState

SHARE = "sharing.share"
RECEIVE = "sharing.receive"
ADDRESS_BOOK = "sharing.manage_address_book"
CENTRAL_BOOK = "sharing.manage_central_addresses"


def visible_shipments(actor: Actor) -> QuerySet[Shipment]:
    """The shipments of the actor's clubs about what the actor may see the content of, whoever sent them."""
    source = subjects.source()
    if source is None or not actor.holds(SHARE):
        return Shipment.objects.none()
    return Shipment.objects.filter(within(actor, SHARE, "club"), about__in=source.visible(actor))


def visible_answers(actor: Actor) -> QuerySet[Answer]:
    """The answers to the shipments the actor can see."""
    return Answer.objects.filter(shipment__in=visible_shipments(actor).values("pk"))


def desk_shipments(actor: Actor) -> QuerySet[Shipment]:
    """What has been sent to the centres where the actor sits at the desk; never what only waits to be sent."""
    return Shipment.objects.filter(within(actor, RECEIVE, "desk"), sent_at__isnull=False)


def visible_addresses(actor: Actor) -> QuerySet[ReceiverAddress]:
    """The entries of the actor's own clubs, and the central ones."""
    if not _uses_addresses(actor):
        return ReceiverAddress.objects.none()
    own = Q(is_central=False) & (within(actor, SHARE, "owner") | within(actor, ADDRESS_BOOK, "owner"))
    return ReceiverAddress.objects.filter(own | Q(is_central=True), removed_at=None)


def addresses_answered_for(actor: Actor) -> QuerySet[ReceiverAddress]:
    """The address books of the bodies whose requests for access the actor answers."""
    return ReceiverAddress.objects.filter(owner__tenant__in=bodies_answered_for(actor).values("tenant"))


def shipments_answered_for(actor: Actor) -> QuerySet[Shipment]:
    """What the clubs of those bodies have sent: their receivers are told that, and not what was in it."""
    return Shipment.objects.filter(club__tenant__in=bodies_answered_for(actor).values("tenant"), sent_at__isnull=False)


def _uses_addresses(actor: Actor) -> bool:
    return any(actor.holds(permission) for permission in (SHARE, ADDRESS_BOOK, CENTRAL_BOOK))


def may_share(actor: Actor, subject: subjects.Subject) -> Decision:
    """Making a shipment about the subject."""
    if actor.read_only:
        return denied(_("You are only looking. Nothing can be shared from here."))
    if not actor.covers(SHARE, subject.club.lft):
        return denied(_("Only stewards of the club can share from its cases."))
    return subject.may_share


def may_share_with(subject: subjects.Subject, category: str) -> Decision:
    """Giving something of the subject to receivers of the category."""
    if not subject.may_go_to(category):
        return denied(
            _("The case is closed. It can be shared with its member only; reopen it to share it with others.")
        )
    return ALLOWED


def may_issue_code(actor: Actor, shipment: Shipment) -> Decision:
    """Making a link and a code, the first or a new one."""
    if not actor.covers(SHARE, shipment.club.lft):
        return denied(_("Only stewards of the club can make a new code."))
    if shipment.state == ShipmentState.AWAITING_APPROVAL:
        return denied(_("Somebody else must approve the shipment first."))
    if shipment.state not in CAN_GET_A_CODE:
        return denied(_("The shipment has been withdrawn or was not approved. Make a new one."))
    return ALLOWED


def may_withdraw(actor: Actor, shipment: Shipment) -> Decision:
    """Taking a shipment back."""
    if not actor.covers(SHARE, shipment.club.lft):
        return denied(_("Only stewards of the club can withdraw the shipment."))
    if shipment.state in (ShipmentState.WITHDRAWN, ShipmentState.REJECTED):
        return denied(_("The shipment is not available to anybody any more."))
    return ALLOWED


def may_decide(actor: Actor, shipment: Shipment) -> Decision:
    """Approving or rejecting a shipment that waits for it."""
    if not actor.covers(SHARE, shipment.club.lft):
        return denied(_("Only stewards of the club can approve its shipments."))
    if shipment.sent_by.person_id == actor.person_id:
        return denied(_("Somebody other than the sender must approve the shipment."))
    if shipment.state != ShipmentState.AWAITING_APPROVAL:
        return denied(_("The shipment does not wait for approval."))
    return ALLOWED


def may_take(actor: Actor, shipment: Shipment) -> Decision:
    """Taking a shipment on at the desk, or assigning the centre's case number."""
    if shipment.desk is None or not actor.covers(RECEIVE, shipment.desk.lft):
        return denied(_("Only the receiving desk that it was sent to can do this."))
    return ALLOWED


def may_change_address(actor: Actor, address: ReceiverAddress) -> Decision:
    """Changing or removing an entry of the address book."""
    return may_keep_addresses(actor, address.owner, is_central=address.is_central)


def may_keep_addresses(actor: Actor, owner: Unit, *, is_central: bool) -> Decision:
    """Adding to and changing the address book of a club, or the central one."""
    if is_central and not actor.covers(CENTRAL_BOOK, owner.lft):
        return denied(_("Central entries are kept by the union and cannot be changed by clubs."))
    if not is_central and not actor.covers(ADDRESS_BOOK, owner.lft):
        return denied(_("Only those who keep the club's address book can change it."))
    return ALLOWED


def may_list_shipments(actor: Actor) -> Decision:
    """Seeing the list of shipments at all."""
    if not actor.holds(SHARE):
        return denied(_("Only stewards share from cases."))
    return ALLOWED


def may_use_addresses(actor: Actor) -> Decision:
    """Seeing the address book at all."""
    if not _uses_addresses(actor):
        return denied(_("Only stewards and those who keep it use the address book."))
    return ALLOWED


def may_use_desk(actor: Actor) -> Decision:
    """Seeing the receiving desk at all."""
    if not actor.holds(RECEIVE):
        return denied(_("You have no receiving desk."))
    return ALLOWED
