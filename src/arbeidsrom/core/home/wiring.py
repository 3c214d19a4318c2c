"""The home page's place in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.web import navigation


def connect() -> None:
    """Home is the first of everybody's tasks."""
    navigation.register(navigation.Item("home", _("Home"), "home", "house", order=0))
