"""What columns of these tables are made of: order, words, periods, and when a row changed."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func
from django.db.models.functions import Lower, Now, Replace

from arbeidsrom.lib.norwegian import LETTERS, PLACES, SPELLED_IN_TWO, SPELLED_OTHERWISE


class Translate(Func):
    """PostgreSQL's ``translate``: letter by letter."""

    function = "translate"
    arity = 3


class DateRange(Func):
    """The half-open period between two date columns."""

    function = "daterange"
    output_field = DateRangeField()


def sort_key(text: models.expressions.Combinable) -> models.Func:
    """Norwegian alphabetical order for a column compared byte by byte: aa as å, and æ ø å behind z (PL-UI-001)."""
    lowered = Replace(Lower(text), models.Value("aa"), models.Value("å"))
    return Translate(
        lowered,
        models.Value(LETTERS),
        models.Value(PLACES),
    )


def changed_at() -> models.DateTimeField[datetime, datetime]:
    """When the row last became another, by the database's clock: other systems ask for what has changed since."""
    return models.DateTimeField(db_default=Now(), editable=False)


def notes_change(*columns: str) -> pgtrigger.Trigger:
    """Whatever changes a row, also a statement over a whole import, moves ``changed_at``; some columns, or all."""
    return pgtrigger.Trigger(
        name="notes_change",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(*columns) if columns else pgtrigger.Update,  # type: ignore[no-untyped-call]
        func="NEW.changed_at = now(); RETURN NEW;",
    )


class Words(Func):
    """The words of a text as a vector that is searched by how they begin."""

    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"
    output_field = SearchVectorField()


def name_words(*columns: models.expressions.Combinable) -> Words:
    """The words of some columns in the spelling they are found by, as ``lib.norwegian.search_words`` gives them."""
    spelled: models.expressions.Combinable = Lower(columns[0])  # each by itself: one sorted bytewise knows no Å
    for column in columns[1:]:
        spelled = models.expressions.CombinedExpression(spelled, "||", models.Value(" "))
        spelled = models.expressions.CombinedExpression(spelled, "||", Lower(column))
    for letter, letters in SPELLED_IN_TWO.items():
        spelled = Replace(spelled, models.Value(letter), models.Value(letters))
    letters, others = SPELLED_OTHERWISE
    return Words(Translate(spelled, models.Value(letters), models.Value(others)))


class SplitPart(Func):
    """PostgreSQL's ``split_part``: what stands before or behind a sign."""

    function = "split_part"
    arity = 3
    output_field = models.TextField()
