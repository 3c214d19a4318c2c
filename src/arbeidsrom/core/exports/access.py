"""Who may have a long list made into a file, and fetch it: only the one who asked, in the office they asked in."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.exports.models import Export
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.web.requests import may_take_out


def visible_exports(actor: Actor) -> QuerySet[Export]:
    """What the actor has asked for, in whatever office."""
    return Export.objects.filter(account_id=actor.account_id or 0)


def may_begin(actor: Actor) -> Decision:
    """Asking for a file; what may stand in it is decided when it is made."""
    return may_take_out(actor)


def may_download(actor: Actor, export: Export) -> Decision:
    """Fetching the file: while one acts in the office that gave access to the list."""
    if not may_take_out(actor):
        return may_take_out(actor)
    if actor.position_id != export.position_id:
        return denied(_("You asked for the file in another office. Change to that office to fetch it."))
    return ALLOWED
