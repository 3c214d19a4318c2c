"""What provisioning hangs up: its door, a role for identity systems, its sentences in the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.api_clients import roles
from arbeidsrom.core.api_clients.access import ADMINISTER
from arbeidsrom.core.api_clients.roles import ClientRole
from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.provisioning.access import MANAGE
from arbeidsrom.core.provisioning.answers import tell
from arbeidsrom.core.provisioning.events import EVENTS
from arbeidsrom.core.roles.registry import name_permissions
from arbeidsrom.web.api import doors
from arbeidsrom.web.api.doors import Door
from arbeidsrom.web.navigation import Item, Place, register

PROVISIONER = ClientRole(
    "api.provisioner",
    _("Provision users (SCIM)"),
    _("Opens and closes accounts, and finds employees of the unit by their employee number."),
    frozenset({MANAGE}),
)


def connect() -> None:
    """Called once at start."""
    doors.register(Door("/scim/v2/", tell))
    roles.register(PROVISIONER)
    name_permissions({MANAGE: _("Provision users by SCIM")})
    place = Place.ADMINISTRATION
    register(Item("provisioned_groups", _("Groups"), "provisioned_groups", "person-group", ADMINISTER, 76, place=place))
    audit_events.declare(*EVENTS)
