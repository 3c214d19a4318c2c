"""Time limits proposed from a case's type and its events, with the arithmetic shown (KL-CASE-005).

The limits are dated rows with their source, which the union keeps; those that ship stand in ``data/deadlines.csv``.
This file only counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from . import calendar
from .calendar import Length
from .words import Words, data_rows, words_of


class OnHoliday(StrEnum):
    """What happens to a limit that ends on a Saturday, a Sunday or a public holiday."""

    NEXT_WORKING_DAY = "next_working_day"
    EARLIER = "earlier"
    AS_IS = "as_is"


class Claim(StrEnum):
    """What is claimed, where the limit depends on it."""

    ANY = ""
    VALIDITY = "validity"
    COMPENSATION = "compensation"
    FORM_ERROR = "form_error"


class Verified(StrEnum):
    """How far a row was checked: at its source, in a secondary quotation, or not at all."""

    AT_SOURCE = "V"
    SECONDARY = "2nd"
    NOT = "U"


@dataclass(frozen=True, slots=True)
class Rule:
    """One time limit of a law or an agreement, as it stood from one day to another.

    ``id`` is the row that it was read from; a rule that ships has none.
    """

    key: str
    paragraph: str
    label: Words
    case_types: frozenset[str]
    trigger: str
    otherwise: str
    claim: Claim
    length: int | None
    unit: Length
    on_holiday: OnHoliday
    valid_from: date
    valid_to: date | None
    source: str
    verified: Verified
    checked_by: str
    checked_on: date | None
    note: Words
    id: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule was in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def last_day(self) -> date | None:
        """The last day on which it is in force."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


class StepKind(StrEnum):
    """The steps of the arithmetic, in the order they are taken."""

    START = "start"
    COUNT = "count"
    NOT_WORKING = "not_working"
    MOVED = "moved"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic: the day reached and what led there."""

    kind: StepKind
    day: date
    event: Words | None = None
    length: int = 0
    unit: Length = Length.DAYS
    holiday: Words | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A deadline that follows from a rule and an event: the day by which to act, and how it was counted."""

    rule: Rule
    event: str
    started: date
    ends: date
    due: date
    steps: tuple[Step, ...]

    @property
    def is_earlier(self) -> bool:
        """Whether the limit ends on a day off and one must act on a working day before it."""
        return self.due < self.ends


@cache
def events() -> dict[str, Words]:
    """What can set a limit running, by key."""
    return {row["key"]: words_of(row, "label") for row in data_rows("events.csv")}


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rows that ship with the program; the union keeps them afterwards."""
    return tuple(_rule(row) for row in data_rows("deadlines.csv"))


def events_for(case_type: str, rules: Iterable[Rule]) -> dict[str, Words]:
    """The events that a limit is counted from in cases of the type."""
    chosen = [rule for rule in rules if case_type in rule.case_types and rule.length is not None]
    keys = {key for rule in chosen for key in (rule.trigger, rule.otherwise)}
    return {key: label for key, label in events().items() if key in keys}


def propose(case_type: str, happened: Mapping[str, date], rules: Sequence[Rule]) -> list[Proposal]:
    """The deadlines that follow from what has happened, the earliest first.

    Each is counted by the row in force on the day of its event. A limit that counts from the end of negotiations
    counts from the other event while there have been none.
    A row without a length proposes nothing: it waits for the union to fill it.
    """
    proposals = []
    for rule in rules:
        event = rule.trigger if rule.trigger in happened else rule.otherwise
        if case_type not in rule.case_types or event not in happened or rule.length is None:
            continue
        if rule.holds_on(happened[event]):
            proposals.append(count(rule, event, happened[event]))
    return sorted(proposals, key=lambda proposal: (proposal.due, proposal.rule.key))


def count(rule: Rule, event: str, started: date) -> Proposal:
    """Count one limit from its event, step by step."""
    length = rule.length or 0
    ends = calendar.after(started, length, rule.unit)
    steps = [
        Step(StepKind.START, started, event=events().get(event)),
        Step(StepKind.COUNT, ends, length=length, unit=rule.unit),
    ]
    due = ends
    if rule.on_holiday is not OnHoliday.AS_IS and not calendar.is_working_day(ends):
        steps.append(Step(StepKind.NOT_WORKING, ends, holiday=calendar.holiday(ends)))
        if rule.on_holiday is OnHoliday.NEXT_WORKING_DAY:
            due = ends = calendar.next_working_day(ends)
            steps.append(Step(StepKind.MOVED, due))
        else:
            due = calendar.previous_working_day(ends)
            steps.append(Step(StepKind.EARLIER, due))
    return Proposal(rule, event, started, ends, due, tuple(steps))


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        key=row["key"],
        paragraph=row["paragraph"],
        label=words_of(row, "label"),
        case_types=frozenset(row["case_types"].split()),
        trigger=row["trigger"],
        otherwise=row["otherwise"],
        claim=Claim(row["claim"]),
        length=int(row["length"]) if row["length"] else None,
        unit=Length(row["unit"]),
        on_holiday=OnHoliday(row["on_holiday"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        source=row["source"],
        verified=Verified(row["verified"]),
        checked_by=row["checked_by"],
        checked_on=_day(row["checked_on"]),
        note=words_of(row, "note"),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
