"""Deadlines of a case and their reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.notifications.types import get_type
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from arbeidsrom.modules.workspace.actions import deadlines as actions
from arbeidsrom.modules.workspace.actions.deadlines import NoSuchProposal
from arbeidsrom.modules.workspace.models import Case, DeadlineReminder
from arbeidsrom.modules.workspace.queries import cases, deadlines
from arbeidsrom.modules.workspace.states import DeadlineState
from arbeidsrom.modules.workspace.tests.factories import a_case
from tests.cast import Cast


def accept(cast: Cast, case: Case, rule: str = "demand_negotiation_dismissal", started: date = date(2026, 11, 20)):
    return actions.accept_proposal(
        case.public_id, rule=rule, event="dismissal_received", started=started, actor=cast.kari, now=cast.now
    )


@pytest.mark.req("KL-CASE-005")
def test_a_proposed_deadline_is_accepted_with_its_rule_and_arithmetic(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    proposals = deadlines.proposals_for(case, {"dismissal_received": date(2026, 11, 20)})
    assert {"demand_negotiation_dismissal", "suit_validity", "suit_compensation"} <= {p.rule.key for p in proposals}
    accept(cast, case)
    row = deadlines.deadlines_of(case, today=cast.today)[0]
    assert row.due == date(2026, 12, 4)
    assert row.proposal.rule.paragraph == "aml. §\u00a017-3 (2)"
    assert not row.is_changed
    left = deadlines.proposals_for(case, {"dismissal_received": date(2026, 11, 20)})
    assert "demand_negotiation_dismissal" not in {p.rule.key for p in left}
    with pytest.raises(NoSuchProposal):
        accept(cast, case)


@pytest.mark.req("KL-CASE-005")
def test_a_proposal_can_be_changed_and_shows_that_it_was(cast: Cast):
    case = a_case(cast)
    deadline = accept(cast, case)
    actions.move_deadline(
        deadline.public_id, label="Krav", due=date(2026, 12, 2), lock_version=0, actor=cast.kari, now=cast.now
    )
    row = deadlines.deadlines_of(cases.get_case(case.public_id, actor=cast.kari), today=cast.today)[0]
    assert (row.label, row.due, row.proposed_due, row.is_changed) == (
        "Krav",
        date(2026, 12, 2),
        date(2026, 12, 4),
        True,
    )
    with pytest.raises(ChangedMeanwhile):
        actions.move_deadline(
            deadline.public_id, label="x", due=cast.today, lock_version=0, actor=cast.kari, now=cast.now
        )


def test_a_settled_deadline_can_run_again_but_not_be_settled_twice(cast: Cast):
    deadline = accept(cast, a_case(cast))

    def settle(state: DeadlineState, version: int):
        return actions.settle_deadline(
            deadline.public_id, state=state, lock_version=version, actor=cast.kari, now=cast.now, today=cast.today
        )

    assert settle(DeadlineState.MET, 0).settled_on == cast.today
    with pytest.raises(WrongState):
        settle(DeadlineState.DROPPED, 1)
    assert settle(DeadlineState.RUNNING, 1).settled_on is None


def test_deadlines_of_other_peoples_cases_do_not_exist(cast: Cast):
    deadline = accept(cast, a_case(cast))
    for who in ("ola", "nina", "per", "nils"):
        with pytest.raises(deadline.DoesNotExist):
            deadlines.get_deadline(deadline.public_id, actor=cast.actor(who))


@pytest.mark.req("KL-CASE-005")
def test_the_responsible_is_reminded_seven_three_and_one_day_before_and_when_passed_once_each(cast: Cast):
    deadline = accept(cast, a_case(cast))
    sent = {}
    for days in range(10, -4, -1):
        today = deadline.due - timedelta(days=days)
        now = cast.now + (today - cast.today)
        sent[days] = actions.remind_of_deadlines(now=now, today=today)
        assert actions.remind_of_deadlines(now=now, today=today) == 0
    assert {days for days, count in sent.items() if count} == {7, 3, 1, -1}
    assert sorted(DeadlineReminder.objects.values_list("kind", flat=True)) == ["1", "3", "7", "passed"]
    told = Notification.objects.order_by("id").values_list("person_id", "type")
    with override("nb"):
        said = get_type("workspace.deadline.near").tell(Notification.objects.earliest("id").params)
    assert said == "En frist i sak 2026/1 er 4. desember 2026."
    near, passed = "workspace.deadline.near", "workspace.deadline.passed"
    assert list(told) == [(cast.people["kari"].pk, kind) for kind in (near, near, near, passed)]


@pytest.mark.req("KL-CASE-005")
def test_a_job_that_comes_late_sends_the_latest_reminder_only(cast: Cast):
    deadline = accept(cast, a_case(cast))
    today = deadline.due - timedelta(days=2)
    assert actions.remind_of_deadlines(now=cast.now, today=today) == 1
    assert [reminder.kind for reminder in DeadlineReminder.objects.all()] == ["3"]


def test_a_moved_deadline_reminds_anew_and_a_settled_one_not_at_all(cast: Cast):
    deadline = actions.set_deadline(
        a_case(cast).public_id, label="Svar", due=cast.today + timedelta(days=7), actor=cast.kari, now=cast.now
    )
    assert actions.remind_of_deadlines(now=cast.now, today=cast.today) == 1
    later = cast.today + timedelta(days=20)
    actions.move_deadline(deadline.public_id, label="Svar", due=later, lock_version=0, actor=cast.kari, now=cast.now)
    assert actions.remind_of_deadlines(now=cast.now, today=later - timedelta(days=7)) == 1
    actions.settle_deadline(
        deadline.public_id, state=DeadlineState.MET, lock_version=1, actor=cast.kari, now=cast.now, today=cast.today
    )
    assert actions.remind_of_deadlines(now=cast.now, today=later + timedelta(days=1)) == 0


@pytest.mark.req("KL-CASE-005")
def test_a_settled_deadline_is_not_moved(cast: Cast):
    deadline = accept(cast, a_case(cast))
    actions.settle_deadline(
        deadline.public_id, state=DeadlineState.MET, lock_version=0, actor=cast.kari, now=cast.now, today=cast.today
    )

    with pytest.raises(WrongState):
        actions.move_deadline(
            deadline.public_id, label="Svar", due=cast.today, lock_version=1, actor=cast.kari, now=cast.now
        )
