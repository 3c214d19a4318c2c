"""What the home page says of competence: what waits for somebody, and how it stands with their own (KP-HOME-005)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, Value, When

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import assigning, own
from arbeidsrom.modules.competence.access.following_up import MANY, followed_by
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
    asked = own.visible_requests(actor).order_by()
    handled = Exists(asked.filter(state__in=(PerformanceState.DONE, PerformanceState.DECLINED)))
    return _waiting(actor, asked.filter(state=PerformanceState.WAITING), handled)


def plans_to_approve(actor: Actor, *, today: date) -> Waiting:
    """The plans that wait for the actor's approval. One query."""
    waiting = assigning.approvable_assignments(actor, today=today).filter(assigning.WAITING).order_by()
    return _waiting(actor, waiting, Exists(Assignment.objects.filter(approved_by=OuterRef("pk"))))


def _waiting(actor: Actor, rows: QuerySet[Any], handled: Exists) -> Waiting:
    """Only what waits is counted: of what somebody has handled there may be thousands."""
    number = rows.values(one=Value(1)).annotate(number=Count("pk")).values("number")
    asked = Person.objects.filter(pk=actor.person_id or 0).values_list(Subquery(number), handled)
    count, before = asked.first() or (0, False)
    return Waiting(count or 0, before)


def own_colours(*, actor: Actor, today: date) -> Counter[Colour]:
    """How many requirements of one's plans are red, yellow and green today; nothing without plans. One query."""
    found: Counter[Colour] = Counter()
    for shown, number in _shown(RequirementStatus.objects.filter(person=actor.person_id or 0), today).items():
        found[COLOURS[shown]] += number
    return found


KEPT_FOR = 600
"""Of many employees the numbers are counted every ten minutes: a million statuses take a second or two."""


def followed_up(*, actor: Actor, today: date) -> Counter[Shown]:
    """How it stands with the requirements of those whom the actor follows up, each once a person (KP-CARD-012).

    What stands in their plans on the positions led, or in the departments followed up: nothing is seen of the others
    (KP-LENDON-007). At most three queries.
    """
    followed, is_few = followed_by(actor, today=today, many=MANY)
    if is_few:
        return _shown(followed.statuses(), today)
    name = _name_of(actor, today)
    kept: Counter[Shown] | None = cache.get(name)
    if kept is None:
        kept = _shown(followed.statuses(), today)
        cache.set(name, kept, KEPT_FOR)
    return kept


def _name_of(actor: Actor, today: date) -> str:
    reach = ",".join(f"{span.first}-{span.last}" for span in actor.spans(assigning.FOLLOW_UP))
    reach = sha256(f"{actor.leads_as} {reach}".encode()).hexdigest()[:16]
    return f"competence.followed_up.{actor.person_id}.{today}.{reach}"


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
