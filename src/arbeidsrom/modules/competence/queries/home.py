"""What the home page says of competence: what waits for somebody, and how it stands with their own (KP-HOME-005)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import assigning, own
from arbeidsrom.modules.competence.models import Assignment, RequirementStatus
from arbeidsrom.modules.competence.rules.statuses import COLOURS, DAYS_BEFORE_EXPIRY, NO_END, Colour, State, shown_on
from arbeidsrom.modules.competence.states import PerformanceState


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many requests wait for somebody, and whether they have ever handled any (KP-FCARD-003)."""

    waiting: int
    handled: bool

    @property
    def concerns(self) -> bool:
        """Whether there is anything to show at all."""
        return bool(self.waiting) or self.handled


def requests_to_sign(actor: Actor) -> Waiting:
    """What the actor is asked to sign. One query."""
    asked = own.visible_requests(actor)
    counted = asked.order_by().aggregate(waiting=Count("pk", filter=Q(state=PerformanceState.WAITING)), all=Count("pk"))
    return Waiting(counted["waiting"], counted["all"] > counted["waiting"])


def plans_to_approve(actor: Actor) -> Waiting:
    """The plans that wait for the actor's approval. One query."""
    waiting = assigning.approvable_assignments(actor).filter(assigning.WAITING).order_by()
    number = waiting.values(one=Value(1)).annotate(number=Count("pk")).values("number")
    handled = Exists(Assignment.objects.filter(approved_by=OuterRef("pk")))
    asked = Person.objects.filter(pk=actor.person_id or 0).values_list(Subquery(number), handled)
    count, before = asked.first() or (0, False)
    return Waiting(count or 0, before)


SOON, LATER, PAST = "soon", "later", "past"


def own_colours(*, actor: Actor, today: date) -> Counter[Colour]:
    """How many requirements of one's plans are red, yellow and green today; nothing without plans. One query."""
    soon = today + timedelta(days=DAYS_BEFORE_EXPIRY)
    when = Case(When(due__lt=today, then=Value(PAST)), When(due__lte=soon, then=Value(SOON)), default=Value(LATER))
    mine = RequirementStatus.objects.filter(person=actor.person_id or 0).exclude(state=State.NOT_RELEVANT)
    rows = mine.annotate(when=when).values("state", "pending", "when").annotate(number=Count("requirement"))
    days = {PAST: today - timedelta(days=1), SOON: soon, LATER: NO_END}
    found: Counter[Colour] = Counter()
    for row in rows.order_by("state", "pending", "when"):
        shown = shown_on(today, state=State(row["state"]), due=days[row["when"]], pending=State(row["pending"]))
        found[COLOURS[shown]] += row["number"]
    return found
