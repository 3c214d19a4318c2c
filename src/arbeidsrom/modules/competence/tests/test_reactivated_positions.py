"""What becomes of plans when an ended position is made active again by hand, and when one is ended by hand."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.organisation.models import Category, Position, PositionKind
from arbeidsrom.core.people.models import Activation
from arbeidsrom.core.people.until_delivery import ByHand
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.ending import FollowPositions
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.staff import grant
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

BEFORE, PUT_AWAY = "Sykepleier på A", "Gammel rutine"


class Left:
    """Nina has a plan, and one that Astrid has put away; Turid may make positions active."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital, self.ward = hospital, Ward(hospital)
        self.astrid = hospital.employ("Astrid", "1010")
        self.nina = hospital.employ("Nina", "1010", led_by=self.astrid)
        turid = hospital.employ("Turid", "1010")
        for role in (roles.TRUST_ADMINISTRATOR, roles.REACTIVATION):
            grant(hospital, turid, role, "sykehuset")
        self.plans = {}
        for name, requirement in ((BEFORE, "HLR"), (PUT_AWAY, "Brann")):
            self.ward.plan(name, requirement, section=name)
            self.plans[name] = self.ward.assign(name, self.nina)
        assigning.deactivate_assignment(
            self.plans[PUT_AWAY].public_id, actor=hospital.actor(self.astrid), now=hospital.now, today=hospital.today
        )

    def leaves(self) -> None:
        """As a delivery of the HR system ends a position, with what hangs on it."""
        Position.objects.filter(pk=self.nina.pk).update(valid_to=self.hospital.today - timedelta(days=2))
        ended = Position.objects.filter(pk=self.nina.pk)
        FollowPositions().carry_out(ended, on=self.hospital.today - timedelta(days=2), run=UUID(int=7))

    def posts(self, view: str) -> None:
        client = confirmed(self.hospital.browser("Turid"), self.hospital, "Turid")
        answer = client.post(reverse(view, args=[self.nina.public_id]))
        assert answer.status_code == 302, answer.status_code

    def delivered(self, run: int) -> None:
        """The next delivery is applied: what lasted until then ends, and plans with the positions."""
        by_hand, today = ByHand(), self.hospital.today
        lasting = by_hand.lasting(self.hospital.units["region"])
        over = by_hand.end(lasting, run=UUID(int=run), now=self.hospital.now)
        ended = Position.objects.filter(pk__in=over, valid_to__lte=today)
        FollowPositions().carry_out(ended, on=today, run=UUID(int=run))

    @property
    def states(self) -> list[str]:
        assert truth.differences([self.nina.person_id]) == []
        return [models.Assignment.objects.get(pk=one.pk).state for one in self.plans.values()]


def confirmed(client: Client, hospital: Hospital, name: str) -> Client:
    """Somebody who has just shown that it is them."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(hospital.people[name].account.pk)
    session.save()
    return client


def body(client: Client, view: str, *ids: object) -> str:
    answer = client.get(reverse(view, args=ids), headers={"accept-language": "nb"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().split("<main")[1]


@pytest.fixture
def left(hospital: Hospital) -> Left:
    return Left(hospital)


@pytest.mark.req("KP-HF-015")
def test_plans_that_were_active_when_the_position_ended_are_active_with_it_again(left: Left) -> None:
    left.leaves()
    assert left.states == ["deactivated", "deactivated"]
    warned = body(left.hospital.browser("Turid"), "activate_position", left.nina.public_id)
    assert "kompetanseplaner" in warned
    left.posts("activate_position")

    assert left.states[0] == "active"
    assert BEFORE in body(left.hospital.browser("Nina"), "own_plans")
    assert BEFORE in body(left.hospital.browser("Astrid"), "employee_plans", left.nina.public_id)
    kinds = list(left.plans[BEFORE].events.order_by("id").values_list("kind", flat=True))
    assert kinds == ["deactivated", "reactivated"]


@pytest.mark.req("KP-HF-016")
@pytest.mark.parametrize("who", ["Astrid", "Turid"])
def test_plans_put_away_before_stay_so_and_are_taken_up_from_the_cell_of_the_overview(left: Left, who: str) -> None:
    left.leaves()
    left.posts("activate_position")
    assert left.states == ["active", "deactivated"]

    client = left.hospital.browser(who)
    overview = client.get(reverse("employees"), {"f-who": "all", "q": "nina"}, headers={"accept-language": "nb"})
    cell = reverse("employee_plans", args=[left.nina.public_id])
    assert f'href="{cell}"' in overview.content.decode()
    page = body(client, "employee_plans", left.nina.public_id)
    put_away = page[page.index("Deaktiverte planer") :]
    assert PUT_AWAY in put_away
    assert BEFORE not in put_away
    again = reverse("reactivate_assignment", args=[left.plans[PUT_AWAY].public_id])
    assert again in put_away
    client.post(again)
    assert left.states == ["active", "active"]


@pytest.mark.parametrize("lasts", [True, False])
def test_plans_of_a_loan_come_back_with_the_own_position_where_the_loan_lasts(left: Left, lasts: bool) -> None:
    hospital, ended = left.hospital, left.hospital.today - timedelta(days=2)
    lent = hospital.employ(
        "Nina", "1020", kind=PositionKind.LOAN, valid_to=None if lasts else hospital.today - timedelta(days=1)
    )
    left.ward.plan("Vikar på B", "Smittevern", section="Vikar")
    there = left.ward.assign("Vikar på B", lent)
    Position.objects.filter(pk=left.nina.pk).update(valid_to=ended)
    both = Position.objects.filter(pk__in=[left.nina.pk, lent.pk])
    FollowPositions().carry_out(both, on=ended, run=UUID(int=7))
    left.posts("activate_position")
    there.refresh_from_db()
    assert there.is_active is lasts
    assert left.states == ["active", "deactivated"]


def test_the_next_delivery_puts_the_plans_away_again_and_its_undoing_takes_them_up(left: Left) -> None:
    left.leaves()
    left.posts("activate_position")
    left.delivered(8)
    assert left.states == ["deactivated", "deactivated"]
    FollowPositions().take_back(UUID(int=8))
    ByHand().take_back(UUID(int=8))
    assert left.states == ["active", "deactivated"]
    left.delivered(9)
    left.posts("activate_position")
    assert left.states == ["active", "deactivated"], "as often as it is made active"


def test_what_was_taken_up_before_the_position_ended_a_second_time_is_what_counts(left: Left) -> None:
    """It ended, came back with a new employment, and ended again: only what was in force the second time comes back."""
    Position.objects.filter(pk=left.nina.pk).update(valid_to=left.hospital.today - timedelta(days=20))
    gone, first = Position.objects.filter(pk=left.nina.pk), left.hospital.today - timedelta(days=20)
    FollowPositions().carry_out(gone, on=first, run=UUID(int=6))
    Position.objects.filter(pk=left.nina.pk).update(valid_from=first + timedelta(days=9), valid_to=None)
    left.leaves()
    left.posts("activate_position")
    assert left.states == ["deactivated", "deactivated"]


def test_a_lis1_made_active_employed_anew_and_then_ended_by_hand_has_the_plans_with_the_next_delivery(
    left: Left,
) -> None:
    Position.objects.filter(pk=left.nina.pk).update(category=Category.FIRST_PART)
    left.leaves()
    left.posts("activate_position")
    since = left.hospital.today - timedelta(days=1)
    Position.objects.filter(pk=left.nina.pk).update(valid_from=since, valid_to=None)  # as a delivery says it
    left.posts("deactivate_position")
    assert left.states == ["deactivated", "deactivated"]
    left.delivered(8)
    left.nina.refresh_from_db()
    assert (left.nina.valid_from, left.nina.valid_to) == (since, None)
    assert left.states == ["active", "deactivated"]


def test_a_position_ended_by_hand_takes_its_plans_and_the_next_delivery_gives_them_back(left: Left) -> None:
    left.posts("deactivate_position")
    assert left.states == ["deactivated", "deactivated"]
    left.delivered(8)
    assert left.states == ["active", "deactivated"]
    ByHand().take_back(UUID(int=8))
    assert left.states == ["deactivated", "deactivated"]
    left.posts("activate_position")
    assert left.states == ["active", "deactivated"]
    assert not Activation.objects.filter(ended_at=None).exists()
