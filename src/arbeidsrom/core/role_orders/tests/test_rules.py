"""When a role is reviewed, and until when it holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.core.role_orders import rules
from arbeidsrom.core.role_orders.rules import Due

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("after", "next_one"),
    [
        (date(2026, 11, 24), date(2027, 11, 24)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 12, 31), date(2028, 12, 31)),
    ],
)
def test_a_role_is_reviewed_on_the_same_day_of_the_next_year(after: date, next_one: date) -> None:
    assert rules.next_review(after) == next_one


@given(DAYS)
def test_a_review_is_always_about_a_year_away(day: date) -> None:
    assert timedelta(364) < rules.next_review(day) - day < timedelta(367)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2027, 10, 24), Due.NO),
        (date(2027, 10, 25), Due.SOON),
        (date(2027, 11, 23), Due.SOON),
        (date(2027, 11, 24), Due.OVERDUE),
    ],
)
def test_a_review_is_due_thirty_days_before_its_day_and_overdue_from_it(today: date, due: Due) -> None:
    assert rules.due(date(2027, 11, 24), None, today=today) == due


@pytest.mark.parametrize(("valid_to", "due"), [(date(2027, 12, 24), Due.NO), (date(2027, 12, 25), Due.SOON)])
def test_a_role_that_ends_by_itself_before_the_grace_is_over_needs_no_review(valid_to: date, due: Due) -> None:
    assert rules.due(date(2027, 11, 24), valid_to, today=date(2027, 11, 23)) == due


@pytest.mark.parametrize(
    ("valid_to", "lapses"),
    [(None, date(2027, 3, 1)), (date(2027, 3, 2), date(2027, 3, 1)), (date(2027, 1, 5), date(2027, 1, 5))],
)
def test_an_order_lapses_ninety_days_after_its_first_day_or_when_its_last_is_over(
    valid_to: date | None, lapses: date
) -> None:
    assert rules.lapses_on(date(2026, 12, 1), valid_to) == lapses


@given(DAYS, st.none() | DAYS)
def test_a_role_never_holds_beyond_its_last_day_nor_beyond_the_grace(review: date, valid_to: date | None) -> None:
    until = rules.holds_to(valid_to, review)
    assert until <= rules.ends_unreviewed(review)
    assert valid_to is None or until <= valid_to
