"""What exports hang up: the maker of long lists, their sentences, what people are told, and the files they own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.exports import events, notices, queries
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.notifications import types
from arbeidsrom.core.vault import claims
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.components.formats import short_moment
from arbeidsrom.web.lists import long
from arbeidsrom.web.lists.long import Made


class BackgroundMaker:
    """Long lists are made by workers."""

    begin_export = "begin_export"

    def made(self, actor: Actor, listing: str) -> Sequence[Made]:
        if actor.account_id is None or actor.position_id is None:
            return ()
        return [
            Made(_label(one), reverse("export", args=[one.public_id])) for one in queries.exports_of(actor, listing)
        ]


def _label(export: Export) -> str:
    if export.is_at_work:
        return _("An Excel file is being made")
    return _("Excel file from %(moment)s") % {"moment": short_moment(export.made_at)}


def _files(keys: Collection[str]) -> set[str]:
    return set(Export.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True))


def connect() -> None:
    """Called once at start."""
    audit_events.declare(*events.EVENTS)
    for kind in notices.TYPES:
        types.register(kind)
    claims.register(_files)
    long.use(BackgroundMaker())
