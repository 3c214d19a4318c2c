"""What the steward sees and is told when the mail server or the SMS gateway does not take a shipment's messages."""

from datetime import timedelta

import pytest

from arbeidsrom.core.notifications import actions as outbox
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.notifications.tests.servers import free_port, mail_server, sms_server
from arbeidsrom.modules.sharing.actions import notices, shipments
from arbeidsrom.modules.sharing.models import ShipmentEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(settings):
    settings.MAIL_TRANSPORT = "smtp"
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def seen(errand, shipment):
    browser = errand.cast.browser("kari", headers={"accept-language": "nb"})
    return browser.get(f"/shipments/{shipment.public_id}/").content.decode()


def told(shipment):
    return Notification.objects.filter(type="sharing.undelivered", about=shipment.public_id).count()


def test_a_refused_mail_is_seen_on_the_shipment_and_told_once(errand, mails):
    mails.at_rcpt = "550 5.1.1 Unknown"
    sent = errand.sent()
    assert notices.notice_undelivered(now=errand.now) == 0
    outbox.deliver_waiting(now=errand.now)

    page = seen(errand, sent.shipment)
    assert "Ikke tatt imot" in page
    assert "(smtp 550)" in page
    assert [notices.notice_undelivered(now=errand.now) for _time in range(2)] == [1, 0]
    notices.tell_stewards(now=errand.now)
    notices.tell_stewards(now=errand.now)
    assert told(sent.shipment) == 2  # each of the two who follow up the case
    assert "ble ikke tatt imot" in seen(errand, sent.shipment)


def test_a_mail_that_came_back_is_told(errand, mails):
    sent = errand.sent()
    outbox.deliver_waiting(now=errand.now)
    assert "Sendt" in seen(errand, sent.shipment)
    mail = OutgoingMessage.objects.get(about=sent.shipment.public_id)
    outbox.record_bounce(mail.message_id, "5.1.1", now=errand.now)

    page = seen(errand, sent.shipment)
    assert "Kom i retur" in page
    assert "(5.1.1)" in page
    assert notices.notice_undelivered(now=errand.now + timedelta(days=1)) == 1


def test_a_mail_server_that_is_down_is_seen_and_the_mail_goes_when_it_is_back(errand, mails, settings):
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    sent = errand.sent()
    outbox.deliver_waiting(now=errand.now)
    page = seen(errand, sent.shipment)
    assert "Venter" in page
    assert "(ConnectionRefusedError)" in page
    assert notices.notice_undelivered(now=errand.now) == 0

    settings.EMAIL_PORT = there
    outbox.deliver_waiting(now=errand.now + timedelta(minutes=1))
    assert "ConnectionRefusedError" not in seen(errand, sent.shipment)
    assert len(mails.mails) == 1


def test_a_slow_sms_gateway_is_seen_as_perhaps_twice(errand, mails, settings, tmp_path):
    settings.SMS_TRANSPORT, settings.SMS_TIMEOUT = "http", 0.2
    with sms_server(tmp_path, delay=1) as gateway:
        settings.SMS_URL = gateway.url
        shipment = errand.share(way="direct").shipment
        outbox.deliver_waiting(now=errand.now)
        page = seen(errand, shipment)
        assert "(timeout)" in page
        assert "Den kan ha kommet to ganger." in page
        settings.SMS_TIMEOUT = 10
        outbox.deliver_waiting(now=errand.now + timedelta(minutes=1))
    assert len({post["headers"]["Idempotency-Key"] for post in gateway.received}) == 1
    assert "(timeout)" not in seen(errand, shipment)


def test_a_new_code_starts_anew_and_an_old_one_is_nothing_to_tell(errand, mails):
    mails.at_rcpt = "550 5.1.1 Unknown"
    sent = errand.sent()
    outbox.deliver_waiting(now=errand.now)
    mails.at_rcpt = ""
    shipments.issue_code(sent.shipment.public_id, actor=errand.kari, now=errand.now)
    outbox.deliver_waiting(now=errand.now)

    assert "smtp 550" not in seen(errand, sent.shipment)
    assert notices.notice_undelivered(now=errand.now) == 0
    assert not ShipmentEvent.objects.filter(kind="undelivered").exists()
