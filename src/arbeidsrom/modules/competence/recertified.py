"""What competence offers in the absence panel of an employee: requirements that are reset for them alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.people.again import Asking, Demand
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.actions.recertifying import recertify
from arbeidsrom.modules.competence.queries.recertifying import resettable


def _offered(position: Position, actor: Actor, today: date) -> list[Demand]:
    """Those assigned and set as recertifiable; the name leads to why the status is as it is (KP-ABSENCE-008, 009)."""
    return [
        Demand(
            one.link.requirement.public_id,
            one.link.requirement.name,
            reverse("why_status", args=[one.assignment.public_id, one.link.public_id]),
            str(one.shown(today).label),
        )
        for one in resettable(position, actor=actor, today=today)
    ]


def _carry_out(position: Position, asked: Collection[UUID], actor: Actor, now: datetime) -> None:
    for requirement in sorted(asked):
        recertify(position.public_id, requirement, actor=actor, now=now)


ASKING = Asking(_offered, _carry_out)
