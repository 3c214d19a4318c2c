"""Mails that come back."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from arbeidsrom.core.notifications import actions, queries
from arbeidsrom.core.notifications.bounces import Bounce, read_bounce
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.tests.conftest import NOW, TENANT

POSTFIX = """\
From: MAILER-DAEMON@example.no
To: ikke-svar@arbeidsrom.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.no
Arrival-Date: Tue, 24 Nov 2026 13:30:00 +0100

Final-Recipient: rfc822; ola@example.no
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <ola@example.no>: User unknown

--B
Content-Type: {kind}

Message-ID: {message_id}
Subject: Hei

--B--
"""


def bounce(
    message_id: str = "<a@b>", action: str = "failed", status: str = "5.1.1", kind: str = "message/rfc822"
) -> bytes:
    return POSTFIX.format(action=action, status=status, kind=kind, message_id=message_id).encode()


@pytest.mark.req("PL-OPS-006")
@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_mail_server_says_which_mail_came_back_and_why(kind: str) -> None:
    assert read_bounce(bounce(kind=kind)) == Bounce("<a@b>", "5.1.1")


def test_a_status_that_is_none_is_a_general_one() -> None:
    assert read_bounce(bounce(status="User <ola@example.no> unknown")) == Bounce("<a@b>", "5.0.0")


@pytest.mark.parametrize(
    "raw", [b"", b"Subject: Hei\n\nHei", bounce(action="delayed"), bounce(action="delivered"), b"\xff\x00"]
)
def test_a_mail_that_is_no_bounce_or_a_delay_is_none(raw: bytes) -> None:
    assert read_bounce(raw) is None


@pytest.mark.django_db
@pytest.mark.req("PL-OPS-006")
def test_a_bounce_is_recorded_on_the_message_it_is_about(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"tenant": TENANT, "to": "ola@example.no", "subject": "Hei", "text": "Hei", "now": NOW}
    message = actions.send_mail(about=None, **given)
    other = actions.send_mail(about=None, **given)
    actions.deliver_waiting(now=NOW)

    for message_id in (message.message_id, "<unknown@example.no>"):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(bounce(message_id))))
        call_command("record_bounce")

    assert capsys.readouterr().out.split() == ["recorded", "none", "of", "ours"]
    (delivery,) = queries.deliveries_of([message.public_id])
    assert delivery.bounce_status == "5.1.1"
    assert delivery.bounced_at is not None
    assert OutgoingMessage.objects.get(pk=other.pk).bounced_at is None
