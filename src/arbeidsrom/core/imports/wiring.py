"""What imports hang up in the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.api_clients import roles
from arbeidsrom.core.api_clients.roles import ClientRole
from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.home import cards as home_cards
from arbeidsrom.core.imports import api, cards, events, notices, queries, registry
from arbeidsrom.core.imports.hr_register.register import HrRegister
from arbeidsrom.core.imports.member_register.register import MemberRegister
from arbeidsrom.core.membership import needs
from arbeidsrom.core.notifications import types as notification_types
from arbeidsrom.web import navigation
from arbeidsrom.web.api import mounting
from arbeidsrom.web.navigation import Item, Place

DELIVERER = ClientRole(
    "api.hr_deliverer",
    _("Deliver from the HR system"),
    _("Delivers the HR system's files for a part of the organisation and asks what became of them."),
    frozenset({HrRegister.permission}),
)


def connect() -> None:
    for register in (MemberRegister(), HrRegister()):
        registry.register(register)
    may = registry.all_permissions()
    navigation.register(Item("imports", _("Imports"), "imports", "file-import", may, 50, place=Place.ADMINISTRATION))
    may = (HrRegister.permission,)
    navigation.register(
        Item(
            "announced_changes",
            _("Announced changes"),
            "announced_changes",
            "calendar",
            may,
            51,
            place=Place.ADMINISTRATION,
        )
    )
    audit_events.declare(*events.EVENTS)
    needs.register("imports", queries.members_in_runs)
    home_cards.register("imports", cards.cards)
    roles.register(DELIVERER)
    mounting.register("/imports/hr", api.router)
    for kind in (*notices.BY_STATE.values(), notices.MISSING):
        notification_types.register(kind)
