"""Who is signed out while filling in a requirement, and who follows a link to what is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.preferences.models import Draft
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.tests.errand import Errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


@pytest.mark.req("KP-EIMP-004")
@pytest.mark.parametrize("do", ["fulfil", "draft"])
def test_what_was_filled_in_when_the_session_ended_is_there_again_and_nothing_is_fulfilled(
    errand: Errand, do: str
) -> None:
    errand.begin("HLR", has_comment=True)
    place = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    client = errand.hospital.browser("Nina")
    page = client.get(place).content.decode()
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    day = (errand.today - timedelta(days=2)).isoformat()
    sent = {name: hidden(page, name) for name in ("draft", "once", "lock_version")}
    sent |= {"performed_on": day, "comment": "På natt", "do": do}
    answer = client.post(place, sent)
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={place.replace('/', '%2F')}"
    assert not models.Performance.objects.exists()
    assert not models.Progress.objects.exists()

    client.force_login(Account.objects.get(person=errand.nina.person))
    back = client.get(place, headers={"accept-language": "nb"}).content.decode()
    assert "Du ble logget ut mens du skrev" in back
    assert "På natt" in back
    assert day in back
    assert not models.Performance.objects.exists()
    sent |= {name: hidden(back, name) for name in ("draft", "once", "lock_version")}
    assert client.post(place, sent | {"do": "fulfil"}).headers["Location"] == place
    assert models.Performance.objects.get().comment == "På natt"
    assert not Draft.objects.exists()


@pytest.mark.req("KP-EIMP-004")
def test_a_signer_that_was_chosen_is_chosen_still_after_signing_in_anew(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    place = reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])
    client = errand.hospital.browser("Nina")
    page = client.get(place).content.decode()
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    sent = {name: hidden(page, name) for name in ("draft", "once", "lock_version")}
    client.post(place, sent | {"signer_name": "Sven", "signer": str(errand.sven.public_id), "do": "send"})
    assert not models.Performance.objects.exists()
    client.force_login(Account.objects.get(person=errand.nina.person))
    back = client.get(place).content.decode()
    tag = next(one for one in re.findall(r"<input\b[^>]*>", back) if str(errand.sven.public_id) in one)
    assert "checked" in tag


def delete_it(errand: Errand) -> None:
    errand.mine.delete()


def archive_it(errand: Errand) -> None:
    models.Assignment.objects.filter(pk=errand.mine.pk).update(state=AssignmentState.ARCHIVED)


@pytest.mark.req("KP-EIMP-007")
@pytest.mark.parametrize("gone", ["unknown", "deleted", "archived"])
def test_a_notification_of_what_is_gone_leads_to_a_page_that_says_so_and_is_removed(errand: Errand, gone: str) -> None:
    errand.begin("HLR")
    nina: Client = errand.hospital.browser("Nina")
    target = uuid4() if gone == "unknown" else errand.mine.public_id
    made = notify(
        errand.nina.person_id,
        "competence.plan_approved",
        about=target,
        url=reverse("own_plan", args=[target]),
        params={"plan": "Sykepleier på A"},
        now=errand.hospital.now,
    )
    assert made
    {"unknown": lambda _one: None, "deleted": delete_it, "archived": archive_it}[gone](errand)

    language = {"headers": {"accept-language": "nb"}}
    answer = nina.post(reverse("open_notification", args=[made.public_id]), follow=True, **language)  # type: ignore[arg-type]
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Siden er kanskje ikke tilgjengelig lenger: Den kan være flyttet, arkivert eller slettet." in page
    assert reverse("notifications") in page

    shown = nina.get(reverse("home"), {"card": "approved"}).content.decode()
    remove = reverse("remove_notification", args=[made.public_id])
    assert remove in shown
    nina.post(remove, {"card": "approved"})
    assert Notification.objects.get().removed_at is not None
    assert remove not in nina.get(reverse("home"), {"card": "approved"}).content.decode()
