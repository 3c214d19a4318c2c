"""The days of loans and absence, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arbeidsrom.core.people.rules import (
    FARTHEST,
    AbsenceFault,
    Days,
    Fault,
    Stage,
    fault_of_absence,
    fault_of_change,
    fault_of_new,
    split,
    stage,
    stage_of_absence,
)

TODAY = date(2023, 5, 24)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
a_day = st.dates(date(2023, 1, 1), date(2024, 12, 31))


@pytest.mark.req("KP-LENDREG-002", "KP-PIMP-012")
@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (YESTERDAY, None, Fault.STARTS_TOO_EARLY),
        (TODAY, None, Fault.STARTS_TOO_EARLY),
        (TOMORROW, None, None),
        (TOMORROW, TOMORROW, None),
        (TOMORROW, TODAY, Fault.ENDS_BEFORE_START),
    ],
)
def test_a_loan_begins_tomorrow_at_the_earliest_and_ends_no_earlier(
    first: date, last: date | None, fault: Fault | None
) -> None:
    assert fault_of_new(Days(first, last), today=TODAY) == fault


@pytest.mark.req("KP-LENDEDIT-004", "KP-LENDEDIT-005", "KP-PIMP-015", "KP-PIMP-017")
@pytest.mark.parametrize(
    ("before", "after", "moves", "fault"),
    [
        (Days(TOMORROW), Days(TOMORROW + timedelta(days=3)), False, None),
        (Days(TOMORROW), Days(TODAY), False, Fault.STARTS_TOO_EARLY),
        (Days(TODAY), Days(TOMORROW), False, Fault.START_IS_LOCKED),
        (Days(YESTERDAY), Days(YESTERDAY, TODAY), False, None),
        (Days(YESTERDAY), Days(YESTERDAY, YESTERDAY), False, Fault.ENDS_BEFORE_TODAY),
        (Days(YESTERDAY, TODAY), Days(YESTERDAY, TODAY), True, Fault.NOTHING_REMAINS),
        (Days(YESTERDAY, TODAY), Days(YESTERDAY), True, Fault.NOTHING_REMAINS),
        (Days(YESTERDAY, TOMORROW), Days(YESTERDAY, TOMORROW), True, None),
    ],
)
def test_of_an_ongoing_loan_the_first_day_and_what_is_past_stay(
    before: Days, after: Days, moves: bool, fault: Fault | None
) -> None:
    assert fault_of_change(before, after, moves=moves, today=TODAY) == fault


@pytest.mark.req("KP-LENDEDIT-007", "KP-LENDEDIT-008")
def test_the_catalogues_example_of_another_department() -> None:
    ending, coming = split(Days(date(2023, 5, 23), date(2023, 7, 1)), today=TODAY)
    assert ending == Days(date(2023, 5, 23), date(2023, 5, 24))
    assert coming == Days(date(2023, 5, 25), date(2023, 7, 1))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(first=a_day, length=st.integers(1, 60), today=a_day)
def test_a_loan_is_ongoing_on_exactly_its_days(first: date, length: int, today: date) -> None:
    loan = Days(first, first + timedelta(days=length - 1))
    asked = stage(loan.first, loan.valid_to, today=today)
    assert (asked == Stage.ONGOING) == (first <= today <= (loan.last or today))
    assert (asked == Stage.FUTURE) == (today < first)


@pytest.mark.req("KP-ABSENCE-006", "KP-LIMP-040")
@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (TODAY, None, None),
        (YESTERDAY, YESTERDAY, None),
        (TOMORROW, TODAY, AbsenceFault.ENDS_BEFORE_START),
        (TODAY - FARTHEST, TODAY + FARTHEST, None),
        (date.min, None, AbsenceFault.STARTS_FAR_AWAY),
        (date.max, date.max, AbsenceFault.STARTS_FAR_AWAY),
        (TODAY, date.max, AbsenceFault.ENDS_FAR_AWAY),
        (TODAY, date.min, AbsenceFault.ENDS_BEFORE_START),
    ],
)
def test_an_absence_may_have_begun_and_never_ends_before_it_begins(
    first: date, last: date | None, fault: AbsenceFault | None
) -> None:
    assert fault_of_absence(Days(first, last), today=TODAY) == fault


@pytest.mark.req("KP-LIMP-041", "KP-LIMP-042")
@pytest.mark.parametrize(
    ("days", "back_on", "expected"),
    [
        (Days(TOMORROW), None, Stage.FUTURE),
        (Days(TODAY), None, Stage.ONGOING),
        (Days(YESTERDAY, TODAY), None, Stage.ONGOING),
        (Days(YESTERDAY, YESTERDAY), None, Stage.FINISHED),
        (Days(YESTERDAY, TODAY), TODAY, Stage.FINISHED),
        (Days(YESTERDAY, date.max), None, Stage.ONGOING),
    ],
)
def test_an_absence_is_over_after_its_last_day_or_on_the_day_of_coming_back(
    days: Days, back_on: date | None, expected: Stage
) -> None:
    assert stage_of_absence(days, back_on=back_on, today=TODAY) == expected
