"""Home answers: what do I have to do now?"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.home import cards, follow_up, sections
from arbeidsrom.core.home.cards import Card as TaskCard
from arbeidsrom.core.home.follow_up import FollowUpCard, StatusCard, StatusCount, StatusSource
from arbeidsrom.core.home.sections import Section
from arbeidsrom.core.notifications import actions, types
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.notifications.groups import FOLLOW_UP_CARD, FOLLOWING_UP, Background, Card, Group
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.core.notifications.types import NotificationType
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TESTS = Group("tests", "Tests")
TOLD = NotificationType("test.told", "Told", "Something happened.", TESTS, Card("tests", "Tests"), types.HOME_ONLY)
SOON = NotificationType(
    "test.soon",
    "Soon",
    "It is soon.",
    TESTS,
    Card("soon", "Soon", Background.YELLOW, removable=False),
    types.HOME_ONLY,
)
FOLLOWED = NotificationType(
    "test.followed", "Followed", "Somebody was allocated.", FOLLOWING_UP, FOLLOW_UP_CARD, types.COLLECTED
)


def tell(cast: Cast, kind: NotificationType, url: str = "") -> None:
    """Kari is told something."""
    notify(cast.people["kari"].pk, kind.key, about=None, url=url, now=cast.now)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told in these tests is unknown in others."""
    monkeypatch.setattr(types, "_types", {**types._types, **{kind.key: kind for kind in (TOLD, SOON, FOLLOWED)}})


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> dict[str, cards.CardMaker]:
    """No app gives cards but those of the test."""
    alone: dict[str, cards.CardMaker] = {}
    monkeypatch.setattr(cards, "_makers", alone)
    return alone


@pytest.fixture
def kari(cast, client: Client) -> Client:
    client.force_login(cast.accounts["kari"])
    return client


def test_the_most_pressing_card_comes_first_and_nothing_is_said_of_nothing(cast, makers):
    cards.register("a", lambda actor, today: [TaskCard(3, "answers", "Read", "/a/", "inbox", order=20)])
    cards.register("b", lambda actor, today: [TaskCard(1, "overdue", "Look", "/b/", "clock", "danger", order=1)])
    cards.register("c", lambda actor, today: [TaskCard(0, "nothing", "Rest", "/c/", "clock")])
    assert [str(card.text) for card in cards.cards_for(cast.kari, cast.today)] == ["overdue", "answers"]


def test_a_card_is_a_number_a_word_a_symbol_and_one_verb(makers, kari: Client):
    cards.register(
        "a", lambda actor, today: [TaskCard(1234, "frister i dag", "Se på fristene", "/cases/", "clock", "danger")]
    )
    page = kari.get("/").content.decode()
    assert "1\u202f234" in page
    assert "frister i dag" in page
    assert 'href="/cases/">Se på fristene</a>' in page
    assert "#clock" in page


def test_each_actor_gets_the_cards_of_the_office_acted_in(cast, makers, kari: Client):
    cards.register("a", lambda actor, today: [TaskCard(1, actor.label, "Read", "/a/", "inbox")])
    assert cast.kari.label in kari.get("/").content.decode()


def test_an_empty_home_says_that_nothing_waits(makers, kari: Client):
    assert "Ingenting venter på deg" in kari.get("/").content.decode()


def test_nobody_is_told_that_nothing_waits_beside_what_does(cast, makers, kari: Client, monkeypatch):
    tell(cast, TOLD)
    assert "Ingenting venter på deg" not in kari.get("/").content.decode(), "unread"
    kari.post("/notifications/read/")
    assert "Ingenting venter på deg" in kari.get("/").content.decode(), "read, and with a cross"
    tell(cast, SOON)
    kari.post("/notifications/read/")
    assert "Ingenting venter på deg" not in kari.get("/").content.decode(), "stays until it is dealt with"


def test_what_waits_to_be_followed_up_waits(cast, makers, kari: Client, monkeypatch):
    card = FollowUpCard("Kort", 3, "/a/")
    monkeypatch.setattr(follow_up, "_follow_ups", {"a": lambda actor, today: card})
    assert "Ingenting venter på deg" not in kari.get("/").content.decode()


@pytest.mark.req("KP-HOME-004", "KP-CARD-001")
def test_notifications_lie_in_cards_in_two_groups(cast, makers, kari: Client):
    tell(cast, TOLD)
    tell(cast, FOLLOWED)
    page = kari.get("/").content.decode()
    own, others = page.split('id="board-follow_up"')
    assert ">Varsler</h2>" in own
    assert "1 varsel" in own
    assert "?card=tests#panel" in own
    assert ">Medarbeideroppfølging</h2>" in others
    assert "?card=follow_up#panel" in others


@pytest.mark.req("KP-CARD-005", "KP-CARD-006")
def test_a_card_opens_its_panel_where_each_notification_leads_on(cast, makers, kari: Client):
    tell(cast, TOLD, url="/cases/")
    tell(cast, FOLLOWED)
    closed = kari.get("/").content.decode()
    assert "Something happened." not in closed
    panel = kari.get("/", {"card": "tests"}).content.decode().split("<aside")[1]
    assert "Something happened." in panel
    assert "Somebody was allocated." not in panel, "another card"
    action = re.search(r'action="(/notifications/[^"]+/open/)"', panel)
    assert action
    assert kari.post(action[1])["Location"] == "/cases/"
    assert "<aside" not in kari.get("/", {"card": "unknown"}).content.decode()


@pytest.mark.req("KP-CARD-014")
def test_a_cross_stands_on_cards_that_need_no_handling_and_on_no_other(cast, makers, kari: Client):
    tell(cast, TOLD)
    tell(cast, SOON)
    page = kari.get("/").content.decode()
    assert "/notifications/cards/tests/remove/" in page
    assert "/notifications/cards/soon/remove/" not in page
    kari.post("/notifications/cards/tests/remove/")
    assert "?card=tests" not in kari.get("/").content.decode()
    panel = kari.get("/", {"card": "soon"}).content.decode().split("<aside")[1]
    assert "Disse forsvinner av seg selv" in panel


def test_the_colour_of_a_card_is_said_in_words_too(cast, makers, kari: Client):
    tell(cast, SOON)
    page = kari.get("/").content.decode()
    assert re.search(r'notice-card" data-color="warning"(?s:.)*Haster', page)


def test_a_follow_up_card_counts_what_waits_and_cannot_be_switched_off(cast, makers, kari: Client, monkeypatch):
    waiting = {"a": 3, "b": 0}
    makers_of = {
        key: lambda actor, today, key=key: FollowUpCard(f"Kort {key}", waiting[key], f"/{key}/") for key in waiting
    }
    monkeypatch.setattr(follow_up, "_follow_ups", {**makers_of, "c": lambda actor, today: None})
    choices = {(group.key, Way.HOME): False for group in types.all_groups()}
    actions.choose(choices, without_mail=True, actor=cast.kari)
    page = kari.get("/").content.decode()
    assert re.search(r'href="/a/"(?s:.)*?data-color="danger">(?s:.)*?3 venter', page)
    assert re.search(r'href="/b/"(?s:.)*?data-color="success">(?s:.)*?Ingenting venter', page)
    assert "/remove/" not in page
    assert "Kort a" not in kari.get("/notifications/settings/").content.decode()


def test_a_status_card_leads_from_each_status_to_what_it_counts(makers, kari: Client, monkeypatch):
    card = StatusCard("Planer", (StatusCount("Utløpt", 4, "/plans/?status=expired", "danger"),))
    source = StatusSource(lambda _actor: True, lambda _actor, _today: card)
    monkeypatch.setattr(follow_up, "_statuses", {"plans": source})
    page = kari.get("/").content.decode()
    assert f'hx-get="{reverse("status_cards")}" hx-trigger="load"' in page
    assert "Utløpt" not in page, "home does not wait for what is counted"
    page = kari.get(reverse("status_cards")).content.decode()
    assert 'href="/plans/?status=expired"' in page
    assert "Utløpt: 4" in page


def test_whoever_follows_nobody_up_has_no_page_of_how_it_stands(kari: Client, monkeypatch):
    source = StatusSource(lambda _actor: False, lambda _actor, _today: None)
    monkeypatch.setattr(follow_up, "_statuses", {"plans": source})
    assert "hx-trigger" not in kari.get("/").content.decode()
    assert kari.get(reverse("status_cards")).status_code == 404


def test_an_app_gives_a_section_of_its_own(makers, kari: Client, monkeypatch):
    section = Section("own", "Mine dokumenter", "web/parts/flashes.html", order=10)
    monkeypatch.setattr(sections, "_makers", {"own": lambda actor, today: section, "none": lambda actor, today: None})
    page = kari.get("/").content.decode()
    assert page.index("Mine dokumenter") < page.index("Ingenting venter på deg")


def test_nobody_sees_home_without_signing_in(client: Client):
    assert client.get("/").status_code == 302


def test_somebody_without_an_office_is_told_so_and_what_can_be_done_until_then(cast, makers, client: Client):
    cast.positions["kari"].valid_to = timezone.localdate()
    cast.positions["kari"].save()
    client.force_login(cast.accounts["kari"])
    page = client.get("/").content.decode()
    assert "Du har ingen stilling og ikke noe verv her i dag" in page
    assert 'href="/my-data/"' in page


def test_when_nothing_waits_the_tasks_of_the_office_are_there(makers, kari: Client):
    assert "Oppgavene dine" in kari.get("/").content.decode()
