"""Paging behind a row instead of counting from the start: the thousandth page costs no more than the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from arbeidsrom.web.lists.choice import Window

M = TypeVar("M", bound=Model)


def window_of(rows: QuerySet[M], order: Sequence[str], window: Window, *, identity: str = "public_id") -> list[M]:
    """The rows of the window in this order, behind the row that ``window.after`` names where it is still there.

    ``order`` ends in a unique field and holds only columns that are never null; a minus turns one round.
    """
    ordered = rows.order_by(*order)
    if window.after:
        names = [name.removeprefix("-") for name in order]
        last = _last_row(rows, identity, window.after, names)
        if last is not None:
            return list(ordered.filter(behind(order, last))[: window.limit])
    return list(ordered[window.offset : window.offset + window.limit])


def _last_row(rows: QuerySet[M], identity: str, value: str, names: Sequence[str]) -> tuple[Any, ...] | None:
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
