"""Units, people and positions: one model for unions, hospitals and municipalities (PL-ORG-001)."""

from arbeidsrom.core.organisation.models.employments import Absence, Employment
from arbeidsrom.core.organisation.models.expressions import (
    DateRange,
    SplitPart,
    Translate,
    Words,
    changed_at,
    name_words,
    notes_change,
    sort_key,
)
from arbeidsrom.core.organisation.models.people import Person
from arbeidsrom.core.organisation.models.positions import Category, PastLeader, Position, PositionKind, PositionSpan
from arbeidsrom.core.organisation.models.units import Placement, Unit, UnitKind

__all__ = [
    "Absence",
    "Category",
    "DateRange",
    "Employment",
    "PastLeader",
    "Person",
    "Placement",
    "Position",
    "PositionKind",
    "PositionSpan",
    "SplitPart",
    "Translate",
    "Unit",
    "UnitKind",
    "Words",
    "changed_at",
    "name_words",
    "notes_change",
    "sort_key",
]
