"""What roles hang up: pages for those who register offices and ask about access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.organisation.access import ADMINISTER, APPOINT
from arbeidsrom.core.roles.access import EXPLAIN
from arbeidsrom.core.roles.events import EVENTS
from arbeidsrom.web.navigation import Item, Place, register


def connect() -> None:
    """Called once at start."""
    audit_events.declare(*EVENTS)
    appoint = (APPOINT, ADMINISTER)
    register(Item("offices", _("Offices"), "offices", "person-group", appoint, 60, place=Place.ADMINISTRATION))
    register(
        Item("explain_access", _("Who can see what"), "explain_access", "eye", EXPLAIN, 70, place=Place.ADMINISTRATION)
    )
    register(Item("support", _("Support access"), "support", "lifebuoy", order=90, place=Place.OWN))
