"""What the club's room tells people in their inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.notifications.actions import forget, forget_in_lists, notify
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.modules.workspace.models import Case
from arbeidsrom.modules.workspace.queries import stewards


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


def tell_of_malware(version: DocumentVersion, now: datetime) -> None:
    """Malware was found in a file of a case: those who work with the case learn the case's number."""
    case = Case.objects.select_related("club").filter(holder=version.holder_id).first()
    if case is None:
        return
    for person_id in stewards.people_working_on(case.public_id, today=timezone.localdate(now)):
        notify(
            person_id,
            "workspace.document.infected",
            about=case.public_id,
            url=reverse("document", args=[case.public_id, version.document.public_id]),
            params={"number": case.label},
            now=now,
        )


def forget_case(person_id: int, case: Case) -> None:
    """What somebody was told about a case that they may no longer know of, alone or among others."""
    forget(person_id, about=case.public_id)
    forget_in_lists(person_id, about=case.public_id)
