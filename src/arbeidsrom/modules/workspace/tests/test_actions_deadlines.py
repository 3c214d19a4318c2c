"""Deadlines of a case and their reminders."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils.translation import override

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.notifications.types import get_type
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import deadlines as actions
from arbeidsrom.modules.workspace.actions import stewards as steward_actions
from arbeidsrom.modules.workspace.actions.deadlines import NoSuchProposal, Picked
from arbeidsrom.modules.workspace.models import Case, Deadline, DeadlineReminder
from arbeidsrom.modules.workspace.queries import cases, deadlines, timeline
from arbeidsrom.modules.workspace.queries.deadline_rules import all_rules
from arbeidsrom.modules.workspace.states import DeadlineState
from arbeidsrom.modules.workspace.tests.factories import a_case
from tests.cast import Cast


def accept(cast: Cast, case: Case, rule: str = "demand_negotiation_dismissal", started: date = date(2026, 11, 20)):
    picked = [Picked(rule, "dismissal_received", started)]
    return take_over(cast, case, picked)[0]


def take_over(cast: Cast, case: Case, picked: list[Picked], who: str = "kari", replace: tuple[UUID, ...] = ()):
    return actions.accept_proposals(
        case.public_id, picked, replace=replace, actor=cast.actor(who), now=cast.now, today=cast.today
    )


def proposed(case: Case, happened: dict[str, date]):
    return deadlines.proposals_for(case, happened, all_rules(), deadlines.counted_deadlines(case))


@pytest.mark.req("KL-CASE-005")
def test_a_proposed_deadline_is_accepted_with_its_rule_and_arithmetic(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    keys = {row.proposal.rule.key for row in proposed(case, {"dismissal_received": date(2026, 11, 20)})}
    assert {"demand_negotiation_dismissal", "suit_validity", "suit_compensation"} <= keys
    accept(cast, case)
    row = deadlines.deadlines_of(case, today=cast.today)[0]
    assert row.due == date(2026, 12, 4)
    assert row.proposal.rule.paragraph == "aml. §\u00a017-3 (2)"
    assert not row.is_changed
    left = proposed(case, {"dismissal_received": date(2026, 11, 20)})
    assert "demand_negotiation_dismissal" not in {row.proposal.rule.key for row in left}
    with pytest.raises(NoSuchProposal):
        accept(cast, case, "board_complaint")


@pytest.mark.req("KL-CASE-005")
def test_a_proposal_can_be_changed_and_shows_that_it_was(cast: Cast):
    case = a_case(cast)
    deadline = accept(cast, case)
    actions.move_deadline(
        deadline.public_id,
        label="Krav",
        due=date(2026, 12, 2),
        lock_version=0,
        actor=cast.kari,
        now=cast.now,
        today=cast.today,
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
            deadline.public_id,
            label="x",
            due=cast.today,
            lock_version=0,
            actor=cast.kari,
            now=cast.now,
            today=cast.today,
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
    actions.move_deadline(
        deadline.public_id, label="Svar", due=later, lock_version=0, actor=cast.kari, now=cast.now, today=cast.today
    )
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
            deadline.public_id,
            label="Svar",
            due=cast.today,
            lock_version=1,
            actor=cast.kari,
            now=cast.now,
            today=cast.today,
        )


DISMISSED, TALKED = date(2026, 11, 2), date(2026, 11, 20)
SUIT = [Picked("suit_validity", "dismissal_received", DISMISSED)]
SUIT_AFTER_TALKS = [Picked("suit_validity", "negotiations_ended", TALKED)]


@pytest.mark.req("KL-CASE-005")
def test_a_limit_counted_anew_replaces_the_earlier_one_which_reminds_no_more(cast: Cast):
    case = cases.get_case(a_case(cast).public_id, actor=cast.kari)
    earlier = take_over(cast, case, SUIT)[0]
    happened = {"dismissal_received": DISMISSED, "negotiations_ended": TALKED}
    row = next(row for row in proposed(case, happened) if row.proposal.rule.key == "suit_validity")
    assert [replaced.public_id for replaced in row.replaces] == [earlier.public_id]
    later = take_over(cast, case, SUIT_AFTER_TALKS, replace=(earlier.public_id,))[0]
    earlier.refresh_from_db()
    assert (earlier.state, earlier.settled_on, later.due) == (DeadlineState.DROPPED, cast.today, date(2027, 1, 15))
    with override("nb"):
        told = [row.heading for row in timeline.timeline_of(case)]
    assert any("erstattet" in heading and "28. desember 2026" in heading for heading in told)
    when = earlier.due + timedelta(days=1)
    assert actions.remind_of_deadlines(now=cast.now, today=when) == 0


def test_an_earlier_limit_runs_on_when_the_steward_does_not_replace_it_as_for_another_member(cast: Cast):
    case = a_case(cast)
    earlier = take_over(cast, case, SUIT)[0]
    take_over(cast, case, SUIT_AFTER_TALKS)
    earlier.refresh_from_db()
    assert earlier.state == DeadlineState.RUNNING


def test_only_what_the_same_rule_gave_can_be_replaced(cast: Cast):
    case = a_case(cast)
    demand = accept(cast, case)
    take_over(cast, case, SUIT_AFTER_TALKS, replace=(demand.public_id,))
    demand.refresh_from_db()
    assert demand.state == DeadlineState.RUNNING


def test_what_a_colleague_took_over_meanwhile_is_passed_by_and_the_rest_is_set(cast: Cast):
    case = a_case(cast)
    give_to_ola(cast, case)
    take_over(cast, case, SUIT, who="ola")
    demand = Picked("demand_negotiation_dismissal", "dismissal_received", DISMISSED)
    assert [made.rule for made in take_over(cast, case, [*SUIT, demand])] == [demand.rule]
    assert take_over(cast, case, [*SUIT, demand]) == []


def test_of_several_proposals_all_are_set_or_none(cast: Cast):
    case = a_case(cast)
    with pytest.raises(NoSuchProposal):
        take_over(cast, case, [*SUIT, Picked("board_complaint", "dismissal_received", DISMISSED)])
    assert not Deadline.objects.exists()


def leave_office(cast: Cast, who: str) -> None:
    position = cast.positions[who]
    position.valid_to = cast.today
    position.save()


@pytest.mark.req("KL-CASE-005", "KL-WHO-006")
def test_when_nobody_in_office_is_responsible_the_other_stewards_of_the_case_are_reminded(cast: Cast):
    case = a_case(cast)
    give_to_ola(cast, case)
    deadline = accept(cast, case)
    leave_office(cast, "kari")
    assert actions.remind_of_deadlines(now=cast.now, today=deadline.due) == 1
    assert [row.person_id for row in Notification.objects.filter(type="workspace.deadline.near")] == [
        cast.people["ola"].pk
    ]


def test_an_office_that_has_lost_its_role_in_the_club_is_not_reminded(cast: Cast):
    deadline = accept(cast, a_case(cast))
    RoleGrant.objects.filter(position=cast.positions["kari"]).update(valid_to=cast.today)
    assert actions.remind_of_deadlines(now=cast.now, today=deadline.due) == 0
    assert not Notification.objects.filter(type="workspace.deadline.near").exists()


@pytest.mark.req("KL-WHO-006")
def test_when_the_responsible_office_has_lapsed_another_steward_of_the_case_can_hand_it_over(cast: Cast):
    case = a_case(cast)
    give_to_ola(cast, case)
    mine = cases.get_case(case.public_id, actor=cast.ola)
    assert not access.may_hand_over(cast.ola, mine, today=cast.today)
    assert not access.may_choose_stewards(cast.ola, mine, today=cast.today)
    leave_office(cast, "kari")
    assert access.may_hand_over(cast.ola, mine, today=cast.today)
    assert access.may_choose_stewards(cast.ola, mine, today=cast.today)


def give_to_ola(cast: Cast, case: Case) -> None:
    steward_actions.give_access(
        case.public_id, position=cast.positions["ola"].public_id, actor=cast.kari, now=cast.now, today=cast.today
    )
