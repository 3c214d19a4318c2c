"""What the club's room tells people in their inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.modules.workspace.models import Case


def notify_positions(
    positions: Iterable[Position | None], type_key: str, case: Case, *, now: datetime, once: str = "", **words: str
) -> None:
    """Tell the holders of the positions about a case, by its number only."""
    people = [position.person_id for position in positions if position is not None]
    notify_people(people, type_key, case, now=now, once=once, **words)


def notify_people(
    people: Iterable[int], type_key: str, case: Case, *, page: str = "case", now: datetime, once: str = "", **words: str
) -> None:
    """Tell people about a case, by its number only, with the way to one of its pages."""
    for person_id in people:
        notify(
            person_id,
            type_key,
            about=case.public_id,
            url=reverse(page, args=[case.public_id]),
            params={"number": case.label, **words},
            now=now,
            once=once,
        )
