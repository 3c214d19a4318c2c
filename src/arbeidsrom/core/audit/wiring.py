"""What the audit log hangs up in the rest of the house."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import access, events
from arbeidsrom.core.audit.listings import LOG
from arbeidsrom.web import navigation
from arbeidsrom.web.lists import long
from arbeidsrom.web.navigation import Item, Place


def connect() -> None:
    events.declare(*events.EVENTS)
    long.offer(LOG)
    navigation.register(
        Item("audit", _("Log"), "audit_log", "receipt", permission=access.READ, order=40, place=Place.ADMINISTRATION)
    )
    navigation.register(
        Item(
            "audit_chains",
            _("Is the log whole?"),
            "audit_chains",
            "seal-checkmark",
            permission=access.VERIFY,
            order=41,
            place=Place.ADMINISTRATION,
        )
    )
