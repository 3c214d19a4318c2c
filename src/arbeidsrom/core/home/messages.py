"""«Meldinger» on the home page: the system messages that a person still has before them (KP-HOME-003)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from arbeidsrom.core.home.sections import Section
from arbeidsrom.core.system_messages import access, shown
from arbeidsrom.core.system_messages.queries import reading
from arbeidsrom.lib.actor import Actor


def section(actor: Actor, today: date) -> Section | None:
    """The current messages, and the way to the earlier ones; nothing for somebody who has never got any."""
    found = reading.current_messages(actor, today=today)
    if not found and not reading.has_received(actor):
        return None
    content = {"messages": [shown.received(row) for row in found], "may_mark": bool(access.may_close(actor))}
    return Section("messages", _("Messages"), "system_messages/current.html", content, order=10)
