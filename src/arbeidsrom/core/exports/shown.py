"""An export in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from arbeidsrom.core.exports import access
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.exports.states import ExportState
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.web.lists import long
from arbeidsrom.web.status import Colour, Status

COLOURS: dict[str, Colour] = {
    ExportState.WAITING: "info",
    ExportState.RUNNING: "info",
    ExportState.READY: "success",
    ExportState.REFUSED: "danger",
    ExportState.FAILED: "danger",
}


@dataclass(frozen=True, slots=True)
class ExportPage:
    """What the page of an export shows."""

    export: Export
    title: str
    status: Status
    is_there: bool
    may_download: Decision
    back: str


def export_page(export: Export, *, actor: Actor, now: datetime) -> ExportPage:
    """The export as its page shows it; a file that waits to be erased is gone already."""
    is_there = export.is_there(now)
    state = ExportState(export.state)
    if state == ExportState.READY and not is_there:
        state = ExportState.EXPIRED
    return ExportPage(
        export=export,
        title=long.title_of(export.listing),
        status=Status(state.label, COLOURS.get(state, "neutral")),
        is_there=is_there,
        may_download=access.may_download(actor, export),
        back=export.address or "",
    )
