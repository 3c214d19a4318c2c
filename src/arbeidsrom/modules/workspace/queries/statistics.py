"""Cases by type, outcome, duration and employer, for a club, a union or the whole organisation (KL-CASE-011)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum

from arbeidsrom.core.keys.bulk import open_rows
from arbeidsrom.core.organisation.access import within
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, CaseType, ClosedCase, Employer
from arbeidsrom.modules.workspace.queries.cases import outcome_label
from arbeidsrom.modules.workspace.rules import statistics
from arbeidsrom.modules.workspace.rules.statistics import Group
from arbeidsrom.modules.workspace.states import CaseState

MOST_EMPLOYERS = 50


class Reach(StrEnum):
    """Whose cases are counted."""

    CLUB = "club"
    UNION = "union"
    ORGANISATION = "organisation"


PERMISSION = {
    Reach.CLUB: access.HANDLE,
    Reach.UNION: access.OVERSEE,
    Reach.ORGANISATION: access.SEE_STATISTICS,
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases, how many of them are closed, and how many days those lasted together."""

    count: int = 0
    closed: int = 0
    days: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.count + other.count, self.closed + other.closed, self.days + other.days)

    @property
    def average_days(self) -> int | None:
        """How long the closed ones lasted, when there are any."""
        return round(self.days / self.closed) if self.closed else None


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of one reach and one year."""

    reach: Reach
    year: int | None
    total: int | None
    by_type: list[Group]
    by_outcome: list[Group]
    by_employer: list[Group]
    is_suppressed: bool


def reaches_of(actor: Actor) -> list[Reach]:
    """The reaches that the actor may ask for."""
    return [reach for reach in Reach if actor.holds(PERMISSION[reach])]


def years_of(actor: Actor, reach: Reach) -> list[int]:
    """The years in which cases were opened, the latest first."""
    live = _live(actor, reach, None).order_by().values_list("year", flat=True).distinct()
    gone = _deleted(actor, reach, None).order_by().values_list("opened_year", flat=True).distinct()
    return sorted({*live, *gone}, reverse=True)


def statistics_of(actor: Actor, reach: Reach, *, year: int | None = None) -> Statistics:
    """Cases opened in the year, or in all years, those that have been deleted since included."""
    suppress = reach is not Reach.CLUB
    types = _groups(actor, reach, year, "type_id")
    labels = {each.pk: str(each.name) for each in CaseType.objects.order_by("order")}
    outcomes = _groups(actor, reach, year, "outcome")
    outcomes.pop("", None)
    return Statistics(
        reach=reach,
        year=year,
        total=statistics.total([each.count for each in types.values()], suppress=suppress),
        by_type=_shown(types, lambda key: labels[key], suppress),
        by_outcome=_shown(outcomes, outcome_label, suppress),
        by_employer=_by_employer(actor, reach, year, suppress),
        is_suppressed=suppress,
    )


def _live(actor: Actor, reach: Reach, year: int | None) -> QuerySet[Case]:
    cases = Case.objects.filter(within(actor, PERMISSION[reach], "club"))
    return cases.filter(year=year) if year else cases


def _deleted(actor: Actor, reach: Reach, year: int | None) -> QuerySet[ClosedCase]:
    rows = ClosedCase.objects.filter(within(actor, PERMISSION[reach], "club"))
    return rows.filter(opened_year=year) if year else rows


def _groups(actor: Actor, reach: Reach, year: int | None, field: str) -> dict[Any, Counted]:
    """Counts and days by the values of a field, over present and deleted cases: two queries."""
    lasted = ExpressionWrapper(F("closed_on") - F("opened_on"), output_field=DurationField())
    closed = Q(state=CaseState.CLOSED)
    live = (
        _live(actor, reach, year)
        .values(field)
        .annotate(count=Count("id"), closed=Count("id", filter=closed), days=Sum(lasted, filter=closed))
        .order_by(field)
    )
    gone = (
        _deleted(actor, reach, year)
        .values(field)
        .annotate(count=Count("id"), closed=Count("id"), days=Sum("days"))
        .order_by(field)
    )
    return _added(field, [*live, *gone])


def _added(field: str, rows: Iterable[Mapping[str, Any]]) -> dict[Any, Counted]:
    found: dict[Any, Counted] = defaultdict(Counted)
    for row in rows:
        days = row["days"].days if isinstance(row["days"], timedelta) else row["days"] or 0
        found[row[field]] += Counted(row["count"], row["closed"], days)
    return found


def _shown(groups: dict[Any, Counted], label: Callable[..., str], suppress: bool) -> list[Group]:
    rows = [(label(key), each.count, each.closed, each.average_days) for key, each in groups.items()]
    return statistics.shown(rows, suppress=suppress)


def _by_employer(actor: Actor, reach: Reach, year: int | None, suppress: bool) -> list[Group]:
    """The employers with the most cases; the same employer of several unions is one."""
    groups = _groups(actor, reach, year, "employer_id")
    groups.pop(None, None)
    employers = list(Employer.objects.filter(pk__in=list(groups)).order_by("id"))
    open_rows(employers, "name")
    by_name: dict[str, Counted] = defaultdict(Counted)
    for employer in employers:
        by_name[employer.name] += groups[employer.pk]
    most = dict(sorted(by_name.items(), key=lambda pair: (-pair[1].count, pair[0]))[:MOST_EMPLOYERS])
    return _shown(most, str, suppress)
