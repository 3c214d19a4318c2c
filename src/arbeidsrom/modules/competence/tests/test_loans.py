"""Plans of employees who are lent out: whose they are while the loan lasts, and what becomes of them after it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.people.actions.loans import Terms, register_loan
from arbeidsrom.core.people.rules import Days
from arbeidsrom.core.roles import queries as roles_held
from arbeidsrom.core.roles.tests.hospital import NOW, TODAY, Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import ending, models
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

HOME, AWAY = "Sykepleier på A", "Vikar på B"
LAST = TODAY + timedelta(days=7)


class Lent:
    """Nina of department A, whom Astrid leads, is lent to Berit of department B from tomorrow on."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital, self.ward = hospital, Ward(hospital)
        self.astrid, self.berit = hospital.employ("Astrid", "1010"), hospital.employ("Berit", "1020")
        self.nina = hospital.employ("Nina", "1010", led_by=self.astrid)
        hospital.employ("Odd", "1020", led_by=self.berit)
        for name, requirement in ((HOME, "HLR"), (AWAY, "Brann")):
            plan = self.ward.plan(name, requirement, section=name)
            for code in ("1010", "1020"):
                plan.publications.create(unit=hospital.units[code], published_at=hospital.now)
        self.at_home = self.gives(HOME, self.nina, by=self.astrid, today=TODAY)
        days = Days(TODAY + timedelta(days=1), LAST)
        terms = Terms(hospital.units["1020"].public_id, self.berit.public_id, days)
        acting = self.acts(self.astrid, TODAY)
        loan = register_loan(self.nina.public_id, terms=terms, actor=acting, now=NOW, today=TODAY)
        assert loan.temporary is not None
        self.lent = loan.temporary

    def is_given(self) -> None:
        """Berit gives Nina a plan for the loan."""
        self.there = self.gives(AWAY, self.lent, by=self.berit, today=TODAY + timedelta(days=1))

    def acts(self, held: Position, today: date) -> Actor:
        held = Position.objects.select_related("person", "unit").get(pk=held.pk)
        return roles_held.actor_in(held, account_id=None, origin="", today=today)

    def gives(self, plan: str, to: Position, *, by: Position, today: date) -> models.Assignment:
        (given,) = assigning.assign_plan(
            self.ward.plans[plan].public_id,
            [to.public_id],
            actor=self.acts(by, today),
            now=noon(today),
            today=today,
        )
        return given

    def browser(self, name: str, *, acting_in: Position | None = None) -> Client:
        client = self.hospital.browser(name)
        if acting_in is not None:
            client.post(reverse("act_as"), {"position": str(acting_in.public_id)})
        return client

    def status(self, name: str, view: str, one: models.Assignment | Position) -> int:
        return self.browser(name).get(reverse(view, args=[one.public_id])).status_code


def noon(day: date) -> datetime:
    return NOW + (day - TODAY)


def body(client: Client, view: str, *ids: object) -> str:
    answer = client.get(reverse(view, args=ids), headers={"accept-language": "nb"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().split("<main")[1]


@pytest.fixture
def lent(hospital: Hospital) -> Lent:
    return Lent(hospital)


def test_while_it_lasts_each_leader_gives_plans_on_their_own_position_and_sees_no_others(lent: Lent) -> None:
    """The part about plans of KP-LEND-003 and KP-LENDON-003, 004, 006 and 007; conversations are not here yet."""
    today = TODAY + timedelta(days=1)
    with time_machine.travel(noon(today), tick=False):
        for name, plan, position, other in (
            ("Berit", AWAY, lent.lent, lent.nina),
            ("Astrid", AWAY, lent.nina, lent.lent),
        ):
            client = lent.browser(name)
            assert reverse("employee_plans", args=[position.public_id]) in body(client, "employees")
            offered = client.get(reverse("choose_plan"), {"position": position.public_id}).content.decode()
            assert plan in offered
            chosen = {"plan": lent.ward.plans[plan].public_id, "positions": [position.public_id]}
            assert client.post(reverse("assign_plan"), chosen).status_code == 302
            assert models.Assignment.objects.filter(position=position, plan__name=plan, state="active").exists()
            assert plan in body(client, "employee_plans", position.public_id)
            assert client.get(reverse("employee_plans", args=[other.public_id])).status_code == 404
        there = models.Assignment.objects.get(position=lent.lent)
        seen = {
            name: [lent.status(name, "employee_plan", one) for one in (lent.at_home, there)]
            for name in ("Astrid", "Berit", "Odd")
        }
        assert seen == {"Astrid": [200, 404], "Berit": [404, 200], "Odd": [404, 404]}
        for view in ("assignment_history", "print_plan", "plan_on_day"):
            assert lent.status("Berit", view, lent.at_home) == 404, view
            assert lent.status("Astrid", view, there) == 404, view
        mine = {position: lent.browser("Nina", acting_in=position) for position in (lent.nina, lent.lent)}
        assert HOME in body(mine[lent.nina], "own_plans")
        assert HOME not in body(mine[lent.lent], "own_plans")
        assert AWAY in body(mine[lent.lent], "own_plans")


@pytest.fixture
def over(lent: Lent) -> Lent:
    """Berit has given Nina a plan for the loan, which will be over."""
    lent.is_given()
    return lent


AFTER = LAST + timedelta(days=1)


@pytest.mark.parametrize("late", [False, True])
def test_after_it_the_borrowing_leader_sees_nothing_of_it_however_late_the_night_is(over: Lent, late: bool) -> None:
    """The part about plans of KP-LENDEND-002 and KP-PIMP-011, also before the hour that puts plans away."""
    with time_machine.travel(noon(LAST), tick=False):
        assert over.status("Berit", "employee_plan", over.there) == 200, "it lasts to the end of its last day"
    if not late:
        ending.put_away_with_loans(now=noon(AFTER))
    with time_machine.travel(noon(AFTER), tick=False):
        client = over.browser("Berit")
        assert "Nina" not in body(client, "employees")
        assert client.get(reverse("employee_plans", args=[over.lent.public_id])).status_code == 404
        for view in ("employee_plan", "assignment_history", "print_plan", "plan_on_day", "plan_pdf"):
            assert over.status("Berit", view, over.there) == 404, view
        for view in ("deactivate_assignment", "reactivate_assignment", "approve_assignment", "delete_assignment"):
            answer = client.post(reverse(view, args=[over.there.public_id]))
            assert answer.status_code == 404, view


@pytest.mark.req("KP-LENDEND-006")
def test_after_it_its_plans_are_deactivated_and_the_employee_finds_them_there(over: Lent) -> None:
    ending.put_away_with_loans(now=noon(LAST) + timedelta(hours=13, minutes=20))
    over.there.refresh_from_db()
    assert over.there.is_active, "until midnight in Norway"
    assert ending.put_away_with_loans(now=noon(LAST) + timedelta(hours=14)) == 1
    over.there.refresh_from_db()
    over.at_home.refresh_from_db()
    assert (over.there.state, over.there.deactivated_on) == ("deactivated", AFTER)
    assert over.at_home.is_active
    assert truth.differences([over.nina.person_id]) == []
    told = Notification.objects.filter(person=over.nina.person, type="competence.assignment_deactivated")
    assert told.count() == 1
    assert ending.put_away_with_loans(now=noon(AFTER)) == 0, "once"

    with time_machine.travel(noon(AFTER), tick=False):
        client = over.browser("Nina")
        active = body(client, "own_plans")
        assert HOME in active
        assert AWAY not in active
        assert f'href="{reverse("own_deactivated_plans")}"' in active
        listed = body(client, "own_deactivated_plans")
        assert AWAY in listed
        assert HOME not in listed
        assert "Brann" in body(client, "own_plan", over.there.public_id)


def test_a_plan_of_a_loan_that_waits_for_approval_waits_no_longer_when_it_is_over(over: Lent) -> None:
    link = over.there.plan.links.get()
    requirement = link.requirement
    with time_machine.travel(noon(LAST), tick=False):
        client = over.browser("Nina", acting_in=over.lent)
        url = reverse("own_requirement", args=[over.there.public_id, link.public_id])
        client.post(url, {"lock_version": "0", "performed_on": LAST.isoformat(), "do": "fulfil"})
        assert AWAY in body(over.browser("Berit"), "plans_to_approve")
    ending.put_away_with_loans(now=noon(AFTER))
    with time_machine.travel(noon(AFTER), tick=False):
        assert AWAY not in body(over.browser("Berit"), "plans_to_approve")
    assert models.Progress.objects.get(requirement=requirement).completed_on == LAST, "what is done is the employee's"


def test_the_employee_takes_a_plan_of_the_loan_with_them(over: Lent) -> None:
    ending.put_away_with_loans(now=noon(AFTER))
    with time_machine.travel(noon(AFTER), tick=False):
        client = over.browser("Nina")
        client.post(reverse("reactivate_assignment", args=[over.there.public_id]))
        assert AWAY in body(client, "own_plans")
    over.there.refresh_from_db()
    assert (over.there.is_active, over.there.position) == (True, over.nina)


@pytest.mark.parametrize("how", ["another leader", "another department"])
def test_whoever_led_somebody_before_sees_none_of_their_plans(lent: Lent, how: str) -> None:
    """The part about plans of KP-PIMP-011; that they approved one themselves changes nothing."""
    hospital, ended = lent.hospital, lent.nina
    plan = lent.at_home
    models.Assignment.objects.filter(pk=plan.pk).update(approved_by=lent.astrid.person, approved_at=hospital.now)
    assert lent.status("Astrid", "employee_plan", plan) == 200
    if how == "another leader":
        Position.objects.filter(pk=ended.pk).update(leader=lent.berit)
    else:
        Position.objects.filter(pk=ended.pk).update(valid_to=TODAY)
        hospital.employ("Nina", "1020", led_by=lent.berit, valid_from=TODAY)
        gone = Position.objects.filter(pk=ended.pk)
        ending.FollowPositions().carry_out(gone, on=TODAY, run=ended.public_id)
    for view in ("employee_plan", "assignment_history", "print_plan", "plan_on_day"):
        assert lent.status("Astrid", view, plan) == 404, view
    assert lent.status("Astrid", "employee_plans", ended) == 404
    assert HOME not in body(lent.browser("Berit"), "plans_to_approve")


def test_why_names_no_plan_of_the_other_workplace(lent: Lent) -> None:
    """The part about plans of KP-LENDON-004 and 007, where the same requirement stands in plans of both."""
    lent.ward.link(AWAY, AWAY, "HLR")
    with time_machine.travel(noon(TODAY + timedelta(days=1)), tick=False):
        lent.is_given()
        for name, held, hidden in (("Berit", lent.there, HOME), ("Astrid", lent.at_home, AWAY)):
            link = held.plan.links.get(requirement__name="HLR")
            page = body(lent.browser(name), "why_status", held.public_id, link.public_id)
            assert held.plan.name in page
            assert hidden not in page
            assert "En plan ved et annet arbeidssted" in page
        link = lent.at_home.plan.links.get(requirement__name="HLR")
        own = body(lent.browser("Nina", acting_in=lent.nina), "why_status", lent.at_home.public_id, link.public_id)
        assert HOME in own
        assert AWAY in own
