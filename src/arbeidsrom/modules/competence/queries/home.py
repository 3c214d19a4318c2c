"""What the home page says of competence: what waits for somebody, and how it stands with their own (KP-HOME-005)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.core.people.access import OF_EMPLOYEES
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import assigning, own
from arbeidsrom.modules.competence.models import Assignment, RequirementStatus
from arbeidsrom.modules.competence.rules.statuses import (
    COLOURS,
    DAYS_BEFORE_EXPIRY,
    NO_END,
    Colour,
    Shown,
    State,
    shown_on,
)
from arbeidsrom.modules.competence.states import AssignmentState, LinkState, PerformanceState


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


def plans_to_approve(actor: Actor, *, today: date) -> Waiting:
    """The plans that wait for the actor's approval. One query."""
    waiting = assigning.approvable_assignments(actor, today=today).filter(assigning.WAITING).order_by()
    number = waiting.values(one=Value(1)).annotate(number=Count("pk")).values("number")
    handled = Exists(Assignment.objects.filter(approved_by=OuterRef("pk")))
    asked = Person.objects.filter(pk=actor.person_id or 0).values_list(Subquery(number), handled)
    count, before = asked.first() or (0, False)
    return Waiting(count or 0, before)


def own_colours(*, actor: Actor, today: date) -> Counter[Colour]:
    """How many requirements of one's plans are red, yellow and green today; nothing without plans. One query."""
    found: Counter[Colour] = Counter()
    for shown, number in _shown(RequirementStatus.objects.filter(person=actor.person_id or 0), today).items():
        found[COLOURS[shown]] += number
    return found


def followed_up(*, actor: Actor, today: date) -> Counter[Shown]:
    """How it stands with the requirements of those whom the actor follows up, each once a person (KP-CARD-012).

    Of those led, what stands in their plans on the positions led, for a leader sees nothing of the others
    (KP-LENDON-007); where the actor follows up whole departments, everything of whoever works there. Three queries.
    """
    there = Position.objects.filter(within(actor, assigning.FOLLOW_UP), acted_in_on(today), kind__in=OF_EMPLOYEES)
    others = RequirementStatus.objects.exclude(person=actor.person_id or 0)
    found: Counter[Shown] = Counter()
    if actor.leads_as and assigning.FOLLOW_UP in actor.over_led:
        held = Assignment.objects.filter(
            acted_in_on(today, "position__"), position__leader=actor.leads_as, state=AssignmentState.ACTIVE
        )
        mine = held.filter(
            person=OuterRef("person_id"),
            plan__links__requirement=OuterRef("requirement_id"),
            plan__links__state=LinkState.ACTIVE,
        )
        led = others.filter(Exists(mine), person__in=held.values("person_id"))
        found += _shown(led.exclude(person__in=there.values("person_id")), today)
    if actor.spans(assigning.FOLLOW_UP):
        found += _of_departments(others.filter(person__in=there.values("person_id")), there, actor, today)
    return found


MANY = 2_000
KEPT_FOR = 600
"""Of more employees than that the numbers are counted every ten minutes: a million statuses take a second or two."""


def _of_departments(
    statuses: QuerySet[RequirementStatus], there: QuerySet[Position], actor: Actor, today: date
) -> Counter[Shown]:
    if there.order_by()[: MANY + 1].count() <= MANY:
        return _shown(statuses, today)
    reach = ",".join(f"{span.first}-{span.last}" for span in actor.spans(assigning.FOLLOW_UP))
    name = f"competence.followed_up.{actor.person_id}.{today}.{sha256(reach.encode()).hexdigest()[:16]}"
    kept: Counter[Shown] | None = cache.get(name)
    if kept is None:
        kept = _shown(statuses, today)
        cache.set(name, kept, KEPT_FOR)
    return kept


SOON, LATER, PAST = "soon", "later", "past"


def _shown(statuses: QuerySet[RequirementStatus], today: date) -> Counter[Shown]:
    """How many are shown as what on the day; what is not relevant is not counted. One query."""
    soon = today + timedelta(days=DAYS_BEFORE_EXPIRY)
    when = Case(When(due__lt=today, then=Value(PAST)), When(due__lte=soon, then=Value(SOON)), default=Value(LATER))
    relevant = statuses.exclude(state=State.NOT_RELEVANT).annotate(when=when)
    rows = relevant.values("state", "pending", "when").annotate(number=Count("requirement"))
    days = {PAST: today - timedelta(days=1), SOON: soon, LATER: NO_END}
    found: Counter[Shown] = Counter()
    for row in rows.order_by("state", "pending", "when"):
        shown = shown_on(today, state=State(row["state"]), due=days[row["when"]], pending=State(row["pending"]))
        found[shown] += row["number"]
    return found
