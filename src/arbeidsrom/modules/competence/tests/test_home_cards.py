"""What lies on the home page of whoever signs, approves and learns."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.home.follow_up import FollowUpCard, StatusCard, StatusCount, follow_up_cards
from arbeidsrom.core.notifications import actions, queries
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning, relevance, telling
from arbeidsrom.modules.competence.queries import home as home_queries
from arbeidsrom.modules.competence.queries.home import followed_up, own_colours
from arbeidsrom.modules.competence.queries.own_plans import plan_of
from arbeidsrom.modules.competence.rules.statuses import COLOURS, Colour, Shown
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import grant, with_role

pytestmark = pytest.mark.django_db

SIGN, APPROVE = "Signering av kompetansekrav", "Godkjenning av kompetanseplaner"


@pytest.fixture
def errand(hospital: Hospital) -> Errand:
    return Errand(hospital)


def cards(errand: Errand, position: Position) -> dict[str, FollowUpCard]:
    made = follow_up_cards(errand.hospital.actor(position), errand.today)
    return {str(card.label): card for card in made}


def on_page(browser: Client) -> dict[str, str]:
    """The follow-up cards as they stand on the page, each with what its number says."""
    with time_machine.travel("2026-11-24T09:30:00Z", tick=False):
        html = browser.get(reverse("home")).content.decode()
    found = re.findall(r'notice-card" data-color="neutral">(.*?)</li>', html, re.S)
    texts = [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in found]
    return {name: text.removeprefix(name).strip() for text in texts for name in (SIGN, APPROVE) if name in text}


@pytest.mark.req("KP-FCARD-003")
def test_a_card_is_there_for_whoever_has_something_waiting_or_has_handled_something(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    assert cards(errand, errand.sven) == cards(errand, errand.astrid) == {}

    request = errand.sends()
    assert cards(errand, errand.sven)[SIGN].waiting == 1
    errand.declines(request)
    assert cards(errand, errand.sven)[SIGN].waiting == 0, "one that was declined has been handled"

    errand.signs(errand.sends())
    assert cards(errand, errand.sven)[SIGN].waiting == 0
    assert cards(errand, errand.astrid)[APPROVE].waiting == 1
    actor, now = errand.hospital.actor(errand.astrid), errand.hospital.now
    assigning.approve_assignment(errand.mine.public_id, actor=actor, now=now)
    assert cards(errand, errand.astrid)[APPROVE].waiting == 0
    assert cards(errand, errand.nina) == {}


def test_what_was_withdrawn_or_waits_for_another_leader_is_not_counted(errand: Errand) -> None:
    bodil = errand.hospital.employ("Bodil", "1020")
    errand.hospital.employ("Odd", "1020", led_by=bodil)
    errand.begin("HLR", requires_signing=True)
    errand.withdraws(errand.sends())
    assert cards(errand, errand.sven) == {}
    errand.signs(errand.sends())
    assert cards(errand, bodil) == {}


@pytest.mark.req("KP-SIGN-035")
def test_the_number_on_the_home_page_follows_without_signing_in_again(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    request = errand.sends()
    browser = errand.hospital.browser("Sven")
    assert on_page(browser) == {SIGN: "1 venter"}
    errand.signs(request)
    assert on_page(browser) == {SIGN: "Ingenting venter"}


@pytest.mark.req("KP-CARD-022")
def test_the_number_is_red_while_something_waits_and_green_when_nothing_does(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    request = errand.sends()
    assert tags(errand.hospital.browser("Sven")) == {SIGN: ("danger", "1 venter")}
    errand.signs(request)
    assert tags(errand.hospital.browser("Sven")) == {SIGN: ("success", "Ingenting venter")}
    assert tags(errand.hospital.browser("Astrid")) == {APPROVE: ("danger", "1 venter")}
    actor, now = errand.hospital.actor(errand.astrid), errand.hospital.now
    assigning.approve_assignment(errand.mine.public_id, actor=actor, now=now)
    assert tags(errand.hospital.browser("Astrid")) == {APPROVE: ("success", "Ingenting venter")}


def tags(browser: Client) -> dict[str, tuple[str, str]]:
    """The colour and the words of the number on each follow-up card."""
    with time_machine.travel("2026-11-24T09:30:00Z", tick=False):
        html = browser.get(reverse("home")).content.decode()
    found = {}
    for card in re.findall(r'notice-card" data-color="neutral">(.*?)</li>', html, re.S):
        name, number = re.split(r"</a>", card, maxsplit=1)
        tag = re.search(r'class="ds-tag[^"]*" data-color="(\w+)"[^>]*>(.*?)</span>\s*</p>', number, re.S)
        assert tag, number
        words = [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in (name, tag[2])]
        found[words[0]] = (tag[1], words[1])
    return {name: said for name, said in found.items() if name in (SIGN, APPROVE)}


@pytest.mark.req("KP-FCARD-006")
def test_requests_to_sign_come_by_mail_as_chosen_and_always_stand_on_the_home_page(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    sven = errand.hospital.actor(errand.sven)
    kinds = queries.settings_of(sven).groups
    group = next(one for one in kinds if one.group.key == "approvals")
    asked = next(kind for kind in group.kinds if kind.key == "competence.signature_requested")
    assert asked.ways == {Way.SINGLE, Way.WEEKLY}
    for single in (True, False):
        actions.choose({("approvals", way): single for way in Way}, without_mail=not single, actor=sven)
        OutgoingMessage.objects.all().delete()
        request = errand.sends()
        assert OutgoingMessage.objects.count() == int(single)
        assert cards(errand, errand.sven)[SIGN].waiting == 1, "it cannot be switched off"
        assert SIGN in on_page(errand.hospital.browser("Sven"))
        errand.withdraws(request)


@pytest.mark.req("KP-FCARD-008")
def test_plans_to_approve_come_in_the_weekly_digest_as_chosen_and_always_stand_on_the_home_page(
    errand: Errand,
) -> None:
    astrid = errand.hospital.actor(errand.astrid)
    actions.choose({("approvals", way): way is Way.WEEKLY for way in Way}, without_mail=False, actor=astrid)
    errand.begin("HLR")
    errand.fulfils()
    actions.mail_told(now=errand.hospital.now)
    assert not OutgoingMessage.objects.exists(), "never as a single e-mail"
    assert cards(errand, errand.astrid)[APPROVE].waiting == 1
    assert on_page(errand.hospital.browser("Astrid")) == {APPROVE: "1 venter"}
    assert actions.make_weekly_digest(now=errand.hospital.now + timedelta(days=7)) == 1


@pytest.mark.req("KP-HOME-005")
def test_ones_own_requirements_are_counted_by_the_colours_that_the_plans_show(errand: Errand) -> None:
    errand.begin("HLR", "Brann", "Smittevern", "Løft", "Hygiene", validity_days=365)
    for name, ago in (("HLR", 400), ("Brann", 340), ("Smittevern", 10)):
        models.Requirement.objects.filter(name=name).update(validity_days=365)
        errand.name = name
        errand.fulfils(on=errand.today - timedelta(days=ago))
    errand.name = "Løft"
    actor, now = errand.hospital.actor(errand.nina), errand.hospital.now
    relevance.mark_requirement(errand.mine.public_id, errand.link.public_id, comment="Nei", actor=actor, now=now)

    found = own_colours(actor=actor, today=errand.today)

    shown = [row.shown for one in plan_of(errand.mine, today=errand.today).sections for row in one.rows]
    assert dict(found) == {Colour.RED: 2, Colour.YELLOW: 1, Colour.GREEN: 1}
    assert {colour: [COLOURS[one] for one in shown].count(colour) for colour in found} == dict(found)
    with time_machine.travel("2026-11-24T09:30:00Z", tick=False):
        html = errand.hospital.browser("Nina").get(reverse("home")).content.decode()
    section = html[html.index("section-own_competence") :]
    text = " ".join(re.sub(r"<[^>]*>", " ", section).split())
    assert f'href="{reverse("own_plan", args=[errand.mine.public_id])}"' in section
    assert "Må gjøres 2" in text
    assert "Påbegynt, eller utløper snart 1" in text
    assert "Fullført 1" in text
    assert "Min kompetanse" not in errand.hospital.browser("Sven").get(reverse("home")).content.decode()


@pytest.mark.req("KP-CARD-012")
def test_the_status_card_shows_how_all_requirements_of_those_one_has_access_to_stand(errand: Errand) -> None:
    hospital, ward = errand.hospital, errand.ward
    errand.begin("HLR", "Brann", "Smittevern", "Løft", "Hygiene", validity_days=365)
    for name, ago in (("HLR", 400), ("Brann", 340), ("Smittevern", 10)):
        models.Requirement.objects.filter(name=name).update(validity_days=365)
        errand.name = name
        errand.fulfils(on=errand.today - timedelta(days=ago))
    errand.name = "Løft"
    actor = hospital.actor(errand.nina)
    relevance.mark_requirement(
        errand.mine.public_id, errand.link.public_id, comment="Nei", actor=actor, now=hospital.now
    )
    ward.plan("Felles", "HLR", section="Felles")
    ward.assign("Felles", errand.nina)
    bodil = hospital.employ("Bodil", "1020")
    odd = hospital.employ("Odd", "1020", led_by=bodil)
    ward.plan("Avdeling B", "Pumpe", section="B")
    ward.assign("Avdeling B", odd)
    lent = hospital.employ("Nina", "1020", led_by=bodil, kind=PositionKind.LOAN)
    ward.plan("Vikar", "Journal", section="Vikar")
    ward.assign("Vikar", lent)
    ward.plan("Gammel", "Utgått", section="Gammel")
    gone = ward.assign("Gammel", errand.nina)
    assigning.deactivate_assignment(
        gone.public_id, actor=hospital.actor(errand.astrid), now=hospital.now, today=errand.today
    )
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    with_role(hospital, "Anna", roles.SUBJECT_A, "sykehuset")
    hospital.employ("Peder", "2010")

    def shown(name: str) -> list[str]:
        html = statuses(hospital.browser(name))
        found = re.search(r'notice-card--status".*?</svg>(.*?)</ul>', html, re.S)
        bars = html.split('class="status-bar"')[-1].split("</svg>")[0].count("<rect")
        lines = re.findall(r"<li>(.*?)</li>", found[1], re.S) if found else []
        assert not found or ("Kompetanseplaner" in html and bars == len(lines))
        return [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in lines]

    of_nina = ["Utløpt: 1", "Ikke påbegynt: 1", "Utløper snart: 1", "Fullført: 1"]
    assert shown("Astrid") == of_nina, "each requirement once, none that is not relevant or put away"
    assert shown("Bodil") == ["Ikke påbegynt: 2"], "of whom is borrowed, what was assigned there"
    assert shown("Turid") == ["Utløpt: 1", "Ikke påbegynt: 3", "Utløper snart: 1", "Fullført: 1"]
    for nobody in ("Sven", "Anna", "Peder"):
        assert shown(nobody) == [], nobody


@pytest.mark.parametrize("many", [home_queries.MANY, 0], ids=["few", "many"])
def test_whoever_follows_up_departments_sees_what_stands_in_plans_there_and_nothing_of_other_workplaces(
    errand: Errand, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    hospital, ward = errand.hospital, errand.ward
    errand.begin("HLR", "Brann")
    for name, code, requirements in (("Vikar", "1020", ["Journal"]), ("Nabo", "2010", ["HLR", "Nabokrav"])):
        kind = PositionKind.LOAN if name == "Vikar" else PositionKind.EMPLOYMENT
        ward.plan(name, *requirements, section=name)
        ward.assign(name, hospital.employ("Nina", code, kind=kind))
    ward.plan("Avdeling B", "Pumpe", section="B")
    ward.assign("Avdeling B", hospital.employ("Odd", "1020"))
    grant(hospital, errand.astrid, roles.SUBJECT_B, "2010")
    monkeypatch.setattr(home_queries, "MANY", many)

    def seen(actor: Actor) -> int:
        found = followed_up(actor=actor, today=errand.today)
        assert set(found) == {Shown.NOT_STARTED}
        return found.total()

    administrators = {
        code: with_role(hospital, code, roles.TRUST_ADMINISTRATOR, code) for code in ("sykehuset", "nabo")
    }
    assert seen(administrators["sykehuset"]) == len(["HLR", "Brann", "Journal", "Pumpe"])
    assert seen(administrators["nabo"]) == len(["HLR", "Nabokrav"])
    assert seen(with_role(hospital, "Berit", roles.SUBJECT_B, "1020")) == len(["Journal", "Pumpe"])
    assert seen(hospital.actor(errand.astrid)) == len(["HLR", "Brann", "Nabokrav"]), "whom she leads too, each once"


def follow_up_board(browser: Client) -> str:
    html = browser.get(reverse("home"), headers={"accept-language": "nb"}).content.decode()
    board = html.split('id="board-follow_up"')[1].split("</section>")[0] if 'id="board-follow_up"' in html else ""
    return board + statuses(browser) if f'hx-get="{reverse("status_cards")}"' in board else board


def statuses(browser: Client) -> str:
    """What home fetches; nothing for whoever follows nobody up."""
    answer = browser.get(reverse("status_cards"), headers={"accept-language": "nb", "hx-request": "true"})
    return answer.content.decode() if answer.status_code == 200 else ""


@pytest.mark.req("KP-CARD-008")
def test_those_who_follow_up_have_three_kinds_of_cards(errand: Errand) -> None:
    errand.begin("HLR", validity_days=30)
    errand.fulfils(errand.today - timedelta(days=10))
    telling.tell_of_days(now=errand.hospital.now)
    board = follow_up_board(errand.hospital.browser("Astrid"))

    assert ">Medarbeideroppfølging</h2>" in board
    found = re.findall(r'<li class="ds-card notice-card.*?(?=<li class="ds-card|$)', board, re.S)
    kinds = [
        "status" if "notice-card--status" in one else "notification" if "?card=follow_up" in one else "follow-up"
        for one in found
    ]
    assert sorted(kinds) == ["follow-up", "notification", "status"]
    assert APPROVE in board
    assert "Kompetanseplaner" in board


@pytest.mark.req("KP-CARD-009")
@pytest.mark.parametrize("wanted", [True, False])
def test_what_leaders_are_told_of_employees_they_switch_on_and_off_as_any_other(errand: Errand, wanted: bool) -> None:
    browser, url = errand.hospital.browser("Astrid"), reverse("notification_settings")
    page = browser.get(url, headers={"accept-language": "nb"}).content.decode()
    assert "Varsler for medarbeideroppfølging" in page
    ticks = re.findall(
        r'<input class="ds-input" type="checkbox"[^>]*name="([^"]+)"[^>]*?( checked)?( disabled)?>', page
    )
    chosen = {name: "on" for name, checked, _disabled in ticks if checked}
    own = next(name for name, *_more in ticks if "follow_up" in name and "home" in name)
    browser.post(url, {**chosen, own: "on"} if wanted else {name: "on" for name in chosen if name != own})
    errand.begin("HLR", validity_days=30)
    errand.fulfils(errand.today - timedelta(days=10))
    telling.tell_of_days(now=errand.hospital.now)
    board = follow_up_board(browser)
    assert ("?card=follow_up" in board) is wanted
    assert APPROVE in board, "the others cannot be switched off"


def test_of_very_many_employees_the_numbers_are_counted_now_and_then(
    errand: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    errand.begin("HLR", "Brann")
    turid = with_role(errand.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    monkeypatch.setattr(home_queries, "MANY", 1)
    assert dict(followed_up(actor=turid, today=errand.today)) == {Shown.NOT_STARTED: 2}
    errand.fulfils()
    assert dict(followed_up(actor=turid, today=errand.today)) == {Shown.NOT_STARTED: 2}, "as they were counted"
    tomorrow = errand.today + timedelta(days=1)
    assert dict(followed_up(actor=turid, today=tomorrow)) == {Shown.NOT_STARTED: 1, Shown.FULFILLED: 1}
    monkeypatch.undo()
    assert dict(followed_up(actor=turid, today=errand.today)) == {Shown.NOT_STARTED: 1, Shown.FULFILLED: 1}


def test_the_bar_of_a_status_card_is_as_long_as_the_card_is_whole() -> None:
    counts = [StatusCount("a", 1), StatusCount("b", 0), StatusCount("c", 2)]
    parts = StatusCard("Planer", tuple(counts)).parts
    assert [(one.first, one.width) for one in parts] == [(0, 333), (333, 667)]
    assert StatusCard("Planer", ()).parts == []
