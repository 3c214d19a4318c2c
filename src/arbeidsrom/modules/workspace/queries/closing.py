"""What must be settled before a case can be closed (KL-CASE-009)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import ngettext_lazy

from arbeidsrom.modules.sharing.queries import shipments
from arbeidsrom.modules.workspace.models import Case
from arbeidsrom.modules.workspace.states import DeadlineState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def open_things(case: Case, *, now: datetime) -> list[str | _StrPromise]:
    """A sentence for each kind of thing that is still open in the case."""
    found: list[str | _StrPromise] = []
    running = case.deadlines.filter(state=DeadlineState.RUNNING).count()
    if running:
        found.append(
            ngettext_lazy("%(count)d deadline is still running.", "%(count)d deadlines are still running.", "count")
            % {"count": running}
        )
    unread = case.documents.filter(seen_at=None).count()
    if unread:
        found.append(
            ngettext_lazy(
                "%(count)d received document has not been read.",
                "%(count)d received documents have not been read.",
                "count",
            )
            % {"count": unread}
        )
    answers = shipments.unread_answers([case.public_id])
    if answers:
        found.append(
            ngettext_lazy(
                "%(count)d answer from a receiver has not been read.",
                "%(count)d answers from receivers have not been read.",
                "count",
            )
            % {"count": answers}
        )
    shared = shipments.number_open(case.public_id, now=now)
    if shared:
        found.append(
            ngettext_lazy(
                "%(count)d shipment is not finished. Withdraw it, or wait until it is received or expires.",
                "%(count)d shipments are not finished. Withdraw them, or wait until they are received or expire.",
                "count",
            )
            % {"count": shared}
        )
    return found
