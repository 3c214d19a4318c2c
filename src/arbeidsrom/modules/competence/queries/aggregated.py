"""«Krav aggregert»: each requirement of those whom one follows up, with how many have come how far (KP-FAGG).

It is counted from the statuses of those one sees whenever it is looked at, so that a deadline is there at once
(KP-FDEADA-005). What that costs where somebody sees a region stands in the README.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from arbeidsrom.modules.competence.access.following_up import Followed
from arbeidsrom.modules.competence.models import Link
from arbeidsrom.modules.competence.queries.followed_words import with_requirement_words
from arbeidsrom.modules.competence.queries.following_up import OVERDUE, SOON, Asked, narrowed
from arbeidsrom.modules.competence.queries.standing import OPEN, is_due_soon, is_overdue
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.web.lists import Window


@dataclass(frozen=True, slots=True)
class AggregatedRow:
    """A requirement, how many have it, and how they stand; each person counts once (KP-LIMP-034).

    ``relevant`` are those who have not marked it as not relevant, ``dated`` have a deadline that is to be met, of which
    ``next_due`` is the first.
    """

    id: int
    public_id: UUID
    name: str
    assigned: int
    relevant: int
    fulfilled: int
    dated: int
    next_due: date | None
    due_soon: int
    overdue: int
    plans: tuple[str, ...] = ()

    @property
    def percent(self) -> int | None:
        """«Gjennomføringsprosent»; nothing where nobody is left to count (KP-LIMP-033)."""
        return 100 * self.fulfilled // self.relevant if self.relevant else None


@dataclass(frozen=True, slots=True)
class AggregatedRows:
    """Some of the requirements, and how many there are."""

    rows: list[AggregatedRow]
    count: int


SORTED: Mapping[str, Callable[[AggregatedRow], Any]] = {
    "assigned": lambda row: row.assigned,
    "percent": lambda row: -1 if row.percent is None else row.percent,
    "soon": lambda row: row.due_soon,
    "overdue": lambda row: row.overdue,
}
"""By what they are sorted besides their names."""


def aggregated_requirements(asked: Asked, window: Window, *, followed: Followed, today: date) -> AggregatedRows:
    """The requirements of the window. Two queries; one more for a department, and one for each word."""
    found = _counted(asked, followed=followed, today=today)
    if asked.sort in SORTED:
        found.sort(key=SORTED[asked.sort], reverse=asked.descending)
    elif asked.descending:
        found.reverse()
    shown = found[window.offset : window.offset + window.limit]
    plans = _plans({row.id for row in shown}, followed=followed)
    return AggregatedRows([replace(row, plans=plans.get(row.id, ())) for row in shown], len(found))


def _counted(asked: Asked, *, followed: Followed, today: date) -> list[AggregatedRow]:
    """All of them by name: a region has some ten thousand requirements, which are put in order here."""
    statuses = narrowed(replace(asked, text="", deadline="", statuses=()), followed=followed, today=today)
    if asked.text:
        statuses = statuses.filter(with_requirement_words(asked.text))
    rows = statuses.values("requirement_id", "requirement__public_id", "requirement__name").annotate(
        assigned=Count("person_id"),
        relevant=Count("person_id", filter=~Q(state=State.NOT_RELEVANT)),
        fulfilled=Count("person_id", filter=Q(state=State.FULFILLED, due__gte=today)),
        dated=Count("person_id", filter=OPEN),
        next_due=Min("deadline", filter=OPEN),
        due_soon=Count("person_id", filter=is_due_soon(today)),
        overdue=Count("person_id", filter=is_overdue(today)),
    )
    if asked.deadline == OVERDUE:
        rows = rows.filter(overdue__gt=0)
    if asked.deadline == SOON:
        rows = rows.filter(due_soon__gt=0)
    ordered = rows.order_by("requirement__sort_name", "requirement_id")
    return [
        AggregatedRow(*row)
        for row in ordered.values_list(
            *("requirement_id", "requirement__public_id", "requirement__name", "assigned", "relevant", "fulfilled"),
            *("dated", "next_due", "due_soon", "overdue"),
        )
    ]


def _plans(requirements: Collection[int], *, followed: Followed) -> Mapping[int, tuple[str, ...]]:
    """The plans of those one follows up that have each of them, by name. One query."""
    held = followed.assignments().order_by().values("plan")
    links = Link.objects.filter(requirement__in=requirements, state=LinkState.ACTIVE, plan__in=held)
    names = links.order_by("plan__sort_name", "plan_id").values_list("requirement_id", "plan__name").distinct()
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for requirement, name in names:
        if name not in found[requirement]:
            found[requirement] = (*found[requirement], name)
    return found
