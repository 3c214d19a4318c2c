"""What imports hang up in the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.home import cards as home_cards
from arbeidsrom.core.imports import cards, events, notices, queries, registry
from arbeidsrom.core.imports.member_register.register import MemberRegister
from arbeidsrom.core.membership import needs
from arbeidsrom.core.membership.access import IMPORT
from arbeidsrom.core.notifications import types as notification_types
from arbeidsrom.web import navigation
from arbeidsrom.web.navigation import Item, Place


def connect() -> None:
    registry.register(MemberRegister())
    navigation.register(
        Item("imports", _("Import of members"), "imports", "file-import", IMPORT, 50, place=Place.ADMINISTRATION)
    )
    audit_events.declare(*events.EVENTS)
    needs.register("imports", queries.members_in_runs)
    home_cards.register("imports", cards.cards)
    for kind in notices.BY_STATE.values():
        notification_types.register(kind)
