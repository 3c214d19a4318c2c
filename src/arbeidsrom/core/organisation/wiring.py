"""What the organisation hangs up: its sentences in the log, and how far somebody may read there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.audit.access import connect_reach
from arbeidsrom.core.organisation import api
from arbeidsrom.core.organisation.access import ADMINISTER
from arbeidsrom.core.organisation.events import EVENTS
from arbeidsrom.core.organisation.reading_the_log import REACH
from arbeidsrom.web.api import mounting
from arbeidsrom.web.navigation import Item, Place, register


def connect() -> None:
    """Called once at start."""
    audit_events.declare(*EVENTS)
    connect_reach(REACH)
    for prefix, router in (("/units", api.units), ("/people", api.people), ("/positions", api.positions)):
        mounting.register(prefix, router)
    register(
        Item("organisation", _("Organisation"), "organisation", "branching", ADMINISTER, 50, place=Place.ADMINISTRATION)
    )
