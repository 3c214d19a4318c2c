"""The outbox page: in the demonstration as they are received, in production whether they have been sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from arbeidsrom.core.notifications import actions
from arbeidsrom.core.notifications.models import OutgoingMessage
from arbeidsrom.core.notifications.states import MessageState
from arbeidsrom.core.notifications.tests.conftest import NOW, TENANT
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


@pytest.fixture
def messages() -> list[OutgoingMessage]:
    """A mail and an SMS."""
    given = {"tenant": TENANT, "about": None, "now": NOW}
    html = '<p>Åpne <a href="https://example.no/x">her</a></p><script>alert(1)</script>'
    return [
        actions.send_mail(to="ola@example.no", subject="Sikker forsendelse", text="Åpne her", html=html, **given),
        actions.send_sms(to="91234567", text="Kode: BCDF-GHJK", **given),
    ]


@pytest.mark.req("PL-MOD-002")
def test_in_the_demonstration_everybody_sees_the_messages_as_received(
    cast: Cast, settings: Settings, messages: list[OutgoingMessage]
) -> None:
    settings.DEMONSTRATION = True
    client = signed_in(cast, "kari")

    shown = client.get(reverse("outbox")).content.decode()
    assert "Sikker forsendelse" in shown
    assert "+4791234567" in shown
    mail = client.get(reverse("outgoing_message", args=[messages[0].public_id])).content.decode()
    assert 'href="https://example.no/x"' in mail
    assert "alert(1)" not in mail
    sms = client.get(reverse("outgoing_message", args=[messages[1].public_id])).content.decode()
    assert "Kode: BCDF-GHJK" in sms


def test_in_production_only_those_who_run_it_see_whether_messages_have_been_sent(
    cast: Cast, settings: Settings, messages: list[OutgoingMessage]
) -> None:
    settings.DEMONSTRATION = False
    assert signed_in(cast, "kari").get(reverse("outbox")).status_code == 403
    client = signed_in(cast, "admin")

    shown = client.get(reverse("outbox")).content.decode()
    shown += client.get(reverse("outgoing_message", args=[messages[1].public_id])).content.decode()

    assert "Venter" in shown
    assert "Forseglet e-post" in shown
    assert "Forseglet SMS" in shown
    for secret in ("Sikker forsendelse", "ola@example.no", "4791234567", "BCDF"):
        assert secret not in shown


def test_the_list_is_filtered_by_channel_and_state(
    cast: Cast, settings: Settings, messages: list[OutgoingMessage]
) -> None:
    settings.DEMONSTRATION = True
    client = signed_in(cast, "kari")

    shown = client.get(reverse("outbox"), {"f-channel": "sms", "f-state": "waiting"}).content.decode()

    assert "Sikker forsendelse" not in shown
    assert "+4791234567" in shown
    assert "+4791234567" not in client.get(reverse("outbox"), {"f-state": "sent"}).content.decode()


def test_a_refused_message_is_sent_once_more_by_those_who_run_it(cast: Cast, messages: list[OutgoingMessage]) -> None:
    OutgoingMessage.objects.filter(pk=messages[0].pk).update(state=MessageState.FAILED, last_error="smtp 550")
    url = reverse("send_message_again", args=[messages[0].public_id])
    page = reverse("outgoing_message", args=[messages[0].public_id])
    assert signed_in(cast, "kari").post(url).status_code == 403
    client = signed_in(cast, "admin")
    assert "Send på nytt" in client.get(page).content.decode()

    assert client.post(url, follow=True).status_code == 200

    messages[0].refresh_from_db()
    assert messages[0].state == MessageState.WAITING
    assert "Send på nytt" not in client.get(page).content.decode()
    assert client.post(url).status_code == 409


def test_a_message_whose_worker_was_killed_is_told_as_perhaps_sent_twice(
    cast: Cast, messages: list[OutgoingMessage]
) -> None:
    OutgoingMessage.objects.update(state=MessageState.SENDING, claimed_at=NOW, attempts=1)
    client = signed_in(cast, "admin")
    shown = client.get(reverse("outgoing_message", args=[messages[1].public_id])).content.decode()
    assert "Sendes nå" in shown
    assert "to ganger" not in shown

    actions.take_back_stuck(now=NOW + timedelta(minutes=6))

    shown = client.get(reverse("outgoing_message", args=[messages[1].public_id])).content.decode()
    assert "to ganger" in shown
