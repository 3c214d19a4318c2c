"""Cases that have waited as long as they were to: whoever answers for them is told, so that none lies forgotten."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from arbeidsrom.modules.workspace.actions.notices import notify_positions
from arbeidsrom.modules.workspace.queries import lists, stewards


@transaction.atomic
def tell_of_waiting(*, now: datetime, today: date) -> int:
    """Tell the day after the last day of waiting, once for each such day; the answer is how many cases."""
    waited = lists.waited_too_long(today=today)
    told = stewards.answering({case.pk for case in waited}, today=today)
    for case in waited:
        until = case.waiting_until.isoformat() if case.waiting_until else ""
        positions = told.get(case.pk, [])
        notify_positions(positions, "workspace.case.waited", case, now=now, once=f"{case.pk} {until}", until=until)
    return len(waited)
