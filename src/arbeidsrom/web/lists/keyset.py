"""Pages of a list: behind a row instead of from the start, and counted only where the page does not tell the count."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from arbeidsrom.web.lists.choice import Window

M = TypeVar("M", bound=Model)
R = TypeVar("R")


def window_of(rows: QuerySet[M, R], order: Sequence[str], window: Window, *, identity: str = "public_id") -> list[R]:
    """The rows of the window in this order, behind the row that ``window.after`` names where it is still there.

    ``order`` ends in a unique field and holds only columns that are never null; a minus turns one round. Rows can be
    models or, where a list is long, what ``values_list`` gives.
    """
    ordered = rows.order_by(*order)
    if window.after:
        names = [name.removeprefix("-") for name in order]
        last = _last_row(rows, identity, window.after, names)
        if last is not None:
            return list(ordered.filter(behind(order, last))[: window.limit])
    return list(ordered[window.offset : window.offset + window.limit])


FEW = 3_000
"""Nobody leads so many, and few names are had by more: their keys take some milliseconds to fetch."""


@dataclass(frozen=True, slots=True)
class Few:
    """The keys and identities of all rows of a list, in order."""

    keys: tuple[tuple[Any, str], ...]

    def rows(self, rows: QuerySet[M, R], window: Window, key: Callable[[R], Any] = attrgetter("pk")) -> list[R]:
        """Those of the window, behind the row that it names where that is still there.

        ``rows`` are those that may be seen: what has got out of sight since the keys were found is not read, and the
        next take its place. ``key`` tells a row's primary key.
        """
        behind = (place + 1 for place, (_pk, identity) in enumerate(self.keys) if identity == window.after)
        begin = next(behind, window.offset)
        found: list[R] = []
        while len(found) < window.limit and (wanted := [pk for pk, _ in self.keys[begin : begin + window.limit]]):
            read = {key(row): row for row in rows.filter(pk__in=wanted)}
            found += [read[pk] for pk in wanted if pk in read]
            begin += len(wanted)
        return found[: window.limit]


def few_of(found: QuerySet[M], order: Sequence[str], *, identity: str = "public_id") -> Few | None:
    """All of them in order, where they are not many; their number is known by that.

    Asked for the first hundred alone, the database may go through all that there is in that order to find them: all
    departments of a region for those whom somebody leads, all people for a name.
    """
    keys = found.order_by(*order).values_list("pk", identity)[: FEW + 1]
    few = Few(tuple((pk, str(name)) for pk, name in keys))
    return few if len(few.keys) <= FEW else None


def count_of(found: QuerySet[Any, Any], rows: Sized, window: Window) -> int:
    """How many there are in all. A page that is not full ends the list, and nothing more is asked."""
    ends_here = len(rows) < window.limit and (len(rows) > 0 or window.offset == 0)
    return window.offset + len(rows) if ends_here and not window.after else found.count()


def _last_row(rows: QuerySet[Any, Any], identity: str, value: str, names: Sequence[str]) -> tuple[Any, ...] | None:
    try:
        return rows.filter(**{identity: value}).values_list(*names).first()
    except (ValueError, ValidationError):  # not even the form of an identity
        return None


def behind(order: Sequence[str], last: Sequence[Any]) -> Q:
    """Everything that comes after the row with these values."""
    condition = Q()
    same: dict[str, Any] = {}
    for name, value in zip(order, last, strict=True):
        column = name.removeprefix("-")
        condition |= Q(**same, **{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        same[column] = value
    return condition
