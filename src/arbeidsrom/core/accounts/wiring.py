"""What accounts hang up: the own profile."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.accounts.events import EVENTS
from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.web.navigation import Item, Place, register


def connect() -> None:
    """Called once at start."""
    audit_events.declare(*EVENTS)
    register(Item("profile", _("Profile and security"), "profile", "person-circle", order=10, place=Place.OWN))
