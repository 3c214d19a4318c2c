"""What membership hangs up in the rest of the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.membership import access, events
from arbeidsrom.core.membership.listings import MEMBERS, members_for
from arbeidsrom.core.membership.mergers import take_over_members
from arbeidsrom.core.organisation import mergers
from arbeidsrom.web.lists import long
from arbeidsrom.web.navigation import Item, register


def connect() -> None:
    """Called once at start."""
    audit_events.declare(*events.EVENTS)
    long.offer(MEMBERS, members_for)
    mergers.register("members", take_over_members)
    register(Item("members", _("Members"), "members", "person-group", access.SEE, 30))
