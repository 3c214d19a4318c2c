"""Plans given to people, put away, taken up again, deleted and approved; and when positions end."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from arbeidsrom.core.imports.models import AnnouncedChange
from arbeidsrom.core.imports.tests.hr_files import TODAY, Line, a_region, at, days, held, night
from arbeidsrom.core.imports.tests.hr_files import position as position_in
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access import assigning as assigning_access
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.actions.assigning import CannotBeAssigned
from arbeidsrom.modules.competence.ending import FollowPositions
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.statuses.refresh import refresh
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


class Leading:
    """Astrid leads Nina and Odd; a plan is published to their department."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital, self.ward, self.today = hospital, Ward(hospital), hospital.today
        self.astrid = hospital.employ("Astrid", "1010")
        self.nina = hospital.employ("Nina", "1010", led_by=self.astrid)
        self.odd = hospital.employ("Odd", "1010", led_by=self.astrid)
        self.plan = self.ward.plan("Sykepleier på A", "HLR", "Brann")
        self.publish(self.plan, "1010")

    def publish(self, plan: models.Plan, unit: str, *, with_subunits: bool = False) -> None:
        plan.publications.create(
            unit=self.hospital.units[unit], with_subunits=with_subunits, published_at=self.hospital.now
        )

    def assigns(self, *positions: Position, plan: models.Plan | None = None, by: Position | None = None) -> list:
        return assigning.assign_plan(
            (plan or self.plan).public_id,
            [one.public_id for one in positions],
            actor=self.hospital.actor(by or self.astrid),
            now=self.hospital.now,
            today=self.today,
        )

    def does(self, action: object, one: models.Assignment, by: Position | None = None, **said: object) -> object:
        return action(one.public_id, actor=self.hospital.actor(by or self.astrid), now=self.hospital.now, **said)  # type: ignore[operator]

    def fulfils(self, position: Position, *names: str) -> None:
        for name in names:
            models.Progress.objects.create(
                person=position.person,
                requirement=self.ward.requirements[name],
                state=State.FULFILLED,
                completed_on=self.today,
            )
            models.ProgressEvent.objects.create(
                person=position.person,
                requirement=self.ward.requirements[name],
                plan=self.plan,
                kind="fulfilled",
                at=self.hospital.now,
                by="test",
                capacity="employee",
                state=State.FULFILLED,
                completed_on=self.today,
            )
        pairs = [(position.person_id, self.ward.requirements[name].pk) for name in names]
        refresh(pairs, by="test", now=self.hospital.now)

    def told(self, position: Position) -> list[str]:
        kinds = Notification.objects.filter(person=position.person).order_by("id")
        return list(kinds.values_list("type", flat=True))


@pytest.fixture
def leading(hospital: Hospital) -> Iterator[Leading]:
    with override("en"):
        yield Leading(hospital)


@pytest.mark.req("KP-ASSIGN-003", "KP-ASSIGN-010", "KP-ASSIGN-011")
def test_a_leader_assigns_a_plan_to_several_and_each_is_told(leading: Leading) -> None:
    given = leading.assigns(leading.nina, leading.odd)

    assert {one.position for one in given} == {leading.nina, leading.odd}
    assert {one.required for one in models.Assignment.objects.all()} == {2}
    assert leading.told(leading.nina) == leading.told(leading.odd) == ["competence.plan_assigned"]
    assert truth.differences([leading.nina.person_id, leading.odd.person_id]) == []


def test_assigned_twice_it_is_there_once_and_nobody_is_told_again(leading: Leading) -> None:
    leading.assigns(leading.nina)
    assert leading.assigns(leading.nina, leading.odd) == list(models.Assignment.objects.filter(position=leading.odd))
    assert models.Assignment.objects.count() == 2
    assert leading.told(leading.nina) == ["competence.plan_assigned"]


def test_nobody_is_given_a_plan_who_is_not_followed_up_and_nobody_themselves(leading: Leading) -> None:
    other = leading.hospital.employ("Sven", "1020")
    for position in (other, leading.astrid):
        with pytest.raises(Position.DoesNotExist):
            leading.assigns(leading.nina, position)
    with pytest.raises(PermissionDenied, match="leaders"):
        leading.assigns(leading.odd, by=leading.nina)
    assert not models.Assignment.objects.exists()


@pytest.mark.req("KP-ADM-230", "KP-ADM-231")
def test_a_plan_is_assigned_where_it_is_published_with_what_is_below_only_when_included(leading: Leading) -> None:
    clinic = leading.ward.plan("Hele klinikken", "Smittevern", owner="klinikken", section="Felles")
    leading.publish(clinic, "klinikken")
    with pytest.raises(CannotBeAssigned):
        leading.assigns(leading.nina, plan=clinic)
    models.Publication.objects.filter(plan=clinic).update(with_subunits=True)
    assert leading.assigns(leading.nina, plan=clinic)


@pytest.mark.req("KP-ADM-234")
def test_an_unpublished_plan_is_assigned_no_more_and_those_who_have_it_keep_it(leading: Leading) -> None:
    leading.assigns(leading.nina)
    models.Publication.objects.all().delete()
    with pytest.raises(CannotBeAssigned):
        leading.assigns(leading.odd)
    assert models.Assignment.objects.get(position=leading.nina).is_active


@pytest.mark.req("KP-ROLE-008")
@pytest.mark.parametrize(("role", "may"), [(roles.SUBJECT_A, False), (roles.SUBJECT_B, True), (roles.SUPERUSER, True)])
def test_who_also_follows_up_employees_assigns_what_is_published_there(leading: Leading, role: str, may: bool) -> None:
    rita = leading.hospital.employ("Rita", "1010")
    RoleGrant.objects.create(
        position=rita,
        role=role,
        unit=leading.hospital.units["1010"],
        valid_from=leading.today,
        source=GrantSource.ORDER,
    )
    if may:
        assert leading.assigns(leading.nina, by=rita)
    else:
        with pytest.raises(PermissionDenied):
            leading.assigns(leading.nina, by=rita)


@pytest.mark.req("KP-PLANADM-001", "KP-PLANADM-006", "KP-EIMP-042")
def test_a_plan_is_put_away_and_taken_up_again_with_the_statuses_there_are_now(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.does(assigning.deactivate_assignment, mine, today=leading.today)
    assert not models.RequirementStatus.objects.exists()
    leading.fulfils(leading.nina, "HLR")
    leading.does(assigning.reactivate_assignment, mine)

    mine.refresh_from_db()
    assert (mine.is_active, mine.fulfilled) == (True, 1)
    assert leading.told(leading.nina)[1:] == ["competence.assignment_deactivated", "competence.assignment_reactivated"]
    assert list(mine.events.order_by("id").values_list("kind", flat=True)) == ["assigned", "deactivated", "reactivated"]


@pytest.mark.req("KP-PDEACT-003", "KP-PDEACT-006")
def test_the_employee_takes_it_up_again_too_and_others_do_not_see_it(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.does(assigning.deactivate_assignment, mine, today=leading.today)
    with pytest.raises(models.Assignment.DoesNotExist):
        leading.does(assigning.reactivate_assignment, mine, by=leading.odd)
    leading.does(assigning.reactivate_assignment, mine, by=leading.nina)

    mine.refresh_from_db()
    assert mine.is_active
    assert "competence.assignment_reactivated" not in leading.told(leading.nina)


@pytest.mark.req("KP-PLANADM-003", "KP-PLANADM-004", "KP-ASSIGN-008")
def test_only_a_plan_that_nothing_of_is_begun_is_deleted(leading: Leading) -> None:
    (mine,), (odds,) = leading.assigns(leading.nina), leading.assigns(leading.odd)
    leading.does(assigning.delete_assignment, mine)
    assert not models.Assignment.objects.filter(position=leading.nina).exists()
    assert not models.RequirementStatus.objects.filter(person=leading.nina.person).exists()

    leading.fulfils(leading.odd, "HLR")
    with pytest.raises(WrongState, match="deactivated, not deleted"):
        leading.does(assigning.delete_assignment, odds)


@pytest.mark.req("KP-APPROVE-008", "KP-LIMP-016", "KP-LIMP-017")
def test_the_leader_approves_a_completed_plan_and_nothing_else(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    with pytest.raises(WrongState, match="does not wait"):
        leading.does(assigning.approve_assignment, mine)
    leading.fulfils(leading.nina, "HLR", "Brann")
    mine.refresh_from_db()
    assert mine.sent_at is not None
    leading.does(assigning.approve_assignment, mine)

    mine.refresh_from_db()
    assert (mine.approved_at, mine.approved_by) == (leading.hospital.now, leading.astrid.person)
    assert leading.told(leading.nina)[-1] == "competence.plan_approved"


@pytest.mark.req("KP-LIMP-017")
def test_what_expired_yesterday_by_the_norwegian_clock_is_not_approved_after_midnight(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.fulfils(leading.nina, "HLR", "Brann")
    models.Assignment.objects.update(next_due=leading.today)
    after_midnight = leading.hospital.now.replace(hour=23, minute=30)  # half past midnight in Oslo
    actor = leading.hospital.actor(leading.astrid)
    with pytest.raises(WrongState, match="not fulfilled"):
        assigning.approve_assignment(mine.public_id, actor=actor, now=after_midnight)


@pytest.mark.req("KP-APPROVE-009", "KP-LIMP-018")
def test_an_approval_is_withdrawn_the_employee_is_told_and_no_requirement_changes(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.fulfils(leading.nina, "HLR", "Brann")
    before = list(models.RequirementStatus.objects.values_list())
    leading.does(assigning.approve_assignment, mine)
    leading.does(assigning.withdraw_approval, mine)
    assert leading.told(leading.nina)[-1] == "competence.plan_approval_withdrawn"
    assert "competence.plan_approved" not in leading.told(leading.nina), "it is approved no longer"
    told = Notification.objects.get(type="competence.plan_approval_withdrawn")
    assert (told.on_home, told.params) == (True, {"plan": "Sykepleier på A"})
    assert models.Assignment.objects.filter(assigning_access.WAITING).get() == mine

    mine.refresh_from_db()
    assert (mine.approved_at, mine.sent_at) == (None, leading.hospital.now)
    assert list(models.RequirementStatus.objects.values_list()) == before

    leading.does(assigning.approve_assignment, mine)
    assert leading.told(leading.nina)[-1] == "competence.plan_approved"
    assert "competence.plan_approval_withdrawn" not in leading.told(leading.nina)


@pytest.mark.req("KP-LIMP-003")
def test_a_leader_neither_approves_nor_puts_away_an_own_plan(leading: Leading) -> None:
    mine = leading.ward.assign("Sykepleier på A", leading.astrid)
    for action in (assigning.approve_assignment, assigning.withdraw_approval, assigning.delete_assignment):
        with pytest.raises(models.Assignment.DoesNotExist):
            leading.does(action, mine)


@pytest.mark.req("KP-LIMP-019")
def test_after_a_change_of_leader_the_plan_waits_with_the_new_one(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.fulfils(leading.nina, "HLR", "Brann")
    berit = leading.hospital.employ("Berit", "1010")
    leading.hospital.employ("Ola", "1010", led_by=berit)
    Position.objects.filter(pk=leading.nina.pk).update(leader=berit)
    with pytest.raises(models.Assignment.DoesNotExist):
        leading.does(assigning.approve_assignment, mine)
    leading.does(assigning.approve_assignment, mine, by=berit)


@pytest.mark.req("KP-PPLAN-001", "KP-POS-009")
def test_when_a_position_ends_its_plans_are_put_away_and_what_was_registered_stays(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.fulfils(leading.nina, "HLR")
    run, ending = uuid4(), FollowPositions()
    positions = Position.objects.filter(pk=leading.nina.pk)
    assert ending.foresee(positions, on=leading.today) == 1
    assert ending.carry_out(positions, on=leading.today, run=run) == 1

    mine.refresh_from_db()
    assert (mine.state, mine.deactivated_on) == ("deactivated", leading.today)
    assert models.Progress.objects.get(person=leading.nina.person).completed_on == leading.today
    assert truth.differences([leading.nina.person_id]) == []

    assert ending.take_back(run) == 1
    mine.refresh_from_db()
    assert (mine.is_active, mine.fulfilled) == (True, 1)
    assert truth.differences([leading.nina.person_id]) == []


@pytest.mark.req("KP-PPLAN-009")
def test_a_second_position_comes_with_the_delivery_unannounced_and_the_plans_of_the_first_go_on() -> None:
    a_region()
    night([Line(1, leader="1009"), Line(9)])
    first = position_in(1)
    plan = models.Plan.objects.create(
        name="Sykepleier", owner=first.unit, created_at=at(TODAY), changed_at=at(TODAY), completion="leader"
    )
    mine = models.Assignment.objects.create(plan=plan, position=first, person=first.person, assigned_on=TODAY)
    run = night([Line(1, leader="1009"), Line(1, "112", leader="1009"), Line(9)], today=TODAY + days(1))

    assert not AnnouncedChange.objects.exists()
    assert (run.added, run.removed, run.moved) == (1, 0, 0)
    assert held(1, TODAY + days(1)) == ["111", "112"]
    mine.refresh_from_db()
    assert (mine.is_active, mine.position) == (True, first)


@pytest.mark.req("KP-PPLAN-005", "KP-PPLAN-008", "KP-SAME-002")
def test_the_same_plan_on_two_positions_is_the_same_for_both(leading: Leading) -> None:
    second = leading.hospital.employ("Nina", "1020", led_by=leading.astrid)
    leading.publish(leading.plan, "1020")
    given = leading.assigns(leading.nina, second)
    leading.fulfils(leading.nina, "HLR")

    assert [models.Assignment.objects.get(pk=one.pk).fulfilled for one in given] == [1, 1]
    assert truth.differences([leading.nina.person_id]) == []
