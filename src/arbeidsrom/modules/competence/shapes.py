"""Passed courses as a learning portal reports them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from arbeidsrom.modules.competence.actions.courses import Outcome, Reported
from arbeidsrom.modules.competence.rules.settings import COURSE_ID

MOST = 1_000
PLAIN = r"^[^\x00]*$"
EARLIEST = date(1950, 1, 1)
"""What was passed before is a slip."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written_as_a_day(given: object) -> object:
    """Neither numbers nor moments: whoever counts seconds, or means another time zone, would have it on another day."""
    if not isinstance(given, str) or not DAY.fullmatch(given):
        raise PydanticCustomError("day", "Input should be a day such as 2026-11-24")
    return given


class ResultShape(Schema):
    """That somebody has passed a course; a field of another name is refused, for it could say that they have not."""

    model_config = ConfigDict(extra="forbid")

    employee_number: Annotated[
        str,
        Field(
            min_length=1,
            max_length=40,
            pattern=PLAIN,
            description="The HR system's own number for the person, the same in all positions.",
        ),
    ]
    course: Annotated[
        str, Field(pattern=COURSE_ID, description="The ID of the course, as requirements are linked to it by.")
    ]
    passed_on: Annotated[
        date,
        BeforeValidator(_written_as_a_day),
        Field(ge=EARLIEST, description="The last day on which it was passed, such as `2026-11-24`; 1950 or later."),
    ]

    def reported(self) -> Reported:
        """The same for the action."""
        return Reported(self.course, self.passed_on, self.employee_number)


class Results(Schema):
    """Passed courses; send what is only begun for none."""

    model_config = ConfigDict(extra="forbid")

    results: Annotated[list[ResultShape], Field(min_length=1, max_length=MOST)]


class OutcomeShape(Schema):
    """What became of one: a word for programs, and a sentence for people in the language of `Accept-Language`."""

    outcome: Outcome
    words: str


class Outcomes(Schema):
    """What became of each, in the order in which they were sent."""

    items: list[OutcomeShape]

    @classmethod
    def of(cls, outcomes: list[Outcome]) -> Outcomes:
        """In words too."""
        return cls(items=[OutcomeShape(outcome=one, words=str(one.label)) for one in outcomes])
