"""Cases by type, outcome, duration and employer, for a club, a union or the whole organisation (KL-CASE-011)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from arbeidsrom.core.keys.bulk import open_rows
from arbeidsrom.core.organisation.access import within
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, CaseType, ClosedCase, Employer
from arbeidsrom.modules.workspace.queries.cases import outcome_label
from arbeidsrom.modules.workspace.rules import statistics
from arbeidsrom.modules.workspace.rules.statistics import Counted, Group
from arbeidsrom.modules.workspace.states import CaseState

MOST_EMPLOYERS = 50
LASTED = ExpressionWrapper(F("closed_on") - F("opened_on"), output_field=DurationField())


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
class Statistics:
    """The figures of one reach and one year."""

    reach: Reach
    year: int | None
    total: int | None
    by_type: list[Group]
    by_outcome: list[Group]
    by_duration: list[Group]
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
    types = {each.pk: str(each.name) for each in CaseType.objects.order_by("order")}
    by_type = _labelled(_groups(actor, reach, year, "type_id"), types.__getitem__)
    by_outcome = _labelled(_groups(actor, reach, year, "outcome", closed=True), outcome_label)
    totals = {each: sum(row.count for row in groups.values()) for each, groups in by_type.items()}
    return Statistics(
        reach=reach,
        year=year,
        total=statistics.total(totals, suppress=suppress),
        by_type=statistics.shown_over_years(by_type, suppress=suppress),
        by_outcome=statistics.shown_over_years(by_outcome, suppress=suppress),
        by_duration=_in_order(
            statistics.shown_over_years(_durations(actor, reach, year), suppress=suppress), [*_bands().values(), ""]
        ),
        by_employer=_largest(statistics.shown_over_years(_employers(actor, reach, year), suppress=suppress)),
        is_suppressed=suppress,
    )


def _largest(groups: list[Group]) -> list[Group]:
    """The employers with the most cases, and at the end always those that are shown together."""
    together = [group for group in groups if group == statistics.REST]
    return [group for group in groups if group != statistics.REST][:MOST_EMPLOYERS] + together


def _live(actor: Actor, reach: Reach, year: int | None) -> QuerySet[Case]:
    cases = Case.objects.filter(within(actor, PERMISSION[reach], "club"))
    return cases.filter(year=year) if year else cases


def _deleted(actor: Actor, reach: Reach, year: int | None) -> QuerySet[ClosedCase]:
    rows = ClosedCase.objects.filter(within(actor, PERMISSION[reach], "club"))
    return rows.filter(opened_year=year) if year else rows


def _groups(
    actor: Actor, reach: Reach, year: int | None, field: str, *, closed: bool = False
) -> dict[int, dict[Any, Counted]]:
    """Counts and days by the years and the values of a field, over present and deleted cases: two queries."""
    is_closed = Q(state=CaseState.CLOSED)
    live = (
        _live(actor, reach, year)
        .filter(is_closed if closed else Q())
        .values("year", field)
        .annotate(count=Count("id"), closed=Count("id", filter=is_closed), days=Sum(LASTED, filter=is_closed))
        .order_by("year", field)
    )
    gone = (
        _deleted(actor, reach, year)
        .values(field, year=F("opened_year"))
        .annotate(count=Count("id"), closed=Count("id"), days=Sum("days"))
        .order_by("opened_year", field)
    )
    return _added(field, [*live, *gone])


def _added(field: str, rows: Iterable[Mapping[str, Any]]) -> dict[int, dict[Any, Counted]]:
    found: dict[int, dict[Any, Counted]] = defaultdict(lambda: defaultdict(Counted))
    for row in rows:
        days = row["days"].days if isinstance(row["days"], timedelta) else row["days"] or 0
        found[row["year"]][row[field]] += Counted(row["count"], row["closed"], days)
    return found


def _labelled(years: dict[int, dict[Any, Counted]], label: Callable[..., str]) -> dict[int, dict[str, Counted]]:
    """The groups of each year by what they are called; the same name of several is one."""
    found: dict[int, dict[str, Counted]] = defaultdict(lambda: defaultdict(Counted))
    for year, groups in years.items():
        for key, each in groups.items():
            found[year][label(key)] += each
    return found


def _durations(actor: Actor, reach: Reach, year: int | None) -> dict[int, dict[str, Counted]]:
    """Closed cases by how long they lasted: two queries."""
    closed = _live(actor, reach, year).filter(state=CaseState.CLOSED).annotate(lasted=LASTED)
    live = closed.order_by().values_list("year", "lasted").annotate(count=Count("id"))
    gone = _deleted(actor, reach, year).order_by().values_list("opened_year", "days").annotate(count=Count("id"))
    lasted = [(opened_in, time.days, count) for opened_in, time, count in live] + list(gone)
    bands, found = _bands(), defaultdict[int, dict[str, Counted]](lambda: defaultdict(Counted))
    for opened_in, days, count in lasted:
        found[opened_in][bands[statistics.band_of(days)]] += Counted(count, count, days * count)
    return found


def _bands() -> dict[int, str]:
    """What the bands are called, the shortest first."""
    return dict(
        enumerate(
            (
                _("Up to 30 days"),
                _("31 to 90 days"),
                _("91 to 180 days"),
                _("181 to 365 days"),
                _("More than a year"),
            )
        )
    )


def _in_order(groups: list[Group], order: list[str]) -> list[Group]:
    return sorted(groups, key=lambda group: order.index(group.label))


def _employers(actor: Actor, reach: Reach, year: int | None) -> dict[int, dict[str, Counted]]:
    """Cases by employer, those that have one; the same employer of several unions is one."""
    years = _groups(actor, reach, year, "employer_id")
    for groups in years.values():
        groups.pop(None, None)
    employers = list(
        Employer.objects.filter(pk__in={key for groups in years.values() for key in groups}).order_by("id")
    )
    open_rows(employers, "name")
    names = {employer.pk: employer.name for employer in employers}
    return _labelled(years, names.__getitem__)
