"""What system messages hang up in the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.notifications import types as notification_types
from arbeidsrom.core.roles.administrator import ADMINISTRATOR
from arbeidsrom.core.roles.registry import extend_role, name_permissions
from arbeidsrom.core.system_messages import access, events, groups, notices, own_groups
from arbeidsrom.web import navigation
from arbeidsrom.web.navigation import Item, Place


def connect() -> None:
    """Called once at start."""
    name_permissions({access.SEND: _("Send system messages")})
    extend_role(ADMINISTRATOR, {access.SEND})
    audit_events.declare(*events.EVENTS)
    notification_types.register(notices.NOT_SENT)
    for kind in own_groups.KINDS:
        groups.register(kind)
    for function in own_groups.FUNCTIONS:
        groups.register_function(function)
    label, place = _("System messages"), Place.ADMINISTRATION
    navigation.register(Item("system_messages", label, "system_messages", "inbox-up", access.SEND, 55, place=place))
