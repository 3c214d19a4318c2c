"""The personal history of hand-overs (KL-CASE-014)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Conflict, HandOver
from arbeidsrom.modules.workspace.queries.lists import ShownCase, shown_cases


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """One line of the personal history of hand-overs."""

    case: UUID
    label: str
    from_name: str
    to_name: str
    note: str
    handed_at: datetime
    is_visible: bool
    shown: ShownCase


def hand_overs_of(actor: Actor) -> list[HandOverRow]:
    """What the actor's person handed over or was given, in whatever office, the latest first (KL-CASE-014)."""
    person = actor.person_id or 0
    mine = Q(from_position__person_id=person) | Q(to_position__person_id=person)
    barred = Conflict.objects.filter(case=OuterRef("case_id"), person_id=person, lifted_at=None)
    rows = list(
        HandOver.objects.filter(mine)
        .select_related("case", "from_position__person", "to_position__person")
        .annotate(is_visible=Exists(access.visible_cases(actor).filter(pk=OuterRef("case_id"))))
        .exclude(Exists(barred))
        .order_by(F("handed_at").desc(), "-id")[:200]
    )
    keys.open_holders(rows)
    return [
        HandOverRow(
            row.case.public_id,
            row.case.label,
            row.from_position.person.name if row.from_position else "",
            row.to_position.person.name,
            row.note,
            row.handed_at,
            row.is_visible,
            shown,
        )
        for row, shown in zip(rows, shown_cases([row.case for row in rows]), strict=True)
    ]
