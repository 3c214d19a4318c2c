"""Home answers: what do I have to do now?"""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from arbeidsrom.core.home import cards
from arbeidsrom.core.home.cards import Card as TaskCard
from arbeidsrom.core.notifications import types
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.notifications.groups import Card, Group

pytestmark = pytest.mark.django_db
TOLD = types.NotificationType(
    "test.told", "Told", "Something happened.", Group("tests", "Tests"), Card("tests", "Tests"), types.HOME_ONLY
)


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


def test_the_newest_unread_notifications_are_shown(cast, makers, kari: Client):
    types.register(TOLD)
    notify(cast.people["kari"].pk, TOLD.key, about=None, url="/cases/", now=cast.now)
    page = kari.get("/").content.decode()
    assert "Nytt siden sist" in page
    assert "Something happened." in page


def test_nobody_sees_home_without_signing_in(client: Client):
    assert client.get("/").status_code == 302


def test_somebody_without_an_office_is_told_so_and_what_can_be_done_until_then(cast, makers, client: Client):
    cast.positions["kari"].valid_to = timezone.localdate()
    cast.positions["kari"].save()
    client.force_login(cast.accounts["kari"])
    page = client.get("/").content.decode()
    assert "Du har ikke noe verv her i dag" in page
    assert 'href="/my-data/"' in page


def test_when_nothing_waits_the_tasks_of_the_office_are_there(makers, kari: Client):
    assert "Oppgavene dine" in kari.get("/").content.decode()
