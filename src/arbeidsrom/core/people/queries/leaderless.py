"""Employees whom nobody leads (KP-PIMP-026)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.organisation.queries import held_on, with_words
from arbeidsrom.core.people import access
from arbeidsrom.core.people.queries.employees import ORDERS
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import Window, count_of, window_of


@dataclass(frozen=True, slots=True)
class LeaderlessRow:
    """An employee without a leader, and who led until the leader left."""

    public_id: UUID
    name: str
    title: str
    code: str
    department: str
    last_leader: str


def employees_without_leader(actor: Actor, *, today: date, text: str = "") -> QuerySet[Position]:
    """Employees where the actor chooses leaders, whose leader is nobody, or has left (KP-MLEAD-004)."""
    leading = Position.objects.filter(held_on(today), pk=OuterRef("leader"))
    found = Position.objects.filter(
        within(actor, access.SET_LEADER), held_on(today), ~Q(Exists(leading)), kind=PositionKind.EMPLOYMENT
    )
    return found.filter(with_words(text, "person__")) if text else found


def leaderless(window: Window, *, actor: Actor, today: date, text: str, sort: str) -> tuple[list[LeaderlessRow], int]:
    """Some of them, and how many there are. At most three queries."""
    found = employees_without_leader(actor, today=today, text=text)
    order = ORDERS.get(sort, ORDERS["department"])
    shown = window_of(found.select_related("person", "unit", "leader__person"), order, window)
    rows = [
        LeaderlessRow(
            each.public_id,
            each.person.name,
            each.title,
            each.unit.code,
            each.unit.name,
            each.leader.person.name if each.leader else "",
        )
        for each in shown
    ]
    return rows, count_of(found, rows, window)
