"""In what somebody signs in and acts: straight in, or a choice; exactly the rights of what was chosen."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.organisation.models import Category, Employment, Position, PositionKind
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.registry import Following, Role
from arbeidsrom.core.roles.tests.hospital import NOW, Hospital
from arbeidsrom.lib.actor import Span


@pytest.fixture
def ward_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two roles that follow from a position, and one that is granted."""
    for name in ("roles", "following", "permissions"):
        monkeypatch.setattr(registry._registry, name, dict(getattr(registry._registry, name)))
    registry.name_permissions({"ward.own": "own", "ward.lead": "lead", "ward.extra": "extra"})
    registry.register_role(Role("ward.employee", "Employee", "", frozenset({"ward.own"})))
    registry.register_role(Role("ward.leader", "Leader", "", frozenset({"ward.lead"})))
    registry.register_role(Role("ward.expert", "Expert", "", frozenset({"ward.extra", "ward.own"})))
    registry.let_follow(Following("ward.employee", lambda standing: standing.kind == PositionKind.EMPLOYMENT))
    registry.let_follow(Following("ward.leader", lambda standing: standing.leads, reaches_led=True))


def choose(browser: Client, position: Position, **more: str) -> None:
    browser.post(reverse("act_as"), {"position": str(position.public_id), **more})


@pytest.mark.req("KP-LOGIN-006")
def test_somebody_with_one_position_comes_straight_in_and_is_offered_no_other(hospital: Hospital) -> None:
    position = hospital.employ("Silje", "1010")
    hospital.employ("Silje", "1020", valid_to=hospital.today)

    answer = hospital.browser("Silje").get("/")

    assert answer.status_code == 200
    assert answer.wsgi_request.actor.position_id == position.pk
    assert reverse("choose_position") not in answer.content.decode()


@pytest.mark.req("KP-LOGIN-007", "KP-LOGIN-008", "KP-LOGIN-009", "KP-POS-011")
def test_somebody_with_two_positions_chooses_a_department_before_anything_else(hospital: Hospital) -> None:
    hospital.employ("Silje", "1010")
    second = hospital.employ("Silje", "1020")
    browser = hospital.browser("Silje")

    asked = browser.get(reverse("profile"))
    assert asked["Location"] == f"{reverse('choose_position')}?next=%2Fprofile%2F"
    page = browser.get(asked["Location"])
    assert page.wsgi_request.actor.position_id is None
    buttons = re.findall(
        r'<button class="choice"[^>]*value="([^"]+)".*?<strong>(.*?)</strong>', page.content.decode(), re.S
    )
    assert [name for _key, name in buttons] == ["Avdeling A", "Avdeling B"]

    chosen = browser.post(reverse("act_as"), {"position": buttons[1][0], "next": "/profile/"})
    assert chosen["Location"] == "/profile/"
    assert browser.get("/").wsgi_request.actor.position_id == second.pk


def test_a_choice_leads_to_no_other_site(hospital: Hospital) -> None:
    position = hospital.employ("Silje", "1010")
    answer = hospital.browser("Silje").post(
        reverse("act_as"), {"position": str(position.public_id), "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/"


@pytest.mark.req("KP-LOGIN-011", "KP-LENDON-010", "KP-LENDON-011")
def test_a_loan_is_marked_as_one_with_its_department_and_period(hospital: Hospital) -> None:
    hospital.employ("Silje", "1010")
    until = date(2027, 1, 1)
    hospital.employ("Silje", "2010", kind=PositionKind.LOAN, valid_from=date(2026, 11, 20), valid_to=until)

    shown = hospital.browser("Silje").get(reverse("choose_position")).content.decode()

    assert "Avdeling A" in shown
    assert "Midlertidig utlånt til avdeling 2010 Naboavdelingen" in shown
    assert "20.11.2026 – 31.12.2026" in shown


@pytest.mark.req("KP-LOGIN-013", "KP-LOGIN-014", "KP-MENU-005", "KP-LENDON-012")
def test_change_position_in_the_menu_shows_the_same_page_and_changes_without_signing_out(hospital: Hospital) -> None:
    first = hospital.employ("Silje", "1010")
    loan = hospital.employ("Silje", "2010", kind=PositionKind.LOAN)
    browser = hospital.browser("Silje")
    choose(browser, first)

    shown = browser.get("/").content.decode()
    assert re.search(rf'<a href="{reverse("choose_position")}"[^>]*>.*?Bytt stilling', shown, re.S)
    page = browser.get(reverse("choose_position")).content.decode()
    assert page.count('class="choice"') == 2
    assert "Du arbeider i denne nå" in page

    choose(browser, loan)
    assert browser.get("/").wsgi_request.actor.position_id == loan.pk


@pytest.mark.req("KP-ROLE-001", "KP-LOGIN-015")
@pytest.mark.usefixtures("ward_roles")
def test_what_one_may_do_is_that_of_the_chosen_position_and_of_no_other(hospital: Hospital) -> None:
    ward, other = hospital.employ("Astrid", "1010"), hospital.employ("Astrid", "1020")
    hospital.employ("Silje", "1010", led_by=ward)
    RoleGrant.objects.create(
        position=other, role="ward.expert", unit=hospital.units["1020"], valid_from=hospital.today, source="order"
    )
    browser = hospital.browser("Astrid")

    choose(browser, ward)
    actor = browser.get("/").wsgi_request.actor
    assert (actor.leads_as, actor.holds("ward.lead"), actor.holds("ward.extra")) == (ward.pk, True, False)

    choose(browser, other)
    actor = browser.get("/").wsgi_request.actor
    assert (actor.leads_as, actor.holds("ward.lead"), actor.holds("ward.extra")) == (0, False, True)


@pytest.mark.req("KP-ROLE-002")
@pytest.mark.usefixtures("ward_roles")
def test_roles_held_in_one_position_are_added_together(hospital: Hospital) -> None:
    ward = hospital.employ("Astrid", "1010")
    hospital.employ("Silje", "1020", led_by=ward)
    unit = hospital.units["klinikken"]
    RoleGrant.objects.create(
        position=ward, role="ward.expert", unit=unit, with_subunits=True, valid_from=hospital.today, source="order"
    )

    actor = hospital.actor(ward)

    a, b = hospital.units["1010"], hospital.units["1020"]
    assert actor.spans("ward.lead") == (Span(a.lft, b.lft),)
    assert actor.spans("ward.extra") == actor.spans("ward.own") == (Span(unit.lft, unit.rgt),)


@pytest.mark.req("KP-ROLE-003")
@pytest.mark.usefixtures("ward_roles")
@pytest.mark.parametrize("with_subunits", [True, False])
def test_a_role_reaches_below_its_department_only_where_it_is_granted_so(
    hospital: Hospital, with_subunits: bool
) -> None:
    position = hospital.employ("Astrid", "2010")
    RoleGrant.objects.create(
        position=position,
        role="ward.expert",
        unit=hospital.units["klinikken"],
        with_subunits=with_subunits,
        valid_from=hospital.today,
        source=GrantSource.ORDER,
    )
    actor = hospital.actor(position)
    assert actor.covers("ward.extra", hospital.units["klinikken"].lft)
    assert actor.covers("ward.extra", hospital.units["1010"].lft) is with_subunits
    assert not actor.covers("ward.extra", hospital.units["sykehuset"].lft)


@pytest.mark.req("KP-ROLE-015")
def test_when_the_chosen_position_ends_one_chooses_again_at_the_next_request(hospital: Hospital) -> None:
    first = hospital.employ("Silje", "1010")
    second, third = hospital.employ("Silje", "1020"), hospital.employ("Silje", "2010")
    browser = hospital.browser("Silje")
    choose(browser, second)
    assert browser.get("/").status_code == 200

    Position.objects.filter(pk=second.pk).update(valid_to=hospital.today)
    assert browser.get("/")["Location"] == reverse("choose_position")
    assert browser.get(reverse("choose_position")).content.decode().count('class="choice"') == 2

    Position.objects.filter(pk=third.pk).update(valid_to=hospital.today)
    assert browser.get("/").wsgi_request.actor.position_id == first.pk


def test_nothing_is_done_and_no_part_of_a_page_is_shown_before_one_has_chosen(hospital: Hospital) -> None:
    hospital.employ("Silje", "1010")
    hospital.employ("Silje", "1020")
    browser = hospital.browser("Silje")

    form = browser.post(reverse("preferences"), {"language": "en", "look": "dark"})
    assert form["Location"] == reverse("choose_position")
    part = browser.get("/", headers={"HX-Request": "true"})
    assert (part.status_code, part.content, part["HX-Redirect"]) == (204, b"", reverse("choose_position"))
    hospital.people["Silje"].account.refresh_from_db()
    assert hospital.people["Silje"].account.language != "en"


def test_the_browser_gets_what_it_needs_for_itself_before_one_has_chosen(hospital: Hospital) -> None:
    hospital.employ("Silje", "1010")
    hospital.employ("Silje", "1020")
    browser = hospital.browser("Silje")
    for name in ("web_service_worker", "web_manifest", "web_offline"):
        assert browser.get(reverse(name)).status_code == 200


def test_somebody_who_never_chose_may_still_sign_out(hospital: Hospital) -> None:
    hospital.employ("Silje", "1010")
    hospital.employ("Silje", "1020")
    browser = hospital.browser("Silje")
    browser.post(reverse("account_logout"))
    assert browser.get("/")["Location"].startswith(reverse("account_login"))


@pytest.mark.req("KP-MENU-006")
def test_signing_out_leaves_nothing_signed_in(hospital: Hospital) -> None:
    position = hospital.employ("Silje", "1010")
    browser = hospital.browser("Silje")
    assert browser.get("/").wsgi_request.actor.position_id == position.pk
    before = browser.session.session_key

    browser.post(reverse("account_logout"))

    assert not browser.session.exists(before)
    for address in ("/", reverse("profile"), reverse("choose_position")):
        assert browser.get(address)["Location"].startswith(reverse("account_login"))


@pytest.mark.req("KP-MENU-004")
def test_the_menu_ends_with_the_system_each_thing_once(hospital: Hospital) -> None:
    first = hospital.employ("Silje", "1010")
    hospital.employ("Silje", "1020")
    browser = hospital.browser("Silje")
    choose(browser, first)

    shown = browser.get("/").content.decode()
    side = re.search(r'<nav class="side".*?</nav>', shown, re.S).group()
    bottom = side[side.index('id="side-system"') :]
    words = re.findall(r"<span>(.*?)</span>", bottom)
    assert words[-3:] == ["Innstillinger", "Bytt stilling", "Logg ut"]
    rest = shown.replace(side, "").replace(re.search(r'<div id="phone-menu".*?</nav>', shown, re.S).group(), "")
    assert "Logg ut" not in rest
    assert "Bytt stilling" not in rest
    assert reverse("notification_settings") in bottom


@pytest.mark.req("KP-PIMP-010")
def test_a_lis1_comes_in_to_the_thirtieth_day_after_the_end_and_leads_nobody_by_then(hospital: Hospital) -> None:
    ended = hospital.today - timedelta(days=30)
    doctor = hospital.employ("Lars", "1010", category=Category.FIRST_PART, valid_to=ended + timedelta(days=31))
    hospital.employ("Silje", "1010", led_by=doctor)
    Employment.objects.create(
        position=doctor, starts_on=doctor.valid_from, ends_on=ended, digest=b"0" * 16, stated_in=doctor.public_id
    )
    with time_machine.travel(NOW - timedelta(days=30)):
        assert hospital.browser("Lars").get("/").wsgi_request.actor.leads_as == doctor.pk
    actor = hospital.browser("Lars").get("/").wsgi_request.actor
    assert (actor.position_id, actor.leads_as) == (doctor.pk, 0)
    with time_machine.travel(NOW + timedelta(days=1)):
        assert hospital.browser("Lars").get("/").wsgi_request.actor.position_id is None


def test_leading_ones_own_other_position_is_not_leading_somebody(hospital: Hospital) -> None:
    ward = hospital.employ("Astrid", "1010")
    hospital.employ("Astrid", "1020", led_by=ward)
    assert hospital.actor(ward).leads_as == 0


@pytest.mark.req("KP-ROLE-015")
@pytest.mark.usefixtures("ward_roles")
def test_a_new_leader_leads_and_a_former_one_no_longer_at_the_next_request(hospital: Hospital) -> None:
    ward, other = hospital.employ("Astrid", "1010"), hospital.employ("Birger", "1010")
    nurse = hospital.employ("Silje", "1010", led_by=ward)
    browsers = hospital.browser("Astrid"), hospital.browser("Birger")
    assert [one.get("/").wsgi_request.actor.holds("ward.lead") for one in browsers] == [True, False]

    Position.objects.filter(pk=nurse.pk).update(leader=other)

    assert [one.get("/").wsgi_request.actor.holds("ward.lead") for one in browsers] == [False, True]
