"""Mails and SMS: queued with their cause, sent once in effect, erased when delivered."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from pytest_django import Settings

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications import actions, outbox, queries, tasks
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.outbox import Attachment, Content, MessageStopped
from arbeidsrom.core.notifications.rules import NotAnAddress
from arbeidsrom.core.notifications.states import Channel, MessageState
from arbeidsrom.core.notifications.tests.conftest import NOW, TENANT
from arbeidsrom.core.notifications.tests.servers import MailServer, free_port, sms_server
from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.lib.refusals import WrongState

OPERATOR = Actor(ActorKind.PERSON, label="Drift", permissions={"operations.see": (Span(1, 9),)})

pytestmark = pytest.mark.django_db


def mail(**given: object) -> OutgoingMessage:
    """A queued mail."""
    usual = {
        "tenant": TENANT,
        "to": "ola@example.no",
        "subject": "Hei",
        "text": "Hei på deg",
        "about": None,
        "now": NOW,
    }
    return actions.send_mail(**{**usual, **given})  # type: ignore[arg-type]


def sms(to: str = "912 34 567") -> OutgoingMessage:
    """A queued SMS."""
    return actions.send_sms(tenant=TENANT, to=to, text="Kode: BCDF", about=None, now=NOW)


@pytest.mark.req("PL-OPS-006")
def test_a_mail_has_plain_text_and_html_its_own_id_and_its_thread(mails: MailServer) -> None:
    case = uuid4()
    first = mail(about=case, html="<p>Hei på deg</p>", attachments=[Attachment("a.txt", "text/plain", "aGVp")])
    second = mail(about=case)

    assert actions.deliver_waiting(now=NOW) == 2

    sent, later = mails.mails
    assert (sent["Message-ID"], later["Message-ID"]) == (first.message_id, second.message_id)
    assert sent["References"] == later["References"] == sent["In-Reply-To"] == later["In-Reply-To"]
    assert str(case) not in str(sent)
    plain, html = sent.get_body(("plain",)), sent.get_body(("html",))
    assert plain
    assert plain.get_content().strip() == "Hei på deg"
    assert html
    assert html.get_content().strip() == "<p>Hei på deg</p>"
    assert [(part.get_filename(), part.get_content()) for part in sent.iter_attachments()] == [("a.txt", "hei")]


@pytest.mark.req("PL-OPS-006")
def test_a_mail_written_as_text_alone_says_the_same_in_html(mails: MailServer) -> None:
    mail(text="Hei <b>Ola</b>,\n\nåpne https://example.no/forsendelse/#lenke-1 i dag.")

    actions.deliver_waiting(now=NOW)

    html = mails.mails[0].get_body(("html",))
    assert html
    written = html.get_content()
    assert "<p>Hei &lt;b&gt;Ola&lt;/b&gt;,</p>" in written
    assert '<a href="https://example.no/forsendelse/#lenke-1" rel="nofollow">' in written


def test_mails_about_one_thing_to_different_people_are_different_threads(mails: MailServer) -> None:
    case = uuid4()
    mail(about=case)
    mail(about=case, to="kari@example.no")

    actions.deliver_waiting(now=NOW)

    assert mails.mails[0]["References"] != mails.mails[1]["References"]


def test_a_delivered_message_is_erased(mails: MailServer) -> None:
    message = mail()

    assert actions.deliver(message.pk, now=NOW) == MessageState.SENT

    message.refresh_from_db()
    assert (message.recipient, message.content, message.erased_at, message.sent_at) == (None, None, NOW, NOW)


def test_what_a_message_says_and_to_whom_lies_sealed() -> None:
    mail(text="hemmelig innhold", subject="et emne")

    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_outgoingmessage::text FROM notifications_outgoingmessage")
        row = cursor.fetchone()[0]

    for plain in ("hemmelig", "emne", "ola@example.no"):
        assert plain.encode().hex() not in row
        assert plain not in row


@pytest.mark.req("PL-OPS-002")
def test_a_message_falls_with_the_transaction_of_its_cause() -> None:
    with transaction.atomic():
        mail()
        transaction.set_rollback(True)

    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("at", "answer", "state", "told"),
    [
        ("at_rcpt", "550 5.1.1 Unknown", MessageState.FAILED, "smtp 550"),
        ("at_rcpt", "450 4.2.0 Greylisted", MessageState.WAITING, "smtp 450"),
        ("at_data", "554 5.7.1 Refused", MessageState.FAILED, "smtp 554"),
        ("at_data", "451 4.3.0 Full", MessageState.WAITING, "smtp 451"),
    ],
)
def test_a_mail_server_that_refuses_for_good_or_for_now(
    mails: MailServer, at: str, answer: str, state: MessageState, told: str
) -> None:
    setattr(mails, at, answer)
    message = mail()

    assert actions.deliver(message.pk, now=NOW) == state

    message.refresh_from_db()
    assert (message.last_error, message.attempts, message.content is None) == (told, 1, False)


@pytest.mark.req("PL-OPS-002")
def test_a_mail_that_could_not_be_sent_waits_ever_longer_and_is_sent_once(mails: MailServer) -> None:
    mails.at_data = "451 4.3.0 Full"
    message = mail()
    waits = []
    now = NOW
    for _attempt in range(4):
        assert actions.deliver_waiting(now=now) == 1
        assert actions.deliver_waiting(now=now) == 0
        message.refresh_from_db()
        waits.append((message.due_at - now).total_seconds())
        now = message.due_at
    mails.at_data = ""

    assert actions.deliver_waiting(now=now) == 1
    assert actions.deliver_waiting(now=now + timedelta(days=1)) == 0

    assert waits == [15, 60, 240, 960]
    assert [sent["Message-ID"] for sent in mails.mails] == [message.message_id]


def test_each_message_of_a_long_run_is_claimed_when_its_turn_comes(mails: MailServer) -> None:
    first, second = mail(), mail()
    with time_machine.travel(NOW):
        tasks.deliver_waiting(0)

    first.refresh_from_db()
    second.refresh_from_db()
    assert [first.state, second.state] == [MessageState.SENT] * 2
    assert first.claimed_at
    assert first.sent_at
    assert second.claimed_at
    assert first.claimed_at < second.claimed_at


def test_a_mail_server_that_is_down_is_tried_again(settings: Settings) -> None:
    settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", free_port()
    message = mail()

    assert actions.deliver(message.pk, now=NOW) == MessageState.WAITING

    message.refresh_from_db()
    assert (message.last_error, message.unsure_at) == ("ConnectionRefusedError", None)


def test_a_mail_server_that_is_too_slow_is_tried_again_with_the_same_id(settings: Settings, mails: MailServer) -> None:
    settings.MAIL_TIMEOUT, mails.delay = 0.2, 1
    message = mail()

    assert actions.deliver(message.pk, now=NOW) == MessageState.WAITING
    message.refresh_from_db()
    assert (message.last_error, message.unsure_at) == ("SMTPServerDisconnected", NOW)
    settings.MAIL_TIMEOUT, mails.delay = 30, 0
    actions.deliver_waiting(now=message.due_at)

    assert {sent["Message-ID"] for sent in mails.mails} == {message.message_id}


def test_an_sms_gateway_that_is_down_is_tried_again(settings: Settings) -> None:
    settings.SMS_TRANSPORT, settings.SMS_URL = "http", f"http://127.0.0.1:{free_port()}/"
    message = sms()

    assert actions.deliver(message.pk, now=NOW) == MessageState.WAITING

    message.refresh_from_db()
    assert (message.last_error, message.unsure_at) == ("ConnectionRefusedError", None)


def test_an_sms_is_posted_to_the_gateway_with_its_key_and_token(settings: Settings, tmp_path: Path) -> None:
    with sms_server(tmp_path) as server:
        settings.SMS_TRANSPORT, settings.SMS_URL, settings.SMS_TOKEN = "http", server.url, "a token"
        message = sms()

        assert actions.deliver(message.pk, now=NOW) == MessageState.SENT

        (posted,) = server.received
    assert posted["path"] == "/v1/messages?account=7"
    assert posted["body"] == {"from": "Arbeidsrom", "to": "+4791234567", "text": "Kode: BCDF"}
    assert posted["headers"]["Authorization"] == "Bearer a token"
    assert posted["headers"]["Idempotency-Key"] == str(message.public_id)
    message.refresh_from_db()
    assert message.content is None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (400, MessageState.FAILED),
        (401, MessageState.FAILED),
        (429, MessageState.WAITING),
        (500, MessageState.WAITING),
        (503, MessageState.WAITING),
    ],
)
def test_an_sms_gateway_that_refuses_for_good_or_for_now(
    settings: Settings, tmp_path: Path, status: int, state: MessageState
) -> None:
    with sms_server(tmp_path, status=status) as server:
        settings.SMS_TRANSPORT, settings.SMS_URL = "http", server.url
        message = sms()

        assert actions.deliver(message.pk, now=NOW) == state

    message.refresh_from_db()
    assert message.last_error == f"http {status}"


def test_a_slow_sms_gateway_is_asked_again_with_the_same_key(settings: Settings, tmp_path: Path) -> None:
    with sms_server(tmp_path, delay=1) as server:
        settings.SMS_TRANSPORT, settings.SMS_URL, settings.SMS_TIMEOUT = "http", server.url, 0.2
        message = sms()
        assert actions.deliver(message.pk, now=NOW) == MessageState.WAITING
        message.refresh_from_db()
        assert (message.last_error, message.unsure_at) == ("timeout", NOW)
        settings.SMS_TIMEOUT = 10

        assert actions.deliver_waiting(now=NOW + timedelta(minutes=1)) == 1

        assert {post["headers"]["Idempotency-Key"] for post in server.received} == {str(message.public_id)}
        assert len(server.received) == 2


@pytest.mark.req("KL-SHARE-004")
@pytest.mark.parametrize("number", ["kari@example.no", "22 33 44 55", "123", "not a number", ""])
def test_an_sms_needs_a_mobile_number_and_no_e_mail_address(number: str) -> None:
    with pytest.raises(NotAnAddress):
        sms(number)

    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize("address", ["", "ola", "ola@", "ola@example.no\nBcc: x@example.no", "a@b.no, c@d.no"])
def test_a_mail_needs_one_address(address: str) -> None:
    with pytest.raises(NotAnAddress):
        mail(to=address)


def test_a_subject_cannot_add_headers() -> None:
    with pytest.raises(ValueError, match="one line"):
        mail(subject="Hei\nBcc: x@example.no")


def test_a_guard_stops_a_message_before_it_is_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_codes(channel: Channel, content: Content) -> None:
        if channel == Channel.MAIL and "BCDF" in content.everything():
            raise MessageStopped("a code in a mail")

    monkeypatch.setattr(outbox, "_guards", {})
    outbox.register_guard("test", no_codes)

    for given in ({"text": "BCDF"}, {"subject": "BCDF"}, {"html": "<b>BCDF</b>"}, {"headers": {"X-A": "BCDF"}}):
        with pytest.raises(MessageStopped):
            mail(**given)
    sms()
    assert [message.channel for message in OutgoingMessage.objects.all()] == [Channel.SMS]


def test_a_message_that_has_had_its_time_is_erased_unsent(mails: MailServer) -> None:
    message = mail(expires_at=NOW + timedelta(hours=1))
    after = NOW + timedelta(hours=1)

    assert actions.deliver(message.pk, now=after) is None
    assert actions.expire_messages(now=after) == 1

    message.refresh_from_db()
    assert (message.state, message.content, message.recipient) == (MessageState.EXPIRED, None, None)
    assert mails.mails == []


def test_in_the_demonstration_a_message_is_shown_until_it_expires(settings: Settings) -> None:
    settings.DEMONSTRATION, settings.MAIL_TRANSPORT = True, "outbox"
    message = mail()
    actions.deliver(message.pk, now=NOW)

    (row,) = queries.outbox_rows(OPERATOR)
    assert (row.recipient, row.content.text if row.content else "") == ("ola@example.no", "Hei på deg")
    actions.expire_messages(now=NOW + timedelta(days=14))

    (row,) = queries.outbox_rows(OPERATOR)
    assert (row.recipient, row.content, row.message.state) == ("", None, MessageState.SENT)


def test_a_refused_message_can_be_sent_again_by_those_who_run_the_installation(mails: MailServer) -> None:
    mails.at_rcpt = "550 5.1.1 Unknown"
    message = mail()
    actions.deliver(message.pk, now=NOW)
    mails.at_rcpt = ""

    actions.send_again(message.public_id, actor=OPERATOR, now=NOW)
    actions.deliver_waiting(now=NOW)

    assert len(mails.mails) == 1
    assert Entry.objects.get(event="notifications.message.sent_again").thing == message.public_id
    with pytest.raises(WrongState):
        actions.send_again(message.public_id, actor=OPERATOR, now=NOW)


@pytest.mark.req("PL-OPS-002")
def test_a_message_whose_worker_was_killed_while_sending_waits_again(mails: MailServer) -> None:
    message = mail()
    OutgoingMessage.objects.update(state=MessageState.SENDING, claimed_at=NOW, attempts=1)

    assert actions.take_back_stuck(now=NOW + timedelta(minutes=4)) == 0
    assert actions.take_back_stuck(now=NOW + timedelta(minutes=6)) == 1
    actions.deliver_waiting(now=NOW + timedelta(minutes=6))

    assert [sent["Message-ID"] for sent in mails.mails] == [message.message_id]


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PL-OPS-002")
def test_many_workers_at_once_send_each_message_once(mails: MailServer) -> None:
    for _message in range(12):
        mail()

    def work() -> None:
        actions.deliver_waiting(now=NOW)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mails.mails) == 12
    assert len({sent["Message-ID"] for sent in mails.mails}) == 12


def test_how_far_messages_have_come_is_told_without_what_they_say() -> None:
    wanted = mail()
    mail()

    (delivery,) = queries.deliveries_of([wanted.public_id])

    assert (delivery.channel, delivery.state, delivery.sent_at) == (Channel.MAIL, MessageState.WAITING, None)


def test_mails_of_libraries_go_through_the_outbox_one_for_each_receiver() -> None:
    library = get_connection("arbeidsrom.core.notifications.mail_backend.OutboxBackend")
    sent = EmailMultiAlternatives("Nytt passord", "Her er lenken", to=["a@example.no"], bcc=["b@example.no"])
    sent.attach_alternative("<p>Her er lenken</p>", "text/html")
    sent.connection = library

    sent.send()

    messages = OutgoingMessage.objects.order_by("id")
    assert [message.recipient for message in messages] == ["a@example.no", "b@example.no"]
    assert messages[0].tenant == UUID(int=0)
    assert Content.from_json(messages[0].content).html == "<p>Her er lenken</p>"
