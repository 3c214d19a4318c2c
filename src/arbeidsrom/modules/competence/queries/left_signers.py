"""Requests that wait for somebody who works here no longer, so that another can be asked (KP-SIGN-030)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import Assignment, Link, Performance
from arbeidsrom.modules.competence.states import AssignmentState, LinkState, PerformanceState


def who_have_left(people: Collection[int], *, today: date) -> frozenset[int]:
    """Those of the people who have no position to act in today: nobody of them finds a request. One query."""
    if not people:
        return frozenset()
    here = Position.objects.filter(acted_in_on(today), person__in=people).values_list("person", flat=True)
    return frozenset(people) - frozenset(here)


def waits_in_vain(performances: Iterable[Performance], *, today: date) -> frozenset[int]:
    """Which of the performances wait for somebody who has left; the signers come with them."""
    asked = {
        one.pk: one.signer.person_id
        for one in performances
        if one.state == PerformanceState.WAITING and one.signer is not None
    }
    left = who_have_left(set(asked.values()), today=today)
    return frozenset(pk for pk, person in asked.items() if person in left)


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A requirement of one's own that waits for somebody who has left, and where it stands in one's plans."""

    assignment: UUID
    link: UUID
    requirement: str
    signer: str


def own_waiting_in_vain(*, actor: Actor, today: date) -> list[LeftRow]:
    """Those in one's own plans, by name. Two queries, four where anything waits in vain."""
    mine = Performance.objects.filter(person=actor.person_id or 0, state=PerformanceState.WAITING)
    waiting = list(mine.select_related("signer__person").order_by("id"))
    in_vain = waits_in_vain(waiting, today=today)
    signers = {
        one.requirement_id: one.signer.person.name for one in waiting if one.pk in in_vain and one.signer is not None
    }
    if not signers:
        return []
    plans = own.visible_assignments(actor, today=today).filter(
        person=actor.person_id or 0, state=AssignmentState.ACTIVE
    )
    return _rows(plans.order_by("id"), signers)


def _rows(plans: Iterable[Assignment], signers: dict[int, str]) -> list[LeftRow]:
    held = {one.plan_id: one.public_id for one in plans}
    links = Link.objects.filter(plan__in=held, requirement__in=signers, state=LinkState.ACTIVE)
    found: dict[int, LeftRow] = {}
    for link in links.select_related("requirement").order_by("requirement__sort_name", "id"):
        row = LeftRow(held[link.plan_id], link.public_id, link.requirement.name, signers[link.requirement_id])
        found.setdefault(link.requirement_id, row)
    return list(found.values())
