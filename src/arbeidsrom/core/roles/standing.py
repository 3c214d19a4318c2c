"""What a position is today: employed or on loan, in training, leading somebody or nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from arbeidsrom.core.organisation.models import Category, Employment, Position, PositionKind
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles.registry import Standing
from arbeidsrom.lib.actor import Span

Led = tuple[int, str, bool]
"""Where somebody stands whom a position leads, in which category, and whether HR says so."""

EMPLOYED = (PositionKind.EMPLOYMENT, PositionKind.LOAN)


@dataclass(frozen=True, slots=True)
class Known:
    """The standing of a position, and the places in the tree of those whom it leads."""

    standing: Standing
    led: tuple[Span, ...] = ()


def led_by(position: Position, *, today: date) -> QuerySet[Position]:
    """The positions that it leads today; one's own others are not somebody to lead."""
    return Position.objects.filter(held_on(today), leader_id=position.pk).exclude(person_id=position.person_id)


def standing_of(position: Position, *, today: date) -> Known:
    """What the position is today. One query for whoever is employed, two for a LIS1, none for an office."""
    if position.kind not in EMPLOYED:
        return Known(Standing(position.kind))
    has_ended = position.category == Category.FIRST_PART and _work_is_over(position, today=today)
    return _known(position, [] if has_ended else _led(position, today=today), has_ended=has_ended)


def _known(position: Position, led: Sequence[Led], *, has_ended: bool) -> Known:
    """The standing of a position that leads these; one whose work is over leads nobody, and an office never does."""
    if position.kind not in EMPLOYED:
        return Known(Standing(position.kind))
    led = [] if has_ended else led
    standing = Standing(
        position.kind,
        position.category,
        leads=bool(led),
        leads_from_hr=any(from_hr for _lft, _category, from_hr in led),
        leads_categories=frozenset(category for _lft, category, _from_hr in led if category),
        has_ended=has_ended,
    )
    return Known(standing, tuple(Span(lft, lft) for lft in sorted({lft for lft, _category, _from_hr in led})))


def standings_of(positions: Iterable[Position], *, today: date) -> dict[int, Known]:
    """The standing of many positions at once, by position. Two queries, however many."""
    by_id = {position.pk: position for position in positions}
    first_part = [pk for pk, one in by_id.items() if one.category == Category.FIRST_PART]
    last_days: dict[int, list[date | None]] = defaultdict(list)
    if first_part:
        work = Employment.objects.filter(position__in=first_part, dropped_in__isnull=True)
        for pk, day in work.values_list("position_id", "ends_on"):
            last_days[pk].append(day)
    led: dict[int, list[Led]] = defaultdict(list)
    found = Position.objects.filter(held_on(today), leader__in=by_id).exclude(person_id=F("leader__person_id"))
    fields = ("leader_id", "unit__lft", "category", "kind", "leader_by_hand")
    for leader_id, lft, category, kind, by_hand in found.values_list(*fields).distinct():
        led[leader_id].append((lft, category, kind == PositionKind.EMPLOYMENT and not by_hand))
    return {
        pk: _known(one, led[pk], has_ended=pk in last_days and _all_over(last_days[pk], today=today))
        for pk, one in by_id.items()
    }


def _led(position: Position, *, today: date) -> list[Led]:
    """Where those stand whom it leads, in which categories, and whether HR says so."""
    found = led_by(position, today=today).values_list("unit__lft", "category", "kind", "leader_by_hand").distinct()
    return [(lft, category, kind == PositionKind.EMPLOYMENT and not by_hand) for lft, category, kind, by_hand in found]


def _work_is_over(position: Position, *, today: date) -> bool:
    """Whether everything that HR says of the position lies behind: the days after give no leader's functions."""
    days = list(Employment.objects.filter(position=position, dropped_in__isnull=True).values_list("ends_on", flat=True))
    return _all_over(days, today=today)


def _all_over(days: Sequence[date | None], *, today: date) -> bool:
    return bool(days) and all(day is not None and day < today for day in days)
