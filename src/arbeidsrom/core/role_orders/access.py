"""Who orders roles, who owns them and answers, and who sees the orders."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import NOTHING, within
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import OrderState
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.standing import EMPLOYED
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

ORDER = "roles.order"
APPROVE = "roles.approve_orders"
APPROVE_LOCAL = "roles.approve_local_orders"
DELIVER = "roles.deliver_orders"

OWNERS = (APPROVE_LOCAL, APPROVE)
KEPT_FROM_DEPUTIES = frozenset(OWNERS)
"""A deputy answers no orders: whoever chose the deputy could answer their own that way (KP-ROLE-017)."""


def positions_to_order_for(actor: Actor, *, today: date) -> QuerySet[Position]:
    """The position acted in, and those whom the actor leads; a deputy orders for the led ones only."""
    if not actor.holds(ORDER):
        return Position.objects.none()
    own = Q(pk=actor.position_id) if actor.on_behalf_of_id is None else NOTHING
    led = Q(leader_id=actor.leads_as) if actor.leads_as else NOTHING
    return Position.objects.filter(own | led, acted_in_on(today), kind__in=EMPLOYED)


def may_order(actor: Actor) -> Decision:
    """Opening the form, and the page of one's own orders."""
    if not actor.holds(ORDER):
        return denied(_("Roles are ordered by employees, and by leaders for those they lead."))
    return ALLOWED


def owned(actor: Actor) -> Q:
    """The orders of roles that the actor owns, in the units where they do."""
    roles: dict[str, list[str]] = defaultdict(list)
    for role in registry.orderable().values():
        for permission in role.owners:
            roles[permission].append(role.role)
    found = NOTHING
    for permission, keys in sorted(roles.items()):
        if actor.holds(permission):
            found |= Q(role__in=keys) & within(actor, permission)
    return found


def owned_orders(actor: Actor) -> QuerySet[RoleOrder]:
    """The orders that the actor answers or could answer, and the roles they review."""
    return RoleOrder.objects.filter(owned(actor))


def own_orders(actor: Actor, *, today: date) -> QuerySet[RoleOrder]:
    """The orders that the actor has made, those for themselves, and those for whom they lead today.

    Whoever has left is led by nobody: their former leader no longer sees what was ordered for them.
    """
    mine = Q(ordered_by=actor.person_id or 0) | Q(position__person=actor.person_id or 0)
    led = Q(acted_in_on(today, "position__"), position__leader_id=actor.leads_as) if actor.leads_as else NOTHING
    return RoleOrder.objects.filter(mine | led)


def visible_orders(actor: Actor, *, today: date) -> QuerySet[RoleOrder]:
    """Both kinds."""
    return owned_orders(actor) | own_orders(actor, today=today)


def owns(actor: Actor, role: str, unit: Unit) -> bool:
    """Whether the actor is an owner of the role in the unit."""
    declared = registry.orderable().get(role)
    return declared is not None and any(actor.covers(permission, unit.lft) for permission in declared.owners)


def _reaches(actor: Actor, order: RoleOrder) -> bool:
    """Whether the actor owns the role everywhere that it is to hold: nobody gives more than they look after."""
    declared, unit = registry.orderable().get(order.role), order.unit
    last = unit.rgt if order.with_subunits else unit.lft
    return declared is not None and any(actor.covers_all(one, unit.lft, last) for one in declared.owners)


def may_see_inbox(actor: Actor) -> Decision:
    """Opening the owners' page."""
    if not any(actor.holds(permission) for permission in OWNERS):
        return denied(_("Only owners of roles answer orders."))
    return ALLOWED


def may_answer(actor: Actor, order: RoleOrder) -> Decision:
    """Approving, refusing, reviewing and ending: an owner, who neither ordered the role nor gets it (KP-ROLE-017)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not owns(actor, order.role, order.unit):
        return denied(_("Only an owner of the role can answer."))
    if not _reaches(actor, order):
        return denied(_("You do not own the role in all units below. An owner who does has to answer."))
    if actor.person_id == order.position.person_id:
        return denied(_("Nobody gives themselves a role. Another owner has to answer."))
    if order.ordered_by_id is not None and actor.person_id == order.ordered_by_id:
        return denied(_("You ordered this role. Another owner has to answer."))
    return ALLOWED


def may_end(actor: Actor, order: RoleOrder) -> Decision:
    """Taking a role away needs no second person."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not owns(actor, order.role, order.unit):
        return denied(_("Only an owner of the role can end it."))
    if order.state != OrderState.APPROVED:
        return denied(_("Nobody has the role by this order."))
    return ALLOWED


def may_withdraw(actor: Actor, order: RoleOrder) -> Decision:
    """Taking an order back: whoever made it, and whom it is for."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if actor.person_id not in (order.ordered_by_id, order.position.person_id):
        return denied(_("Only whoever ordered the role, or is to get it, can withdraw the order."))
    return ALLOWED


def deliverable(actor: Actor) -> QuerySet[RoleOrder]:
    """The orders that an outside ordering service sees: in the units that it delivers for."""
    return RoleOrder.objects.filter(within(actor, DELIVER))


def may_deliver(actor: Actor) -> Decision:
    """Speaking of orders through the API at all."""
    if not actor.holds(DELIVER):
        return denied(_("The client has no role that lets it deliver orders of roles."))
    return ALLOWED
