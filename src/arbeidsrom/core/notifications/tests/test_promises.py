"""What whoever is told something can rely on: cards, digests, changed settings and targets that are gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.notifications import actions, queries
from arbeidsrom.core.notifications.actions import weekly
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage, WeeklyDigest
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.states import Way
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
TUESDAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 5, 4, tzinfo=UTC)
WEEK = timedelta(days=7)


def tell(cast: Cast, kind: str = "test.deadline", name: str = "kari", **given: object) -> Notification:
    usual = {"about": None, "params": {"number": "2026/14", "day": "2026-12-01", "who": "Ola"}, "now": TUESDAY}
    made = actions.notify(cast.people[name].pk, kind, **{**usual, **given})  # type: ignore[arg-type]
    assert made
    return made


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.accounts["kari"])
    return client


def mails(word: str = "") -> list[Content]:
    rows = [Content.from_json(row.content) for row in OutgoingMessage.objects.order_by("id")]
    return [one for one in rows if word in one.subject]


def digests() -> list[str]:
    return [one.text for one in mails("oppsummering")]


def choose(cast: Cast, *, single: bool = True, weekly: bool = False, home: bool = True, name: str = "kari") -> None:
    wanted = {Way.SINGLE: single, Way.WEEKLY: weekly, Way.HOME: home}
    chosen = {(group, way): one for group in ("cases", "sharing") for way, one in wanted.items()}
    actions.choose(chosen, without_mail=False, actor=cast.actor(name))


def cards(device: Client) -> bool:
    """Whether the card lies on the home page there."""
    return reverse("remove_card", args=["cases"]) in device.get(reverse("home"), {"card": "cases"}).content.decode()


@pytest.mark.req("KP-EIMP-008")
def test_a_card_that_is_removed_is_gone_on_all_devices_until_something_new_comes(cast: Cast) -> None:
    tell(cast)
    phone, desk = signed_in(cast), signed_in(cast)
    assert (cards(phone), cards(desk)) == (True, True)
    phone.post(reverse("remove_card", args=["cases"]))
    assert not any(cards(one) for one in (phone, desk, signed_in(cast)))

    tell(cast, "test.quiet")
    assert all(cards(one) for one in (phone, desk))
    assert [row.count for row in queries.cards_of(cast.kari)] == [1], "what was removed stays away"


@pytest.mark.req("KP-EIMP-009")
def test_the_digest_has_what_came_since_the_last_group_by_group_and_is_never_empty(cast: Cast) -> None:
    choose(cast, weekly=True)
    for kind in ("test.quiet", "test.must", "test.deadline"):
        tell(cast, kind)
    assert actions.make_weekly_digest(now=WEDNESDAY) == 1
    lines = [line for line in digests()[0].splitlines() if line.startswith("- ")]
    assert lines == [
        "- Cases: A deadline comes near (1)",
        "- Cases: A colleague has written (1)",
        "- Sharing: A shipment is locked (1)",
    ]
    assert actions.make_weekly_digest(now=WEDNESDAY + WEEK) == 0, "nothing has come"
    tell(cast, "test.quiet", now=WEDNESDAY + WEEK + timedelta(hours=1))
    assert actions.make_weekly_digest(now=WEDNESDAY + 2 * WEEK) == 1
    assert [line for line in digests()[1].splitlines() if line.startswith("- ")] == [lines[1]]


@pytest.mark.req("KP-EIMP-010")
def test_a_wednesday_that_fails_is_made_up_for_and_nothing_is_told_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("kari", "ola"):
        choose(cast, weekly=True, name=name)
        tell(cast, "test.quiet", name)
    write = weekly.write_messages

    def broken(readers: list[queries.DigestReader], *given: object, **named: object) -> None:
        if WeeklyDigest.objects.get().receipts.count() > 1:
            raise ConnectionError
        write(readers, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(weekly, "write_messages", broken)
    with pytest.raises(ConnectionError):
        actions.make_weekly_digest(now=WEDNESDAY, batch=1)
    assert len(digests()) == 1
    monkeypatch.setattr(weekly, "write_messages", write)
    assert actions.make_weekly_digest(now=WEDNESDAY + timedelta(days=1)) == 1
    assert {row.recipient for row in OutgoingMessage.objects.all()} == {"kari@example.no", "ola@example.no"}
    for weeks in (1, 2):
        assert actions.make_weekly_digest(now=WEDNESDAY + weeks * WEEK) == 0
    assert len(digests()) == 2


@pytest.mark.req("KP-EIMP-011")
def test_with_both_e_mails_chosen_an_event_is_told_in_both(cast: Cast) -> None:
    choose(cast, weekly=True)
    tell(cast)
    assert [one.subject for one in mails()] == ["Arbeidsrom: A deadline comes near"]
    actions.make_weekly_digest(now=WEDNESDAY)
    assert "- Cases: A deadline comes near (1)" in digests()[0]


@pytest.mark.req("KP-EIMP-013")
def test_what_is_chosen_is_for_what_comes_afterwards(cast: Cast) -> None:
    tell(cast)
    choose(cast, single=False, weekly=True)
    assert len(mails()) == 1, "what was written is sent all the same"
    tell(cast, "test.quiet")
    choose(cast, single=True, weekly=False)
    assert len(mails()) == 1, "what came while it was off is not mailed later"
    tell(cast)
    assert len(mails()) == 2

    assert actions.make_weekly_digest(now=WEDNESDAY) == 1
    lines = [line for line in digests()[0].splitlines() if line.startswith("- ")]
    assert lines == ["- Cases: A colleague has written (1)"], "what came while the digest was chosen"
    tell(cast, now=WEDNESDAY + timedelta(hours=1))
    assert actions.make_weekly_digest(now=WEDNESDAY + WEEK) == 0


@pytest.mark.req("KP-EIMP-013")
def test_the_cards_of_a_group_that_is_switched_off_are_hidden_at_once(cast: Cast) -> None:
    tell(cast)
    client = signed_in(cast)
    assert cards(client)
    choose(cast, home=False)
    assert not cards(client)


def test_whoever_ends_the_digests_by_the_link_in_one_gets_none_of_what_had_come(cast: Cast) -> None:
    choose(cast, weekly=True)
    tell(cast, "test.quiet")
    actions.make_weekly_digest(now=WEDNESDAY)
    tell(cast, "test.quiet", now=WEDNESDAY + timedelta(hours=1))
    header = mails("oppsummering")[0].headers["List-Unsubscribe"]
    assert actions.switch_off(header.rstrip("/>").rpartition("/")[2], now=WEDNESDAY)
    assert actions.make_weekly_digest(now=WEDNESDAY + WEEK) == 0
