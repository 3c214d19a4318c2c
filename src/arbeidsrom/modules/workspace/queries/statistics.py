"""Cases by type, outcome, duration and employer, for a club, a union or the whole organisation (KL-CASE-011)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, FloatField, Q, QuerySet
from django.db.models.functions import Cast

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


class Counted(NamedTuple):
    """How many cases, and how many days they lasted together."""

    count: int
    days: float
    closed: int


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


def _groups(actor: Actor, reach: Reach, year: int | None, field: str) -> dict[Hashable, Counted]:
    """Counts and days by the values of a field, over present and deleted cases: two queries."""
    lasted = ExpressionWrapper(F("closed_on") - F("opened_on"), output_field=DurationField())
    closed = Q(state=CaseState.CLOSED)
    live = (
        _live(actor, reach, year)
        .values(field)
        .annotate(count=Count("id"), closed=Count("id", filter=closed), days=Avg(lasted, filter=closed))
        .order_by(field)
    )
    gone = (
        _deleted(actor, reach, year)
        .values(field)
        .annotate(count=Count("id"), closed=Count("id"), days=Avg(Cast("days", FloatField())))
        .order_by(field)
    )
    return _added(field, [*live, *gone])


def _added(field: str, rows: Iterable[dict[str, object]]) -> dict[Hashable, Counted]:
    found: dict[Hashable, Counted] = defaultdict(lambda: Counted(0, 0.0, 0))
    for row in rows:
        key, count, closed = row[field], int(str(row["count"])), int(str(row["closed"]))
        days = _days(row["days"]) * closed
        before = found[key]  # type: ignore[index]
        found[key] = Counted(before.count + count, before.days + days, before.closed + closed)  # type: ignore[index]
    return dict(found)


def _days(value: object) -> float:
    return value / timedelta(days=1) if isinstance(value, timedelta) else float(str(value or 0))


def _shown(groups: dict[Hashable, Counted], label: Callable[..., str], suppress: bool) -> list[Group]:
    rows = [
        (label(key), each.count, round(each.days / each.closed) if each.closed else None)
        for key, each in groups.items()
    ]
    return statistics.shown(rows, suppress=suppress)


def _by_employer(actor: Actor, reach: Reach, year: int | None, suppress: bool) -> list[Group]:
    """The employers with the most cases; the same employer of several unions is one."""
    groups = _groups(actor, reach, year, "employer_id")
    groups.pop(None, None)
    names = {each.pk: each.name for each in Employer.objects.filter(pk__in=list(groups))}
    by_name: dict[Hashable, Counted] = defaultdict(lambda: Counted(0, 0.0, 0))
    for key, each in groups.items():
        before = by_name[names[key]]  # type: ignore[index]
        by_name[names[key]] = Counted(*(a + b for a, b in zip(before, each, strict=True)))  # type: ignore[index, arg-type]
    most = dict(sorted(by_name.items(), key=lambda pair: (-pair[1].count, str(pair[0])))[:MOST_EMPLOYERS])
    return _shown(most, str, suppress)
