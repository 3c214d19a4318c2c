"""The explanation of a status is read off the status: for whatever is put in, it says what is shown and no other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arbeidsrom.modules.competence.reasons_shown import SENTENCES, sentence
from arbeidsrom.modules.competence.rules.reasons import Reason, Step, why
from arbeidsrom.modules.competence.rules.statuses import NO_END, Link, Shown, State, derive, shown_on

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
LINKS = st.lists(st.builds(Link, st.none() | st.integers(1, 2_000), st.booleans()), max_size=4)
SAYS = {
    Shown.NOT_STARTED: {Step.NOTHING_REGISTERED},
    Shown.STARTED: {Step.BEGUN},
    Shown.WAITING: {Step.SENT, Step.SENT_ANEW},
    Shown.DECLINED: {Step.DECLINED, Step.DECLINED_ANEW},
    Shown.FULFILLED: {Step.DAYS_LEFT, Step.NO_VALIDITY, Step.EXPIRES_BY_HAND},
    Shown.EXPIRES_SOON: {Step.SOON},
    Shown.EXPIRED: {Step.PAST},
    Shown.NOT_RELEVANT: {Step.MARKED_EVERYWHERE, Step.MARKED_HERE},
}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    links=LINKS,
    registered=st.sampled_from([one for one in State if one is not State.NOT_RELEVANT]),
    completed_on=st.none() | DAYS,
    expires_on=st.none() | DAYS,
    deadline=st.none() | DAYS,
)
def test_the_steps_say_what_is_shown_and_their_days_are_those_of_the_status(
    links: list[Link],
    registered: State,
    completed_on: date | None,
    expires_on: date | None,
    deadline: date | None,
) -> None:
    if completed_on is None:
        expires_on = None
        registered = State.NOT_STARTED if registered is State.FULFILLED else registered
    known = {
        "registered": registered,
        "completed_on": completed_on,
        "expires_on": expires_on,
        "deadline": deadline,
    }
    status = derive(links, **known)
    told = why(links, **known, today=TODAY)
    assert told.status == status
    if status is None:
        assert [one.step for one in told.reasons] == [Step.IN_NO_PLAN]
        return
    assert told.shown == shown_on(TODAY, state=status.state, due=status.due, pending=status.pending)
    steps = {one.step for one in told.reasons}
    assert steps & SAYS[told.shown]
    others = set().union(*(said for shown, said in SAYS.items() if shown is not told.shown))
    if told.shown not in (Shown.NOT_RELEVANT, Shown.WAITING, Shown.DECLINED):
        assert not steps & (others - SAYS[told.shown] - {Step.EXPIRES_BY_HAND, Step.NO_VALIDITY})
    for one in told.reasons:
        assert one.day in (None, status.due, status.completed_on)
        assert sentence(one)


@pytest.mark.parametrize("step", list(Step))
def test_every_step_has_a_sentence(step: Step) -> None:
    assert sentence(Reason(step, TODAY, 3))
    assert set(SENTENCES) == set(Step)


def test_the_shortest_validity_is_named_with_the_day_it_ends() -> None:
    links = [Link(100, not_relevant=False), Link(40, not_relevant=False), Link(5, not_relevant=True)]
    fulfilled = TODAY - timedelta(days=20)
    told = why(links, registered=State.FULFILLED, completed_on=fulfilled, expires_on=None, deadline=None, today=TODAY)
    assert told.shown is Shown.EXPIRES_SOON
    assert Reason(Step.SHORTEST_VALIDITY, fulfilled + timedelta(days=40), 40) in told.reasons
    assert Reason(Step.RELEVANT_IN_SOME, number=2) in told.reasons
    assert NO_END not in {one.day for one in told.reasons}
