"""The home page's place in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.home import messages, sections
from arbeidsrom.web import navigation


def connect() -> None:
    """Home is the first of everybody's tasks."""
    sections.register("system_messages", messages.section)
    navigation.register(navigation.Item("home", _("Home"), "home", "house", order=0))
