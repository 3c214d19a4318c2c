"""Rows that nothing refers to: what came with an import goes again when it is undone, unless somebody needs it now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from django.db.models import DateField, Exists, F, Func, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Greatest

Row = TypeVar("Row", bound=Model)


def unreferenced(rows: QuerySet[Row], *, besides: Collection[str] = ()) -> QuerySet[Row]:
    """Those of the rows that no row of another table refers to; ``besides`` names tables that do not count."""
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model = relation.related_model
        if not isinstance(model, type) or model._meta.db_table in besides or model._meta.proxy:
            continue
        referring = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})  # type: ignore[union-attr]
        rows = rows.exclude(Exists(referring))
    return rows


def ended_on(day: date) -> Greatest:
    """The day a period ends: this one, or the day after its first when it begins only then."""
    second = Func(F("valid_from"), template="(%(expressions)s + 1)", output_field=DateField())
    return Greatest(Value(day, output_field=DateField()), second)
