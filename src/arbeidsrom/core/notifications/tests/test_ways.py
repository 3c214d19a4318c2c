"""What people choose, group by group, and that a notification goes by the ways it offers and by no other."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from arbeidsrom.core.notifications import actions, queries
from arbeidsrom.core.notifications.models import Choice, Notification, OutgoingMessage
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.core.notifications.tests.conftest import CASES, CASES_CARD, NOW
from arbeidsrom.core.notifications.types import HOME_ONLY, NotificationType
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
EVERY = ("test.deadline", "test.must", "test.quiet", "test.seen", "test.left")


def tell(cast: Cast, kind: str, **given: object) -> Notification | None:
    """Kari is told something."""
    usual = {"about": None, "params": {"number": "2026/14", "day": "2026-12-01", "who": "Ola"}, "now": NOW}
    return actions.notify(cast.people["kari"].pk, kind, **{**usual, **given})  # type: ignore[arg-type]


def mailed() -> list[str]:
    """The subjects of all mails, oldest first."""
    rows = OutgoingMessage.objects.order_by("id")
    return [Content.from_json(row.content).subject.removeprefix("Arbeidsrom: ") for row in rows]


def on_home(cast: Cast) -> list[str]:
    """The kinds that lie in cards."""
    return sorted(row.sentence.split(" ")[0] for card in queries.cards_of(cast.kari) for row in lying(cast, card))


def lying(cast: Cast, card: queries.CardRow) -> list[queries.InboxRow]:
    return queries.in_card(cast.kari, card.card.key, last=10)


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.accounts["kari"])
    return client


@pytest.mark.req("KP-NOTIF-002")
def test_there_are_exactly_three_ways(cast: Cast) -> None:
    assert [way.value for way in Way] == ["single", "weekly", "home"]
    page = signed_in(cast).get(reverse("notification_settings")).content.decode()
    assert {name.rpartition(":")[2] for name in names_in(page) if ":" in name} == {"single", "weekly", "home"}


def names_in(page: str) -> list[str]:
    """The names of all ticks on the page."""
    return [part.partition('"')[0] for part in page.split('type="checkbox"')[1:] for part in [part.split('name="')[1]]]


@pytest.mark.req("KP-NOTIF-008")
def test_the_settings_are_found_at_the_bottom_of_the_main_menu(cast: Cast) -> None:
    page = signed_in(cast).get(reverse("home")).content.decode()
    bottom = page[page.index('id="side-system"') :]
    link = f'href="{reverse("notification_settings")}"'
    assert "Innstillinger" in bottom[bottom.index(link) :].partition("</a>")[0]


@pytest.mark.req("KP-NOTIF-003", "KP-NOTIF-005", "KP-CARD-004")
def test_mail_and_home_page_follow_at_once_in_the_transaction_of_the_event(cast: Cast) -> None:
    tell(cast, "test.deadline")

    (message,) = OutgoingMessage.objects.all()
    assert message.due_at == NOW
    assert ProcrastinateJob.objects.filter(task_name="notifications.deliver", args={"message_id": message.pk}).exists()
    (row,) = queries.cards_of(cast.kari)
    assert (row.card, row.count, row.unread) == (CASES_CARD, 1, 1)


@pytest.mark.req("KP-NOTIF-011", "KP-NOTIF-015", "KP-NOTIF-016")
def test_who_has_chosen_nothing_gets_every_e_mail_at_once_and_all_on_the_home_page(cast: Cast) -> None:
    for kind in EVERY:
        tell(cast, kind)

    assert mailed() == ["A deadline comes near", "A shipment is locked", "Somebody has left"]
    assert on_home(cast) == ["Ola", "Ola", "Shipment", "The"]
    assert actions.make_weekly_digest(now=NOW.replace(day=25)) == 0, "the digest is nobody's until they choose it"


@pytest.mark.req("KP-NOTIF-006", "KP-NOTIF-009", "KP-NOTIF-010", "KP-NOTIF-016")
def test_several_ways_can_be_chosen_and_the_choice_is_for_the_whole_group(cast: Cast) -> None:
    given = {"cases:single": "on", "cases:weekly": "on", "cases:home": "on", "sharing:home": "on"}
    answer = signed_in(cast).post(reverse("notification_settings"), given)

    assert answer.status_code == 302
    for kind in EVERY:
        tell(cast, kind)
    assert mailed() == ["A deadline comes near", "A shipment is locked", "Somebody has left"]
    assert actions.make_weekly_digest(now=NOW.replace(day=25)) == 1
    digest = Content.from_json(OutgoingMessage.objects.latest("id").content)
    assert "Cases: A colleague has written (1)" in digest.text
    assert "Cases: A deadline comes near (1)" in digest.text
    assert "Somebody has looked" not in digest.text, "what offers no digest is in none"
    assert "Sharing" not in digest.text, "another group"


@pytest.mark.req("KP-NOTIF-010")
def test_the_mails_of_a_group_can_be_collected_instead_of_coming_at_once(cast: Cast) -> None:
    actions.choose({("cases", Way.SINGLE): False, ("cases", Way.WEEKLY): True}, without_mail=False, actor=cast.kari)

    tell(cast, "test.deadline")

    assert mailed() == []
    assert actions.make_weekly_digest(now=NOW.replace(day=25)) == 1


@pytest.mark.req("KP-NOTIF-012", "KP-NOTIF-013", "KP-MAIL-001")
def test_who_wants_no_e_mails_gets_those_alone_that_cannot_be_switched_off(cast: Cast) -> None:
    client = signed_in(cast)
    page = client.get(reverse("notification_settings")).content.decode()
    assert "Jeg vil ikke ha e-post varslinger" in page
    below = page.index("Jeg vil ikke ha e-post varslinger")
    assert page.rindex('name="sharing:weekly"') < below < page.index('name="cases:home"')
    given = {"cases:single": "on", "cases:weekly": "on", "sharing:weekly": "on", "cases:home": "on"}
    client.post(reverse("notification_settings"), {**given, "without_mail": "on"})

    for kind in EVERY:
        tell(cast, kind)

    assert mailed() == ["A shipment is locked", "Somebody has left"]
    assert actions.make_weekly_digest(now=NOW.replace(day=25)) == 0
    client.post(reverse("notification_settings"), given)
    tell(cast, "test.deadline")
    assert mailed()[-1] == "A deadline comes near", "what was chosen for the groups is still there"


@pytest.mark.req("KP-MAIL-001", "KP-MAIL-002", "KP-NOTIF-007")
def test_an_e_mail_that_always_comes_is_never_on_the_home_page_and_cannot_be_switched_off(cast: Cast) -> None:
    actions.choose({("sharing", Way.SINGLE): False}, without_mail=True, actor=cast.kari)

    for once in ("a", "a", "b"):
        tell(cast, "test.left", once=once)

    assert mailed() == ["Somebody has left"] * 2
    assert queries.cards_of(cast.kari) == []
    assert queries.count_inbox(cast.kari) == 0
    assert not Choice.objects.filter(way=Way.SINGLE).exists()
    page = signed_in(cast).get(reverse("notification_settings")).content.decode()
    assert page.count("Somebody has left") == 1, "the page tells that it always comes"


@pytest.mark.req("KP-NOTIF-014", "KP-NOTIF-015")
def test_a_group_is_hidden_from_the_home_page_at_once_and_comes_back(cast: Cast) -> None:
    tell(cast, "test.deadline")
    actions.choose({("cases", Way.HOME): False}, without_mail=False, actor=cast.kari)
    tell(cast, "test.quiet")
    tell(cast, "test.must")

    assert on_home(cast) == ["Shipment"]
    assert queries.count_inbox(cast.kari, unread_only=True) == 1
    assert "A deadline comes near" in mailed(), "the mails are chosen for themselves"

    actions.choose({("cases", Way.HOME): True}, without_mail=False, actor=cast.kari)
    assert on_home(cast) == ["Ola", "Shipment", "The"]


def test_choosing_what_is_proposed_anyway_leaves_no_trace(cast: Cast) -> None:
    for wanted in (False, True):
        actions.choose({("cases", Way.SINGLE): wanted}, without_mail=not wanted, actor=cast.kari)

    assert not Choice.objects.exists()


def test_groups_are_offered_to_those_who_can_get_any_of_them(cast: Cast) -> None:
    assert [row.group.key for row in queries.settings_of(cast.kari).groups] == ["cases", "sharing"]
    own = queries.settings_of(cast.kari)
    assert own.groups[0].offered == frozenset(Way)
    assert own.groups[1].choosable == {Way.WEEKLY, Way.HOME}, "what always comes by mail leaves no choice there"


def test_a_kind_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="lies in a card"):
        NotificationType("x", "X", "X.", CASES, None)
    with pytest.raises(ValueError, match="belong to no group"):
        NotificationType("x", "X", "X.", None, CASES_CARD)
    with pytest.raises(ValueError, match="offers single e-mail"):
        NotificationType("x", "X", "X.", CASES, CASES_CARD, HOME_ONLY, always_mailed=True)


def test_what_no_longer_applies_is_withdrawn_from_home_page_and_digest(cast: Cast) -> None:
    actions.choose({("cases", Way.WEEKLY): True}, without_mail=False, actor=cast.kari)
    about, other = uuid4(), uuid4()
    for thing in (about, other):
        tell(cast, "test.quiet", about=thing, once=str(thing))

    assert actions.withdraw("test.quiet", about=about, person_id=cast.people["ola"].pk) == 0
    assert actions.withdraw("test.quiet", about=about) == 1
    assert actions.withdraw("test.quiet", once=str(other), person_id=cast.people["kari"].pk) == 1

    assert queries.cards_of(cast.kari) == []
    assert actions.make_weekly_digest(now=NOW.replace(day=25)) == 0
    assert tell(cast, "test.quiet", about=about, once=str(about)), "when it applies again, it is told again"
    with pytest.raises(ValueError, match="Name the thing"):
        actions.withdraw("test.quiet")


@pytest.mark.req("KP-CARD-014")
def test_the_cross_takes_the_notifications_off_the_home_page_but_not_from_among_all(cast: Cast) -> None:
    kept = tell(cast, "test.deadline")
    tell(cast, "test.quiet")
    client = signed_in(cast)
    assert kept

    client.post(reverse("remove_notification", args=[kept.public_id]), {"card": "cases"})
    assert on_home(cast) == ["Ola"]
    client.post(reverse("remove_card", args=["cases"]))

    assert on_home(cast) == []
    assert queries.count_inbox(cast.kari) == 2
    assert queries.count_inbox(cast.kari, unread_only=True) == 0


def test_what_has_no_cross_cannot_be_removed(cast: Cast) -> None:
    made = tell(cast, "test.seen")
    assert made

    with pytest.raises(PermissionDenied, match="forsvinner av seg selv"):
        actions.remove_notification(made.public_id, actor=cast.kari, now=NOW)
    assert signed_in(cast).post(reverse("remove_card", args=["soon"])).status_code == 403
    assert on_home(cast) == ["Ola"]


def test_nobody_removes_the_notifications_of_somebody_else(cast: Cast) -> None:
    made = tell(cast, "test.deadline")
    client = Client()
    client.force_login(cast.accounts["ola"])
    assert made

    assert client.post(reverse("remove_notification", args=[made.public_id])).status_code == 404
    client.post(reverse("remove_card", args=["cases"]))
    assert client.post(reverse("remove_card", args=["unknown"])).status_code == 404

    assert on_home(cast) == ["The"]
