"""What API clients hang up: the door, their page, their sentences in the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.api_clients import roles
from arbeidsrom.core.api_clients.access import ADMINISTER
from arbeidsrom.core.api_clients.events import EVENTS
from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.organisation.access import READ
from arbeidsrom.core.roles.administrator import ADMINISTRATOR
from arbeidsrom.core.roles.registry import extend_role, name_permissions
from arbeidsrom.web.api import doors, problems
from arbeidsrom.web.api.doors import Door
from arbeidsrom.web.navigation import Item, Place, register

PREFIX = "/api/v1/"


def connect() -> None:
    """Called once at start."""
    doors.register(Door(PREFIX, problems.tell))
    roles.register(roles.READER)
    name_permissions(
        {
            ADMINISTER: _("Make and revoke API clients"),
            READ: _("Read units, people and positions through the API"),
        }
    )
    extend_role(ADMINISTRATOR, {ADMINISTER})
    audit_events.declare(*EVENTS)
    audit_events.put_in_words("role", roles.label)
    register(
        Item(
            "api_clients", _("API clients"), "api_clients", "key-horizontal", ADMINISTER, 75, place=Place.ADMINISTRATION
        )
    )
