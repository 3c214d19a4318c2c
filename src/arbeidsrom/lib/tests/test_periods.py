"""A period's last day, and the day it is over."""

from __future__ import annotations

from datetime import date

import pytest

from arbeidsrom.lib.periods import day_after


@pytest.mark.parametrize(
    ("last_day", "over_on"),
    [
        (date(2028, 2, 28), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(9999, 12, 30), date(9999, 12, 31)),
        (date(9999, 12, 31), None),
        (None, None),
    ],
)
def test_a_period_is_over_the_day_after_its_last(last_day: date | None, over_on: date | None) -> None:
    assert day_after(last_day) == over_on
