"""What must be fulfilled before something else (KP-ADM-047 to 052, 262; KP-DEP)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from arbeidsrom.modules.competence.models import RequirementStatus
from arbeidsrom.modules.competence.rules.statuses import State


@dataclass(frozen=True, slots=True)
class Needed:
    """A requirement that another depends on, and whether the person has fulfilled it."""

    requirement: int
    name: str
    fulfilled: bool


def needed(requirements: Collection[int], *, person_id: int, today: date) -> list[Needed]:
    """Those of the requirements that the person has in a plan in force. One query, none for none.

    One that is archived, or that the person has in no plan, holds nothing up; one that is not relevant to them neither.
    """
    if not requirements:
        return []
    statuses = RequirementStatus.objects.filter(person=person_id, requirement__in=requirements)
    rows = statuses.exclude(state=State.NOT_RELEVANT).select_related("requirement").order_by("requirement_id")
    return [
        Needed(row.requirement_id, row.requirement.name, row.state == State.FULFILLED and row.due >= today)
        for row in rows
    ]


def unfulfilled(requirements: Collection[int], *, person_id: int, today: date) -> list[Needed]:
    """Those that hold it up."""
    return [one for one in needed(requirements, person_id=person_id, today=today) if not one.fulfilled]
