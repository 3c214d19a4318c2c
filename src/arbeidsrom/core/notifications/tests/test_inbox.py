"""The inbox, and what people choose to be told by e-mail and SMS."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.notifications import actions, queries
from arbeidsrom.core.notifications.actions.inbox import read_token
from arbeidsrom.core.notifications.models import Choice, Notification, OutgoingMessage
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.notifications.tests.conftest import NOW
from arbeidsrom.core.notifications.tests.servers import MailServer
from arbeidsrom.core.notifications.types import UnknownType
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


def tell(cast: Cast, name: str = "kari", kind: str = "test.deadline", **given: object) -> Notification | None:
    """Somebody of the cast is told something."""
    usual = {"about": uuid4(), "params": {"number": "2026/14", "day": "1. desember"}, "now": NOW}
    return actions.notify(cast.people[name].pk, kind, **{**usual, **given})  # type: ignore[arg-type]


def signed_in(cast: Cast, name: str = "kari") -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


def contents() -> list[Content]:
    return [Content.from_json(message.content) for message in OutgoingMessage.objects.order_by("id")]


def test_somebody_is_told_in_the_inbox_and_by_mail_in_their_own_language(cast: Cast) -> None:
    Account.objects.filter(person=cast.people["kari"]).update(language="nn")

    tell(cast, url="/cases/x/")

    (row,) = queries.inbox(cast.kari)
    assert (row.sentence, row.group, row.is_read) == ("The deadline in case 2026/14 is 1. desember.", "Cases", False)
    (content,) = contents()
    assert content.subject == "Arbeidsrom: A deadline comes near"
    assert "Hei, Kari Ødegård!" in content.text
    assert "http://localhost:8000/cases/x/" in content.text
    assert "Vel kva du får på e-post" in content.html
    (message,) = OutgoingMessage.objects.all()
    assert (message.recipient, message.tenant) == ("kari@example.no", cast.hospital_club.tenant)


def test_the_subject_of_a_mail_says_nothing_of_what_it_is_about(cast: Cast) -> None:
    tell(cast)

    assert "2026/14" not in contents()[0].subject


@pytest.mark.req("PL-OPS-006")
def test_one_click_in_the_mail_program_switches_such_mails_off(cast: Cast, mails: MailServer) -> None:
    tell(cast)
    actions.deliver_waiting(now=NOW)
    (mail,) = mails.mails
    url = mail["List-Unsubscribe"].strip(" <>").removeprefix("http://localhost:8000")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)

    with time_machine.travel(NOW + timedelta(days=30)):
        assert program.get(url).status_code == 200
        assert not Choice.objects.exists(), "a link scanner that looks at the page changes nothing"
        assert program.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200

    tell(cast)
    assert OutgoingMessage.objects.count() == 1
    assert len(queries.inbox(cast.kari)) == 2


@pytest.mark.req("PL-OPS-006")
def test_mails_that_cannot_be_switched_off_offer_no_such_link(cast: Cast) -> None:
    tell(cast, kind="test.must")

    assert "List-Unsubscribe" not in contents()[0].headers


def read_again(cast: Cast) -> str:
    """The token of one more mail of the same kind to the same person."""
    tell(cast, once="again")
    return re.search(r"/off/([^/]+)/", contents()[-1].headers["List-Unsubscribe"])[1]


def test_the_link_tells_nobody_whose_mails_it_switches_off_and_does_not_last_for_ever(cast: Cast) -> None:
    tell(cast)
    token = re.search(r"/off/([^/]+)/", contents()[0].headers["List-Unsubscribe"])[1]
    spoken = base64.urlsafe_b64decode(token + "==")
    assert b"test.deadline" not in spoken
    assert token != read_again(cast), "two mails to one person do not show that they are"
    read = read_token(token, now=NOW + timedelta(days=179))
    assert read is not None
    assert read.kind
    assert (read.person_id, read.kind.key) == (cast.people["kari"].pk, "test.deadline")
    assert read_token(token, now=NOW + timedelta(days=181)) is None


def test_a_link_that_we_have_not_made_switches_nothing_off() -> None:
    assert Client().post(reverse("switch_off_mail", args=["WzEsInRlc3QuZGVhZGxpbmUiXQ:1x:forged"])).status_code == 404


def test_what_is_told_once_is_told_once(cast: Cast) -> None:
    assert tell(cast, once="2026/14 3 days")
    assert tell(cast, once="2026/14 3 days") is None
    assert tell(cast, once="2026/14 1 day")
    assert tell(cast, "ola", once="2026/14 3 days")

    assert OutgoingMessage.objects.count() == 3


def test_a_kind_that_nobody_has_declared_is_refused(cast: Cast) -> None:
    with pytest.raises(UnknownType):
        tell(cast, kind="test.unknown")


def test_opening_a_notification_reads_it_and_leads_to_the_thing(cast: Cast) -> None:
    made = tell(cast, url=reverse("offices"))
    client = signed_in(cast)
    shown = client.get(reverse("notifications")).content.decode()
    assert "Ulest" in shown
    assert made

    answer = client.post(reverse("open_notification", args=[made.public_id]))

    assert answer["Location"] == reverse("offices")
    assert queries.count_inbox(cast.kari, unread_only=True) == 0


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_notification_never_leads_out_of_the_program(cast: Cast, url: str) -> None:
    made = tell(cast, url=url)
    assert made

    answer = signed_in(cast).post(reverse("open_notification", args=[made.public_id]))

    assert answer["Location"] == reverse("notifications")


def test_nobody_sees_or_reads_the_notifications_of_somebody_else(cast: Cast) -> None:
    made = tell(cast)
    assert made

    assert queries.inbox(cast.ola) == []
    assert signed_in(cast, "ola").post(reverse("open_notification", args=[made.public_id])).status_code == 404
    assert queries.count_inbox(cast.kari, unread_only=True) == 1


def test_the_inbox_is_paged_and_all_can_be_read_at_once(cast: Cast) -> None:
    for _number in range(51):
        tell(cast)
    client = signed_in(cast)

    assert client.get(reverse("notifications")).content.decode().count("/open/") == 50
    assert client.get(reverse("notifications"), {"page": "2"}).content.decode().count("/open/") == 1
    assert client.get(reverse("notifications"), {"page": "99", "show": "unread"}).content.decode().count("/open/") == 1
    client.post(reverse("mark_all_read"))

    assert "Alt er lest" in client.get(reverse("notifications"), {"show": "unread"}).content.decode()


def test_an_empty_inbox_says_so(cast: Cast) -> None:
    assert "Ingen varsler" in signed_in(cast).get(reverse("notifications")).content.decode()


def test_what_was_told_more_than_a_year_ago_is_forgotten(cast: Cast) -> None:
    tell(cast)
    tell(cast, now=NOW + timedelta(days=2))

    assert actions.erase_old_notifications(now=NOW + timedelta(days=366)) == 1
    assert Notification.objects.count() == 1
