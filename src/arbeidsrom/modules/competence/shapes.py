"""Passed courses as a learning portal reports them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field

from arbeidsrom.modules.competence.actions.courses import Outcome, Reported
from arbeidsrom.modules.competence.rules.settings import COURSE_ID

MOST = 1_000
PLAIN = r"^[^\x00]*$"


class ResultShape(Schema):
    """That somebody has passed a course."""

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
    passed_on: Annotated[date, Field(description="The last day on which it was passed.")]

    def reported(self) -> Reported:
        """The same for the action."""
        return Reported(self.course, self.passed_on, self.employee_number)


class Results(Schema):
    """Passed courses; send what is only begun for none."""

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
