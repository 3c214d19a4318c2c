"""Statuses, days and colours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from arbeidsrom.modules.competence.rules import statuses
from arbeidsrom.modules.competence.rules.statuses import COLOURS, NO_END, Colour, Link, Shown, State, Status

DAY = date(2026, 11, 24)
HELD = Link(validity_days=None, not_relevant=False)


def derived(*links: Link, registered: State = State.NOT_STARTED, **said: date | None) -> Status | None:
    dates = {"completed_on": None, "expires_on": None, "deadline": None} | said
    return statuses.derive(links, registered=registered, **dates)


def fulfilled(*links: Link, **said: date | None) -> Status:
    status = derived(*links, registered=State.FULFILLED, **{"completed_on": DAY} | said)
    assert status is not None
    return status


def test_without_a_plan_that_has_it_there_is_no_status() -> None:
    assert derived(completed_on=DAY, registered=State.FULFILLED) is None


@pytest.mark.req("KP-ADM-094", "KP-SAME-005")
def test_the_shortest_validity_decides_and_a_plan_without_one_does_not() -> None:
    long, short = Link(365, not_relevant=False), Link(90, not_relevant=False)

    assert fulfilled(long, short, HELD).due == DAY + timedelta(days=90)
    assert fulfilled(HELD).due == NO_END


def test_where_it_is_not_relevant_a_plan_has_no_say() -> None:
    long, short = Link(365, not_relevant=False), Link(90, not_relevant=True)
    nowhere = fulfilled(short)

    assert fulfilled(long, short).due == DAY + timedelta(days=365)
    assert fulfilled(long, short).relevant_in == 1
    assert nowhere.state is State.NOT_RELEVANT
    assert nowhere.due == NO_END


@pytest.mark.req("KP-ADM-258")
def test_a_day_set_by_hand_goes_before_the_validity() -> None:
    by_hand = DAY + timedelta(days=400)
    assert fulfilled(Link(90, not_relevant=False), expires_on=by_hand).due == by_hand


@pytest.mark.req("KP-ADM-085")
def test_so_many_days_that_the_calendar_ends_are_no_end() -> None:
    assert statuses.later_by(date(9999, 12, 1), 40) == NO_END
    assert fulfilled(Link(9999, not_relevant=False)).due == DAY + timedelta(days=9999)  # 27 years


def test_before_it_is_fulfilled_the_deadline_is_what_is_due() -> None:
    status = derived(HELD, deadline=DAY)
    assert status == Status(State.NOT_STARTED, DAY, None, DAY, State.NOT_STARTED, 1)


@pytest.mark.req("KP-VALID-006")
def test_what_has_expired_stays_expired_while_it_is_begun_anew() -> None:
    status = derived(Link(10, not_relevant=False), registered=State.DRAFT, completed_on=DAY - timedelta(days=11))

    assert status is not None
    assert (status.state, status.pending) == (State.FULFILLED, State.DRAFT)
    assert statuses.shown_on(DAY, state=status.state, due=status.due, pending=status.pending) is Shown.EXPIRED


@pytest.mark.req("KP-EIMP-035")
@pytest.mark.parametrize(
    ("days_left", "shown"),
    [
        (31, Shown.FULFILLED),
        (30, Shown.EXPIRES_SOON),
        (1, Shown.EXPIRES_SOON),
        (0, Shown.EXPIRES_SOON),
        (-1, Shown.EXPIRED),
    ],
)
def test_it_is_yellow_from_thirty_days_before_and_valid_through_its_last_day(days_left: int, shown: Shown) -> None:
    due = DAY + timedelta(days=days_left)
    assert statuses.shown_on(DAY, state=State.FULFILLED, due=due) is shown


@pytest.mark.req("KP-COLOUR-005", "KP-VALID-002", "KP-VALID-003")
def test_what_is_valid_for_a_time_is_green_then_yellow_and_red_when_the_day_has_passed() -> None:
    status = fulfilled(Link(90, not_relevant=False))
    last = DAY + timedelta(days=90)
    colours = {
        days: COLOURS[statuses.shown_on(last - timedelta(days=days), state=status.state, due=status.due)]
        for days in (90, 31, 30, 0, -1)
    }
    assert colours == {90: Colour.GREEN, 31: Colour.GREEN, 30: Colour.YELLOW, 0: Colour.YELLOW, -1: Colour.RED}


def test_on_the_last_days_of_the_calendar_nothing_overflows() -> None:
    assert statuses.shown_on(NO_END, state=State.FULFILLED, due=NO_END) is Shown.EXPIRES_SOON


@pytest.mark.req("KP-COLOUR-002", "KP-COLOUR-003", "KP-COLOUR-004")
@pytest.mark.parametrize(
    ("state", "pending", "colour"),
    [
        (State.NOT_STARTED, State.NOT_STARTED, Colour.RED),
        (State.DECLINED, State.DECLINED, Colour.RED),
        (State.DRAFT, State.DRAFT, Colour.YELLOW),
        (State.WAITING, State.WAITING, Colour.YELLOW),
        (State.FULFILLED, State.NOT_STARTED, Colour.GREEN),
        (State.FULFILLED, State.WAITING, Colour.YELLOW),
        (State.FULFILLED, State.DECLINED, Colour.RED),
        (State.NOT_RELEVANT, State.NOT_STARTED, Colour.NONE),
    ],
)
def test_red_is_to_be_done_yellow_is_begun_and_green_is_done(state: State, pending: State, colour: Colour) -> None:
    assert COLOURS[statuses.shown_on(DAY, state=state, due=NO_END, pending=pending)] is colour


def test_every_status_has_a_colour() -> None:
    assert set(COLOURS) == set(Shown)


@pytest.mark.parametrize(
    ("state", "valid_until", "deadline", "late"),
    [
        (State.NOT_STARTED, None, DAY, False),
        (State.NOT_STARTED, None, DAY - timedelta(days=1), True),
        (State.WAITING, None, DAY - timedelta(days=1), True),
        (State.FULFILLED, NO_END, None, False),
        (State.FULFILLED, DAY, None, False),
        (State.FULFILLED, DAY - timedelta(days=2), DAY - timedelta(days=1), True),
        (State.NOT_RELEVANT, None, None, False),
    ],
)
def test_a_deadline_is_shown_while_it_is_to_be_met(
    state: State, valid_until: date | None, deadline: date | None, *, late: bool
) -> None:
    by = deadline or DAY - timedelta(days=1)
    due, completed_on = (by, None) if valid_until is None else (valid_until, DAY - timedelta(days=9))
    days = statuses.days_on(DAY, state=state, due=due, completed_on=completed_on, deadline=by)
    assert (days.deadline, days.is_late) == (deadline, late)
    assert days.valid_until == (None if valid_until in (None, NO_END) else valid_until)


def test_without_a_deadline_there_is_none_to_show() -> None:
    days = statuses.days_on(DAY, state=State.NOT_STARTED, due=NO_END, completed_on=None, deadline=NO_END)
    assert days == statuses.NO_DAYS
