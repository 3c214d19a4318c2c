"""What accounts hang up: the own profile."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.web.navigation import Item, Place, register


def connect() -> None:
    """Called once at start."""
    register(Item("profile", _("Profile and security"), "profile", "person-circle", order=10, place=Place.OWN))
