"""What the club workspace hangs up in the apps below it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.notifications import types as notification_types
from arbeidsrom.core.vault import destinations
from arbeidsrom.core.vault.destinations import Destination
from arbeidsrom.modules.workspace import access, events, notices, roles
from arbeidsrom.modules.workspace.actions import documents
from arbeidsrom.web import navigation
from arbeidsrom.web.navigation import Item


def connect() -> None:
    """Called once at start."""
    roles.declare()
    audit_events.declare(*events.EVENTS)
    for kind in notices.TYPES:
        notification_types.register(kind)
    destinations.register(Destination("workspace-case", documents.holder_for_upload, documents.keep_upload))
    _hang_up_pages()


def _hang_up_pages() -> None:
    for item in (Item("cases", _("Cases"), "cases", "folder", access.HANDLE, 10, "workspace"),):
        navigation.register(item)
