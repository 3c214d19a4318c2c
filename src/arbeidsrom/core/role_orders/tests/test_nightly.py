"""The nights: what is over ends, owners are asked, holders are warned; also when nights were missed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.audit.queries import line
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders import queries, tasks
from arbeidsrom.core.role_orders.actions import nightly
from arbeidsrom.core.role_orders.ending import EndWithPositions
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import EndReason, OrderState
from arbeidsrom.core.role_orders.tests.ward import PLAN_RESPONSIBLE, SUBJECT_A, SUPERUSER, Ward
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.lib.refusals import WrongState

REVIEW = date(2027, 11, 24)


def night(day: date) -> None:
    """The job of one night."""
    with time_machine.travel(datetime(day.year, day.month, day.day, 4, 0), tick=False):
        tasks.night(0)


def told(kind: str) -> list[str]:
    found = Notification.objects.filter(type=f"role_orders.{kind}").select_related("person").order_by("id")
    return [one.person.given_name for one in found]


def holds(ward: Ward, day: date) -> bool:
    ward.hospital.today = day
    return ward.actor("Silje").holds("competence.create_plans")


@pytest.mark.req("PL-ORG-003")
def test_owners_are_asked_before_the_day_holders_are_warned_on_it_and_the_role_ends_after_the_grace(ward: Ward) -> None:
    order = ward.approved()
    night(REVIEW - timedelta(days=31))
    assert told("review") == []
    night(REVIEW - timedelta(days=30))
    assert told("review") == ["Turid"]
    night(REVIEW - timedelta(days=1))
    assert (told("review"), told("ends_soon")) == (["Turid"], [])
    night(REVIEW)
    assert (told("overdue"), told("ends_soon")) == (["Turid"], ["Silje"])
    warned = Notification.objects.get(type="role_orders.ends_soon")
    assert warned.params["day"] == "2027-12-24"
    night(REVIEW + timedelta(days=29))
    assert holds(ward, REVIEW + timedelta(days=29))
    night(REVIEW + timedelta(days=30))
    order.refresh_from_db()
    assert (order.state, order.ended_because) == (OrderState.ENDED, EndReason.NOT_REVIEWED)
    assert told("ended") == ["Silje"]
    assert (told("review"), told("overdue"), told("ends_soon")) == ([], [], [])


@pytest.mark.req("PL-ORG-003")
def test_a_role_that_was_not_reviewed_is_gone_on_its_day_although_no_night_has_run(ward: Ward) -> None:
    ward.approved()
    assert holds(ward, REVIEW + timedelta(days=29))
    assert not holds(ward, REVIEW + timedelta(days=30))


def test_after_missed_nights_everything_is_told_once(ward: Ward) -> None:
    order = ward.approved()
    for _time in range(2):
        night(REVIEW + timedelta(days=12))
    assert (told("review"), told("overdue"), told("ends_soon")) == (["Turid"], ["Turid"], ["Silje"])
    for _time in range(2):
        night(REVIEW + timedelta(days=90))
    assert told("ended") == ["Silje"]
    order.refresh_from_db()
    assert order.ended_on == REVIEW + timedelta(days=30)
    assert Entry.objects.filter(event="role_orders.ended").count() == 1


@pytest.mark.req("PL-ORG-003")
def test_when_the_owner_has_left_what_waits_and_what_is_due_goes_to_the_next_owners(ward: Ward) -> None:
    held = ward.approved()
    waiting = ward.order(wanted=ward.wanted(SUPERUSER, valid_from=REVIEW - timedelta(days=20)))
    night(REVIEW - timedelta(days=20))
    assert (told("waiting"), told("review")) == (["Turid"], ["Turid"])

    Position.objects.filter(pk=ward.positions["Turid"].pk).update(valid_to=REVIEW - timedelta(days=19))
    for _time in range(2):
        night(REVIEW - timedelta(days=19))
    assert sorted(told("waiting")) == sorted(told("review")) == ["Sindre", "Solveig", "Turid"]
    ward.hospital.today = REVIEW - timedelta(days=19)
    assert ward.approve(waiting, by="Sindre").state == OrderState.APPROVED
    assert ward.keep(RoleOrder.objects.get(pk=held.pk), by="Sindre").state == OrderState.APPROVED
    assert (told("waiting"), told("review")) == ([], [])


def test_a_role_with_a_last_day_ends_by_itself_and_is_not_reviewed(ward: Ward) -> None:
    order = ward.approved(valid_to=ward.today + timedelta(days=10))
    night(ward.today + timedelta(days=10))
    order.refresh_from_db()
    assert (order.ended_because, told("ended")) == (EndReason.LAST_DAY, ["Silje"])
    assert not holds(ward, ward.today + timedelta(days=10))


@pytest.mark.req("KP-ROLE-013", "PL-ORG-003")
def test_a_position_that_ends_takes_its_roles_along_and_does_not_bring_them_back(ward: Ward) -> None:
    order, waiting = ward.approved(), ward.order(wanted=ward.wanted(SUPERUSER))
    last = ward.today + timedelta(days=40)
    Position.objects.filter(pk=ward.positions["Silje"].pk).update(valid_to=last)
    night(last)
    order.refresh_from_db()
    waiting.refresh_from_db()
    assert (order.state, order.ended_because, order.ended_on) == (OrderState.ENDED, EndReason.POSITION, last)
    assert waiting.state == OrderState.LAPSED
    assert told("ended") == ["Silje"]

    Position.objects.filter(pk=ward.positions["Silje"].pk).update(valid_to=None)
    assert not holds(ward, last + timedelta(days=1))
    ward.hospital.now += timedelta(days=41)
    assert ward.order(wanted=ward.wanted(valid_from=ward.today)).state == OrderState.WAITING


@pytest.mark.req("KP-ROLE-013")
def test_an_import_that_ends_the_position_ends_the_role_at_once_and_gives_it_back_when_undone(ward: Ward) -> None:
    order = ward.approved()
    later = ward.approve(ward.order(wanted=ward.wanted(SUPERUSER, valid_from=ward.today + timedelta(days=90))))
    waiting = ward.order(wanted=ward.wanted(SUBJECT_A))
    until, run, on = order.grant.valid_to, uuid4(), ward.today + timedelta(days=1)
    ending = Position.objects.filter(pk=ward.positions["Silje"].pk)
    consequence = EndWithPositions()

    assert consequence.foresee(ending, on=on) == 3
    assert consequence.carry_out(ending, on=on, run=run) == 3
    assert [RoleOrder.objects.get(pk=one.pk).state for one in (order, later, waiting)] == ["ended", "ended", "lapsed"]
    assert list(RoleGrant.objects.filter(position__in=ending).values_list("valid_to", flat=True)) == [on]

    assert consequence.take_back(run) == 3
    states = [RoleOrder.objects.get(pk=one.pk).state for one in (order, later, waiting)]
    assert states == ["approved", "approved", "waiting"]
    assert {one.valid_to for one in RoleGrant.objects.filter(position__in=ending)} == {
        until,
        later.grant.valid_to,
    }


def test_people_are_told_in_the_night_of_what_an_import_has_ended(ward: Ward) -> None:
    ward.approve(ward.order(by="Astrid"))
    ending = Position.objects.filter(pk=ward.positions["Silje"].pk)
    EndWithPositions().carry_out(ending, on=ward.today, run=uuid4())
    for _time in range(2):
        night(ward.today + timedelta(days=1))
    assert sorted(told("ended")) == ["Astrid", "Silje"]


def test_the_log_says_of_each_role_that_an_import_ended(ward: Ward) -> None:
    order, waiting = ward.approved(), ward.order(wanted=ward.wanted(SUPERUSER))
    ending = Position.objects.filter(pk=ward.positions["Silje"].pk)
    EndWithPositions().carry_out(ending, on=ward.today + timedelta(days=1), run=uuid4())
    for _time in range(2):
        night(ward.today + timedelta(days=1))
    ended = Entry.objects.get(event="role_orders.ended")
    assert ended.thing == order.public_id
    assert line(ended).sentence == "Rollen Fagansvarlig B ble avsluttet (Stillingen sluttet)."
    assert Entry.objects.get(event="role_orders.lapsed").thing == waiting.public_id


def test_everybody_who_ordered_the_same_role_somewhere_is_told_when_the_position_ends(ward: Ward) -> None:
    ward.approve(ward.order())
    ward.approve(ward.order(by="Astrid", wanted=ward.wanted(code="klinikken")))
    EndWithPositions().carry_out(Position.objects.filter(pk=ward.positions["Silje"].pk), on=ward.today, run=uuid4())
    night(ward.today + timedelta(days=1))
    assert sorted(told("ended")) == ["Astrid", "Silje"]


def test_what_was_told_of_an_end_is_taken_back_with_the_import_and_told_when_it_ends_after_all(ward: Ward) -> None:
    ward.approved()
    ending, run = Position.objects.filter(pk=ward.positions["Silje"].pk), uuid4()
    EndWithPositions().carry_out(ending, on=ward.today + timedelta(days=1), run=run)
    night(ward.today + timedelta(days=1))
    assert told("ended") == ["Silje"]
    EndWithPositions().take_back(run)
    assert told("ended") == []
    EndWithPositions().carry_out(ending, on=ward.today + timedelta(days=3), run=uuid4())
    night(ward.today + timedelta(days=3))
    assert told("ended") == ["Silje"]


def test_an_order_that_nobody_answers_before_its_last_day_lapses_and_both_are_told(ward: Ward) -> None:
    over = ward.today + timedelta(days=10)
    order = ward.order(by="Astrid", wanted=ward.wanted(valid_to=over))
    night(over - timedelta(days=1))
    assert told("waiting") == ["Turid"]
    for _time in range(2):
        night(over)
    order.refresh_from_db()
    assert (order.state, order.ended_on) == (OrderState.LAPSED, over)
    assert (told("waiting"), sorted(told("unanswered"))) == ([], ["Astrid", "Silje"])


def test_an_order_without_a_last_day_lapses_ninety_days_after_its_first_day_and_both_are_told(ward: Ward) -> None:
    begins = ward.today + timedelta(days=30)
    order = ward.order(by="Astrid", wanted=ward.wanted(valid_from=begins))
    over = begins + timedelta(days=90)
    night(over - timedelta(days=1))
    assert told("waiting") == ["Turid"]

    ward.hospital.today = over
    with pytest.raises(WrongState):  # although no night has run
        ward.approve(order)
    night(over)
    order.refresh_from_db()
    assert (order.state, order.ended_on) == (OrderState.LAPSED, over)
    assert (told("waiting"), sorted(told("unanswered"))) == ([], ["Astrid", "Silje"])


def test_a_role_that_ends_after_the_grace_stands_among_those_to_review_until_the_grace_is_over(ward: Ward) -> None:
    order = ward.approved(valid_to=REVIEW + timedelta(days=45))

    def due(day: date) -> list[RoleOrder]:
        return list(queries.owned_orders(actor=ward.actor("Turid"), state="due", text="", today=day))

    assert due(REVIEW - timedelta(days=31)) == []
    assert due(REVIEW - timedelta(days=30)) == due(REVIEW + timedelta(days=29)) == [order]
    assert due(REVIEW + timedelta(days=30)) == []


def test_whoever_was_responsible_for_plans_gets_one_mail_with_all_of_them_when_the_position_ends(ward: Ward) -> None:
    for code, plan in (("1010", "Smittevern"), ("klinikken", "Medikamentregning")):
        ward.approve(ward.order(by="Astrid", wanted=ward.wanted(PLAN_RESPONSIBLE, code, covers=plan)))
    ending = Position.objects.filter(pk=ward.positions["Silje"].pk)
    EndWithPositions().carry_out(ending, on=ward.today, run=uuid4())
    for _time in range(2):
        night(ward.today + timedelta(days=1))

    mail = Notification.objects.get(type="competence.plan_responsible_no_longer")
    assert (mail.person, mail.on_home) == (ward.hospital.people["Silje"], False)
    assert mail.params == {"covers": "Smittevern; Medikamentregning"}
    assert told("ended") == ["Astrid"]


def test_an_order_that_lapsed_long_after_it_was_made_is_kept_for_those_who_are_told_of_it(ward: Ward) -> None:
    lapses = ward.today + timedelta(days=366 + 90)
    order = ward.order(wanted=ward.wanted(valid_from=ward.today + timedelta(days=366)))
    night(lapses)
    order.refresh_from_db()
    assert order.state == OrderState.LAPSED
    late = ward.hospital.now + timedelta(days=366 + 90)
    assert nightly.erase_old(now=late + timedelta(days=364)) == 0
    assert nightly.erase_old(now=late + timedelta(days=367)) == 1


def test_orders_are_erased_when_their_time_is_over(ward: Ward) -> None:
    kept, waiting = ward.approved(), ward.order(wanted=ward.wanted(SUPERUSER))
    RoleOrder.objects.filter(pk=waiting.pk).update(state=OrderState.REFUSED, decided_at=ward.hospital.now)
    assert nightly.erase_old(now=ward.hospital.now + timedelta(days=364)) == 0
    assert nightly.erase_old(now=ward.hospital.now + timedelta(days=366)) == 1
    RoleOrder.objects.filter(pk=kept.pk).update(
        state=OrderState.ENDED, ended_on=ward.today, ended_because=EndReason.OWNER
    )
    assert nightly.erase_old(now=ward.hospital.now + timedelta(days=4 * 365)) == 0
    assert nightly.erase_old(now=ward.hospital.now + timedelta(days=5 * 365 + 2)) == 1
