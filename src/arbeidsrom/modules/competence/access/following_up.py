"""Whom somebody follows up, and what stands in their plans there: the home page and «Kompetanseoppfølging» alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.core.people.access import OF_EMPLOYEES
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.access.assigning import FOLLOW_UP
from arbeidsrom.modules.competence.models import Assignment, RequirementStatus
from arbeidsrom.modules.competence.states import AssignmentState, LinkState

Chosen = Collection[int] | QuerySet[Any, Any]


def may_follow_up(actor: Actor) -> Decision:
    """Opening «Kompetanseoppfølging» (KP-FOLLOW-001)."""
    if not actor.holds(FOLLOW_UP):
        return denied(_("Competence is followed up by leaders, and by those who look after employees and deadlines."))
    return ALLOWED


def positions_followed(actor: Actor, *, today: date) -> tuple[QuerySet[Position], QuerySet[Position]]:
    """The positions that the actor leads, and those of the departments that the actor follows up.

    The two are asked for apart, as a statement with both reads the whole table.
    """
    held = Position.objects.filter(acted_in_on(today), kind__in=OF_EMPLOYEES).order_by()
    leads = actor.leads_as if FOLLOW_UP in actor.over_led else None
    led = held.filter(leader=leads) if leads else held.none()
    there = held.filter(within(actor, FOLLOW_UP)) if actor.spans(FOLLOW_UP) else held.none()
    return led, there


@dataclass(frozen=True, slots=True)
class Followed:
    """The positions that somebody follows up today, and who holds them.

    ``besides`` are the actor and whom they stand in for: nobody follows up themselves (KP-LIMP-003).
    """

    positions: Chosen
    people: Chosen
    besides: frozenset[int]
    is_few: bool

    def assignments(self, narrowed: Q | None = None) -> QuerySet[Assignment]:
        """The plans in force on these positions: nothing is seen of other workplaces (KP-LENDON-007)."""
        held = _in_force().filter(position__in=self.positions).exclude(person__in=self.besides)
        return held.filter(narrowed) if narrowed else held

    def statuses(self, narrowed: Q | None = None, *, sought: bool = False) -> QuerySet[RequirementStatus]:
        """The statuses of what stands in these plans, each once a person (KP-CARD-012, KP-FREQ-001).

        Of very many, most have plans nowhere else: what they have is all of it, and only of the others each status is
        looked for in the plans here. Where something is ``sought`` that few have, each is looked for.
        """
        held = self.assignments(narrowed).filter(
            person=OuterRef("person_id"),
            plan__links__requirement=OuterRef("requirement_id"),
            plan__links__state=LinkState.ACTIVE,
        )
        here = Q(Exists(held))
        if not (self.is_few or narrowed or sought):
            elsewhere = _in_force().exclude(position__in=self.positions)
            here = ~Q(person__in=elsewhere.values("person")) | here
        return RequirementStatus.objects.filter(here, person__in=self.people).exclude(person__in=self.besides)


def _in_force() -> QuerySet[Assignment]:
    return Assignment.objects.filter(state=AssignmentState.ACTIVE).order_by()


def _themselves(actor: Actor) -> Iterator[int]:
    """The actor, and the leader whom a deputy stands in for."""
    if actor.person_id is not None:
        yield actor.person_id
    if actor.on_behalf_of_id is not None:
        yield from Position.objects.filter(pk=actor.on_behalf_of_id).values_list("person_id", flat=True)


MANY = 2_000
"""Of no more employees than that the positions are named one by one."""


def followed_by(actor: Actor, *, today: date, many: int = MANY) -> tuple[Followed, bool]:
    """Those whom the actor follows up, and whether they are few. Two queries, for a deputy three."""
    led, there = positions_followed(actor, today=today)
    few = [*led.values_list("pk", "person")[: many + 1], *there.values_list("pk", "person")[: many + 1]]
    besides = frozenset(_themselves(actor))
    if len(few) <= many:
        return Followed({pk for pk, _ in few}, {person for _, person in few}, besides, is_few=True), True
    positions = (led | there).order_by()
    return Followed(positions.values("pk"), positions.values("person"), besides, is_few=False), False
