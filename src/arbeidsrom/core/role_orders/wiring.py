"""What orders of roles hang up in the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.api_clients import roles as client_roles
from arbeidsrom.core.api_clients.roles import ClientRole
from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.notifications import types as notification_types
from arbeidsrom.core.organisation import changes, mergers
from arbeidsrom.core.role_orders import access, api, events, notices
from arbeidsrom.core.role_orders.ending import EndWithPositions, drop_orders_of_removed
from arbeidsrom.core.role_orders.states import end_reason_label
from arbeidsrom.core.roles.registry import keep_from_deputies, name_permissions
from arbeidsrom.web.api import mounting
from arbeidsrom.web.navigation import Item, Place, register

PERMISSIONS = {
    access.ORDER: _("Order roles, for oneself and for those one leads"),
    access.APPROVE: _("Approve orders of roles"),
    access.APPROVE_LOCAL: _("Approve orders of the roles of a trust"),
    access.DELIVER: _("Deliver orders of roles that were approved elsewhere"),
}

ORDERING_SERVICE = ClientRole(
    "api.role_orders",
    _("Deliver orders of roles"),
    _("Delivers orders of roles that were approved in an access-ordering service, and ends roles."),
    frozenset({access.DELIVER}),
)


def connect() -> None:
    """Called once at start."""
    client_roles.register(ORDERING_SERVICE)
    mounting.register("/role-orders", api.router)
    name_permissions(PERMISSIONS)
    keep_from_deputies(access.KEPT_FROM_DEPUTIES)
    audit_events.declare(*events.EVENTS)
    audit_events.put_in_words("because", end_reason_label)
    for kind in notices.TYPES:
        notification_types.register(kind)
    changes.register("role_orders", EndWithPositions())
    mergers.register_removal("role_orders", drop_orders_of_removed)
    register(Item("role_orders", _("My role orders"), "role_orders", "key-horizontal", access.ORDER, 78, Place.OWN))
    register(
        Item("owned_role_orders", _("Orders of roles"), "owned_role_orders", "person-checkmark", access.OWNERS, 56)
    )
