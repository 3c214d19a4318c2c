"""What the HR system's deliveries do to plans: gaps, changes announced in advance, and those who have not begun."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.imports import announcing
from arbeidsrom.core.imports.models import AnnouncedChange, AnnouncementState, ChangeKind, PositionChange
from arbeidsrom.core.imports.tests.hr_files import (
    TODAY,
    Line,
    a_region,
    at,
    days,
    everything,
    held,
    night,
    position,
    undone,
)
from arbeidsrom.core.organisation.models import Person, Position, PositionSpan, Unit
from arbeidsrom.core.people.actions.activations import deactivate_position
from arbeidsrom.core.people.actions.loans import Terms, register_loan
from arbeidsrom.core.people.models import Activation
from arbeidsrom.core.people.rules import Days
from arbeidsrom.core.roles import queries as roles_held
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access.courses import REPORT_RESULTS
from arbeidsrom.modules.competence.actions import assigning, own_work
from arbeidsrom.modules.competence.actions.courses import Outcome, Reported, receive_course_results
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.ending import put_away_with_loans
from arbeidsrom.modules.competence.rules.settings import Course
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

LEADER = Line(9, "112", given="Astrid", family="Amundsen", title="Avdelingsleder")
BACK = "Aktive da stillingen ble avsluttet"


def nina(unit: str = "111", *, starts: str = "2020-01-01", ends: str = "") -> Line:
    return Line(1, unit, starts=starts, ends=ends, given="Nina", family="Nes", leader="1009")


class Ordinary:
    """Astrid leads Nina, who works in Sengepost A; what they are given is published there."""

    def __init__(self, *lines: Line) -> None:
        a_region()
        night(lines or (nina(), LEADER))
        units = {unit.code: unit for unit in Unit.objects.all()}
        self.hospital = Hospital(today=TODAY, now=at(TODAY), units={"sykehuset": units["1"], "1010": units["111"]})
        self.ward = Ward(self.hospital)

    def plan(self, name: str, *requirements: str) -> models.Plan:
        plan = self.ward.plan(name, *requirements, section=name)
        for code in ("111", "112"):
            plan.publications.create(unit=Unit.objects.get(code=code), published_at=at(TODAY))
        return plan

    def assigns(self, name: str, to: Position, *, today: date = TODAY) -> models.Assignment:
        """The leader gives it, as leaders do."""
        (given,) = assigning.assign_plan(
            self.ward.plans[name].public_id,
            [to.public_id],
            actor=acting(position(9, "112"), today=today),
            now=at(today),
            today=today,
        )
        return given

    def gets(self, *names: str) -> dict[str, models.Assignment]:
        for name in names:
            self.plan(name, f"Krav i {name}")
        return {name: self.assigns(name, position(1)) for name in names}

    def puts_away(self, one: models.Assignment) -> None:
        assigning.deactivate_assignment(one.public_id, actor=acting(position(9, "112")), now=at(TODAY), today=TODAY)


def acting(held_position: Position, *, today: date = TODAY) -> Actor:
    return roles_held.actor_in(held_position, account_id=None, origin="", today=today)


def browser(person: Person) -> Client:
    account, _made = Account.objects.get_or_create(
        person=person, defaults={"email": f"{person.employee_number}@example.no"}
    )
    client = Client(headers={"accept-language": "nb"})
    client.force_login(account)
    return client


def read(person: Person, day: date, view: str, *ids: object) -> str:
    with time_machine.travel(at(day), tick=False):
        answer = browser(person).get(reverse(view, args=ids))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().split("<main")[1]


def states(given: dict[str, models.Assignment]) -> dict[str, str]:
    return {name: models.Assignment.objects.get(pk=one.pk).state for name, one in given.items()}


@pytest.mark.req("KP-IMPORT-007")
def test_whoever_begins_soon_carries_out_requirements_and_courses_before_the_first_day_of_work() -> None:
    region = Ordinary(nina(starts=(TODAY + days(20)).isoformat()), LEADER)
    course = Course("K-100", "Brannvern")
    central: dict[str, Any] = {"owner": "sykehuset", "central": True, "documentation_form": "course_portal"}
    region.ward.requirement("E-læring", courses=(course,), **central)
    region.plan("Før start", "HLR", "E-læring")
    mine = region.assigns("Før start", position(1))
    assert "HLR" in read(position(1).person, TODAY, "own_plan", mine.public_id)
    link = mine.plan.links.get(requirement__name="HLR")
    said = {"actor": acting(position(1)), "now": at(TODAY), "today": TODAY}
    own_work.mark_as_fulfilled(mine.public_id, link.public_id, Entry(performed_on=TODAY), **said)
    portal = Actor(ActorKind.API_CLIENT, "Læringsportalen", permissions={REPORT_RESULTS: (Span(0, 10_000),)})
    passed = Reported(course.key, TODAY, position(1).person.employee_number)
    assert receive_course_results([passed], **{**said, "actor": portal}) == [Outcome.RECEIVED]
    mine.refresh_from_db()
    assert (mine.fulfilled, mine.required) == (2, 2)


@pytest.mark.req("KP-PIMP-006")
@pytest.mark.parametrize("known", ["before", "the night after", "later"])
@pytest.mark.parametrize("gap", [1, 2, 20])
def test_a_new_start_the_day_after_is_no_gap_and_with_a_longer_one_plans_wait_to_be_reactivated(
    gap: int, known: str
) -> None:
    last = TODAY + days(5)
    first, again = nina(ends=last.isoformat()), nina(starts=(last + days(gap)).isoformat())
    region = Ordinary(first, LEADER, *([again] if known == "before" else []))
    given = region.gets("Smittevern", "Vaktplan", "Gammelt")
    region.puts_away(given["Gammelt"])
    mine = position(1)

    nights = [last + days(1)] if known != "later" else [last + days(1), last + days(1 + gap)]
    for number, day in enumerate(nights, 1):
        night([first, LEADER, *([again] if known != "later" or number == len(nights) else [])], today=day)
    today = nights[-1]

    assert position(1).pk == mine.pk, "the same identifier is the same position"
    assert held(1, today) == ["111"]
    if gap == 1:
        assert states(given) == {"Smittevern": "active", "Vaktplan": "active", "Gammelt": "deactivated"}
        assert BACK not in read(mine.person, today, "own_deactivated_plans")
        assert BACK not in read(position(9, "112").person, today, "employee_plans", mine.public_id)
        return
    assert set(states(given).values()) == {"deactivated"}
    assert truth.differences([mine.person_id]) == []
    leader = position(9, "112").person
    for page in (
        read(mine.person, today, "own_deactivated_plans"),
        read(leader, today, "employee_plans", mine.public_id),
    ):
        assert [name in waiting(page) for name in given] == [True, True, False]
        assert "Gammelt" in page
    with time_machine.travel(at(today), tick=False):
        browser(leader).post(reverse("reactivate_assignment", args=[given["Vaktplan"].public_id]))
    assert states(given) == {"Smittevern": "deactivated", "Vaktplan": "active", "Gammelt": "deactivated"}
    assert "Vaktplan" not in waiting(read(leader, today, "employee_plans", mine.public_id))


@pytest.mark.req("KP-PIMP-006")
@pytest.mark.parametrize("told", ["in two nights", "in one night", "and of the old one no longer"])
@pytest.mark.parametrize("gap", [1, 2, 5])
def test_a_new_start_is_measured_from_the_last_day_that_hr_says_however_late_it_says_so(gap: int, told: str) -> None:
    last = TODAY + days(5)
    over, again = nina(ends=last.isoformat()), nina(starts=(last + days(gap)).isoformat())
    given = Ordinary().gets("Smittevern")
    mine, today = position(1), last + days(12)
    if told != "in one night":
        night([over, LEADER], today=last + days(10))
        assert states(given) == {"Smittevern": "deactivated"}
    before = states(given)
    run = night([*([over] if "no longer" not in told else []), again, LEADER], today=today)

    assert (position(1).pk, held(1, today)) == (mine.pk, ["111"])
    assert states(given) == {"Smittevern": "active" if gap == 1 else "deactivated"}
    assert truth.differences([mine.person_id]) == []
    if gap > 1:
        for page in (
            read(mine.person, today, "own_deactivated_plans"),
            read(position(9, "112").person, today, "employee_plans", mine.public_id),
        ):
            assert "Smittevern" in waiting(page)
        night([over, again._replace(title="Fagsykepleier"), LEADER], today=today + days(1))
        assert PositionChange.objects.filter(kind=ChangeKind.CHANGED).count() == 1, "the gap is behind"
        return
    undone(run, today=today)
    assert states(given) == before


@pytest.mark.parametrize(("withdrawn", "told"), [(16, 16), (10, 16), (19, 30), (25, 30)])
def test_an_employment_that_hr_withdrew_before_it_was_over_leaves_no_gap_before_the_one_it_tells_of_instead(
    withdrawn: int, told: int
) -> None:
    """Days 20 to 35 become 40 to 70; what HR says of those later, when the first would have been over, is no gap."""
    first = nina(starts=(TODAY + days(20)).isoformat(), ends=(TODAY + days(35)).isoformat())
    moved = nina(starts=(TODAY + days(40)).isoformat(), ends=(TODAY + days(70)).isoformat())
    given = Ordinary(first, LEADER).gets("Smittevern")
    mine = position(1)
    if withdrawn < told:
        night([LEADER], today=TODAY + days(withdrawn))
        assert states(given) == {"Smittevern": "deactivated"}
    before = states(given)
    run = night([moved, LEADER], today=TODAY + days(told))

    assert not PositionChange.objects.filter(after_gap=True).exists()
    assert (position(1).pk, states(given), held(1, TODAY + days(told))) == (mine.pk, before, ["111"])
    if withdrawn == told:
        change = PositionChange.objects.get(run=run, position=mine)
        assert (change.kind, position(1).valid_from) == (ChangeKind.CHANGED, mine.valid_from)
    for day, line in ((38, moved._replace(title="Fagsykepleier")), (60, moved._replace(percent="50"))):
        later = night([line, LEADER], today=TODAY + days(day))
        assert PositionChange.objects.get(run=later, position=mine).kind == ChangeKind.CHANGED
        assert states(given) == before
    assert truth.differences([mine.person_id]) == []


def test_when_both_are_told_of_in_one_night_its_undoing_lets_everything_be_as_before_the_gap() -> None:
    last = TODAY + days(5)
    given = Ordinary().gets("Smittevern")
    before, today = everything(), last + days(12)
    run = night([nina(ends=last.isoformat()), nina(starts=(last + days(5)).isoformat()), LEADER], today=today)
    span = PositionSpan.objects.get()
    assert (span.valid_from, span.valid_to, position(1).valid_from) == (date(2020, 1, 1), today, today)
    undone(run, today=today)
    assert everything() == before
    assert states(given) == {"Smittevern": "active"}


def waiting(page: str) -> str:
    """The plans that wait for somebody to take them up again."""
    return page.split(BACK, 1)[1].split("</table>")[0]


def test_a_delivery_that_said_too_late_that_somebody_went_on_is_undone_with_what_it_took_up() -> None:
    last = TODAY + days(5)
    first, again = nina(ends=last.isoformat()), nina(starts=(last + days(1)).isoformat())
    given = Ordinary(first, LEADER).gets("Smittevern")
    night([first, LEADER], today=last + days(1))
    assert states(given) == {"Smittevern": "deactivated"}
    run = night([first, again, LEADER], today=last + days(3))
    assert states(given) == {"Smittevern": "active"}
    undone(run, today=last + days(3))
    assert held(1, last + days(3)) == []
    assert states(given) == {"Smittevern": "deactivated"}
    assert models.Assignment.objects.get().deactivated_on == last + days(1), "as it was"


def test_plans_of_a_loan_go_on_when_hr_says_too_late_that_the_own_position_does() -> None:
    last = TODAY + days(5)
    monday, berit = last + days(1), Line(3, "112", given="Berit", title="Avdelingsleder")
    region = Ordinary(nina(ends=last.isoformat()), LEADER, berit)
    given = region.gets("Hjemme")
    terms = Terms(Unit.objects.get(code="112").public_id, position(3, "112").public_id, Days(TODAY + days(1), None))
    lends = acting(position(9, "112"))
    loan = register_loan(position(1).public_id, terms=terms, actor=lends, now=at(TODAY), today=TODAY)
    region.ward.plan("Vikar", "Krav til vikarer", section="Vikar")
    given["Vikar"] = region.ward.assign("Vikar", loan.temporary)
    assert put_away_with_loans(now=at(monday)) == 1
    assert states(given) == {"Hjemme": "active", "Vikar": "deactivated"}

    run = night([nina(ends=(last + days(60)).isoformat()), LEADER, berit], today=monday)

    assert states(given) == {"Hjemme": "active", "Vikar": "active"}
    assert truth.differences([loan.temporary.person_id]) == []
    undone(run, today=monday)
    assert states(given) == {"Hjemme": "deactivated", "Vikar": "deactivated"}


def test_plans_of_a_loan_end_with_the_own_position_and_are_back_when_the_delivery_is_undone() -> None:
    berit, today = Line(3, "112", given="Berit", title="Avdelingsleder"), TODAY + days(3)
    region = Ordinary(nina(), LEADER, berit)
    given = region.gets("Hjemme")
    terms = Terms(Unit.objects.get(code="112").public_id, position(3, "112").public_id, Days(TODAY + days(1), None))
    lends = acting(position(9, "112"))
    loan = register_loan(position(1).public_id, terms=terms, actor=lends, now=at(TODAY), today=TODAY)
    region.ward.plan("Vikar", "Krav til vikarer", section="Vikar")
    given["Vikar"] = region.ward.assign("Vikar", loan.temporary)

    run = night([LEADER, berit], today=today)

    assert states(given) == {"Hjemme": "deactivated", "Vikar": "deactivated"}
    assert put_away_with_loans(now=at(today)) == 0, "nothing is left to the hour after"
    undone(run, today=today)
    assert states(given) == {"Hjemme": "active", "Vikar": "active"}
    assert truth.differences([loan.temporary.person_id]) == []


def looks_after_access() -> None:
    """Astrid looks after access in the trust too."""
    for role in (roles.TRUST_ADMINISTRATOR, roles.REACTIVATION):
        RoleGrant.objects.create(
            position=position(9, "112"),
            role=role,
            unit=Unit.objects.get(code="1"),
            with_subunits=True,
            valid_from=TODAY,
            source=GrantSource.ORDER,
        )


def ends_by_hand(day: date) -> None:
    """Whoever looks after access in the trust ends Nina's position."""
    looks_after_access()
    actor = acting(position(9, "112"), today=day)
    deactivate_position(position(1).public_id, actor=actor, now=at(day), today=day)


BY_HAND, NEXT_NIGHT = TODAY + days(3), TODAY + days(4)
ENDS_LATER = (TODAY + days(90)).isoformat()


@pytest.mark.req("KP-HF-013")
@pytest.mark.parametrize(
    "line", [nina(), nina()._replace(percent="50"), nina()._replace(title="Fagsykepleier"), nina(ends=ENDS_LATER)]
)
def test_a_position_ended_by_hand_is_back_with_its_plans_whatever_else_the_next_delivery_says_of_it(line: Line) -> None:
    given = Ordinary().gets("Smittevern", "Vaktplan")
    before = position(1)
    ends_by_hand(BY_HAND)
    assert (held(1, BY_HAND), set(states(given).values())) == ([], {"deactivated"})
    run = night([line, LEADER], today=NEXT_NIGHT)

    after = position(1)
    assert held(1, NEXT_NIGHT) == ["111"]
    assert (after.valid_from, after.title) == (before.valid_from, line.title)
    assert after.last_day == (date.fromisoformat(line.ends) if line.ends else None)
    assert set(states(given).values()) == {"active"}
    assert truth.differences([after.person_id]) == []
    undone(run, today=NEXT_NIGHT)
    assert (held(1, NEXT_NIGHT), set(states(given).values())) == ([], {"deactivated"})
    assert Activation.objects.get().ended_at is None


@pytest.mark.parametrize(
    "lines", [[LEADER], [nina(ends=TODAY.isoformat()), LEADER]], ids=["says no more of it", "says it is over"]
)
def test_who_has_left_and_was_ended_by_hand_before_the_delivery_says_so_has_left_for_good(lines: list[Line]) -> None:
    given = Ordinary().gets("Smittevern")
    ends_by_hand(BY_HAND)
    run = night(lines, today=NEXT_NIGHT)

    assert (held(1, NEXT_NIGHT), states(given)) == ([], {"Smittevern": "deactivated"})
    assert PositionChange.objects.get(run=run, position=position(1)).kind == ChangeKind.ENDED
    assert run.removed == 1
    night(lines, today=NEXT_NIGHT + days(1))
    assert (held(1, NEXT_NIGHT + days(1)), states(given)) == ([], {"Smittevern": "deactivated"})


def operator() -> Actor:
    """Whoever runs the portal for the region receives what is announced (KP-PREREG-006)."""
    RoleGrant.objects.create(
        position=position(9, "112"),
        role=roles.SYSTEM_OPERATOR,
        unit=Unit.objects.get(code="R"),
        with_subunits=True,
        valid_from=TODAY,
        source=GrantSource.ORDER,
    )
    return acting(position(9, "112"))


@pytest.mark.req("KP-PREREG-001")
def test_the_plans_of_those_announced_in_advance_go_on_and_those_of_others_are_put_away() -> None:
    odd = Line(2, "111", given="Odd", family="Olsen", leader="1009")
    region = Ordinary(nina(), odd, LEADER)
    region.plan("Smittevern", "HLR")
    announced, other = (region.assigns("Smittevern", position(number)) for number in (1, 2))
    day = TODAY + timedelta(days=10)
    announcing.announce_changes(f"1001;111;112;{day}", actor=operator(), now=at(TODAY), today=TODAY)
    before = position(1)
    moved = nina("112", starts=day.isoformat()), odd._replace(unit="112", starts=day.isoformat())
    night([*moved, LEADER], today=day)

    assert AnnouncedChange.objects.get().state == AnnouncementState.FOLLOWED
    assert position(1, "112").pk == before.pk
    announced.refresh_from_db()
    other.refresh_from_db()
    assert (announced.state, announced.position_id) == (AssignmentState.ACTIVE, before.pk)
    assert other.state == AssignmentState.DEACTIVATED
    assert list(announced.events.values_list("kind", flat=True)) == ["assigned"], "nothing has happened to it"
    assert "Smittevern" in read(before.person, day, "own_plans")
    assert "Smittevern" not in read(position(2, "112").person, day, "own_plans")
    assert "1 plan" in read(position(9, "112").person, day, "employees")


def test_what_is_registered_in_a_plan_that_goes_on_stays_with_it() -> None:
    region = Ordinary()
    mine = region.gets("Smittevern")["Smittevern"]
    requirement = region.ward.requirements["Krav i Smittevern"]
    day = TODAY + timedelta(days=10)
    announcing.announce_changes(f"1001;111;112;{day}", actor=operator(), now=at(TODAY), today=TODAY)
    fulfil(position(1), mine, TODAY)
    night([nina("112", starts=day.isoformat()), LEADER], today=day)

    page = read(position(1, "112").person, day, "own_plan", mine.public_id)
    assert "Fullført" in page
    assert models.Progress.objects.get(requirement=requirement).completed_on == TODAY


def fulfil(who: Position, mine: models.Assignment, day: date) -> None:
    link = mine.plan.links.get()
    with time_machine.travel(at(day), tick=False):
        answer = browser(who.person).post(
            reverse("own_requirement", args=[mine.public_id, link.public_id]),
            {"lock_version": "0", "performed_on": day.isoformat(), "do": "fulfil"},
        )
    assert answer.status_code == 302, answer.content.decode()


def test_somebody_who_has_not_begun_is_given_plans_and_carries_out_requirements() -> None:
    begins = TODAY + days(20)
    region = Ordinary(nina(starts=begins.isoformat()), LEADER)
    mine = region.gets("Før du begynner")["Før du begynner"]
    assert held(1, TODAY) == ["111"]
    assert "Før du begynner" in read(position(1).person, TODAY, "own_plans")
    fulfil(position(1), mine, TODAY)
    mine.refresh_from_db()
    assert (mine.fulfilled, mine.required) == (1, 1)
    assert mine.sent_at is not None


@pytest.mark.req("KP-ENDACC-001")
def test_a_lis1_has_the_portal_and_the_plans_for_thirty_days_after_the_end() -> None:
    last = TODAY + days(3)
    lines = [nina(ends=last.isoformat())._replace(category="LIS1"), LEADER]
    region = Ordinary(*lines)
    mine = region.gets("Turnus")["Turnus"]
    doctor = position(1)
    for after in (1, 30):
        night(lines, today=last + days(after))
        assert "Turnus" in read(doctor.person, last + days(after), "own_plans")
    fulfil(doctor, mine, last + days(30))

    night(lines, today=last + days(31))

    mine.refresh_from_db()
    assert mine.state == AssignmentState.DEACTIVATED
    with time_machine.travel(at(last + days(31)), tick=False):
        assert browser(doctor.person).get(reverse("own_plans")).status_code == 403
