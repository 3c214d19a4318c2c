"""What performances come to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from arbeidsrom.modules.competence.rules.progress import Carried, Come, come_to
from arbeidsrom.modules.competence.rules.statuses import State

DAY = date(2026, 11, 24)


def done(days_ago: int = 0, *, round: int = 1) -> Carried:
    return Carried(round, "done", DAY - timedelta(days=days_ago))


def came(*carried: Carried, round: int = 1, repetitions: int | None = None, begun: bool = False) -> Come:
    return come_to(carried, round=round, repetitions=repetitions, begun=begun)


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([], State.NOT_STARTED),
        (["draft"], State.DRAFT),
        (["waiting"], State.WAITING),
        (["declined"], State.DECLINED),
        (["declined", "draft"], State.DRAFT),
        (["declined", "waiting"], State.WAITING),
        (["withdrawn"], State.NOT_STARTED),
        (["removed"], State.NOT_STARTED),
        (["declined", "done"], State.FULFILLED),
    ],
)
def test_what_was_done_last_decides(states: list[str], state: State) -> None:
    assert came(*(Carried(1, one, DAY) for one in states)).state is state


def test_ticked_points_are_a_beginning() -> None:
    assert came(begun=True).state is State.DRAFT


def test_a_repeated_requirement_is_fulfilled_on_the_day_of_the_last_time_it_was_needed() -> None:
    assert came(done(9), done(4), repetitions=3) == Come(State.DRAFT, None, None, 2)
    assert came(done(9), done(1), done(4), repetitions=3) == Come(State.FULFILLED, DAY - timedelta(days=1), None, 3)
    assert came(done(9), Carried(1, "waiting", DAY), repetitions=2).state is State.WAITING
    assert came(done(9), Carried(1, "declined", DAY), repetitions=2).state is State.DECLINED


def test_what_was_fulfilled_in_the_round_before_keeps_its_dates_until_this_one_is() -> None:
    expired = Carried(1, "done", DAY - timedelta(days=400), DAY - timedelta(days=35))

    assert came(expired, round=2) == Come(State.NOT_STARTED, expired.performed_on, expired.expires_on, 0)
    assert came(expired, Carried(2, "waiting", DAY), round=2).state is State.WAITING
    assert came(expired, done(0, round=2), round=2) == Come(State.FULFILLED, DAY, None, 1)


def test_what_was_removed_by_a_reset_is_not_what_was_fulfilled_before() -> None:
    assert came(Carried(1, "removed", DAY), round=2) == Come(State.NOT_STARTED)
