"""Who is refused at the door, what happens when signing in by itself fails, and that signing out lasts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.accounts.providers import Provider
from arbeidsrom.core.accounts.tests.conftest import told
from arbeidsrom.core.accounts.tests.test_openid_standing import at_work, logged_on, work
from arbeidsrom.core.accounts.tests.walking import is_signed_in, local, sign_in
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import Position, PositionKind
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
__all__ = ["work"]  # a fixture
PASSWORD = "et langt og trygt passord"
PERSONAL = ("Ødegård", "Hovedmeny", 'class="side"')


def without_positions(cast: Cast, name: str) -> None:
    """All that somebody had is over, a loan too."""
    own = cast.positions[name]
    Position.objects.create(
        person=own.person, unit=cast.school_club, kind=PositionKind.LOAN, lent_from=own, valid_from=own.valid_from
    )
    Position.objects.filter(person=own.person).update(valid_to=date(2026, 1, 1))


def with_password(cast: Cast, name: str) -> Account:
    account: Account = cast.accounts[name]
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.mark.req("KP-EIMP-001")
def test_whoever_holds_no_position_and_no_loan_any_more_is_refused_and_sees_nothing(
    known: Cast, provider: Provider
) -> None:
    without_positions(known, "ola")
    client = Client()
    page = sign_in(client, provider, "ola")

    text = page.content.decode()
    assert page.status_code == 403
    assert "Du har ikke tilgang" in text
    assert "Tilgangen følger en stilling eller et verv, og opphører sammen med den." in text
    assert not any(one in text for one in PERSONAL)
    assert not is_signed_in(client)
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))
    assert Entry.objects.filter(event="accounts.refused", thing=known.accounts["ola"].public_id).exists()


@pytest.mark.req("KP-EIMP-001")
def test_a_password_lets_in_nobody_who_holds_no_position_any_more(cast: Cast) -> None:
    account, client = with_password(cast, "kari"), Client()
    without_positions(cast, "kari")
    given = {"login": account.email, "password": PASSWORD}
    text = client.post(reverse("account_login"), given, follow=True).content.decode()

    assert "Du har ikke tilgang her." in text
    assert not any(one in text for one in PERSONAL)
    assert not is_signed_in(client)
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))
    assert Entry.objects.filter(event="accounts.refused", thing=account.public_id).exists()


@pytest.mark.req("KP-EIMP-003")
def test_when_signing_in_by_itself_fails_the_form_is_offered_and_no_page_of_an_error(
    known: Cast, work: Provider, installation: Any
) -> None:
    def is_offered(page: Any) -> bool:
        last = page.redirect_chain[-1][0]
        return (
            page.status_code == 200 and last.startswith("/accounts/login/?explicit=1") and "login" in str(page.content)
        )

    pc, client = logged_on(work, "kari"), at_work()
    place = client.get("/cases/", follow=True).redirect_chain[-1][0]
    answer = local(str(pc.follow(place)))
    assert is_offered(client.get(f"{answer}x", follow=True)), "an answer that nobody can trust"
    assert is_offered(client.get(answer, follow=True)), "an answer that comes twice"

    client = at_work()
    place = client.get(reverse("account_login"), {"next": "/cases/"}, follow=True).redirect_chain[-1][0]
    state = parse_qs(urlsplit(place).query)["state"][0] if "state=" in place else _state_of(client)
    refused = {"state": state, "error": "server_error"}
    page = client.get(reverse("openid_callback", args=[work.key]), refused, follow=True)
    assert is_offered(page), "the provider has trouble"
    assert "Du kunne ikke logges inn automatisk" in page.content.decode()

    installation.OPENID_PROVIDERS = (told("http://127.0.0.1:9", name="Arbeidsnettet", automatic=True),)
    assert is_offered(at_work().get("/cases/", follow=True)), "the provider does not answer"


def _state_of(client: Client) -> str:
    """What is asked, where the address says only where it lies."""
    (state,) = client.session["openid_pending"]
    return str(state)


@pytest.mark.req("KP-EIMP-004")
@pytest.mark.parametrize("minutes", [15, 60])
def test_after_a_time_that_is_configured_one_signs_in_anew_and_is_back_on_the_page(
    cast: Cast, settings: Any, minutes: int
) -> None:
    settings.SESSION_COOKIE_AGE = minutes * 60
    account, client = with_password(cast, "kari"), Client()
    place = f"{reverse('offices')}?page=1"
    given = {"login": account.email, "password": PASSWORD}
    with time_machine.travel(NOW, tick=False) as clock:
        client.post(reverse("account_login"), given)
        clock.shift(timedelta(minutes=minutes - 1))
        assert client.get(place).status_code == 200
        clock.shift(timedelta(minutes=minutes + 1))
        door = client.get(place).headers["Location"]
        assert door.startswith(reverse("account_login"))
        assert client.get(door).status_code == 200
        back = client.post(door, given)
        assert back.headers["Location"] == place
        assert client.get(place).status_code == 200


@pytest.mark.req("KP-EIMP-005")
def test_after_signing_out_on_the_work_network_one_comes_in_only_by_pressing(known: Cast, work: Provider) -> None:
    client, pc = at_work(), logged_on(work, "kari")
    place = client.get("/cases/", follow=True).redirect_chain[-1][0]
    client.get(local(str(pc.follow(place))))
    seen = client.get("/cases/")
    assert seen.status_code == 200
    assert seen.headers["Cache-Control"] == "no-store", "going back in the browser asks anew"

    client.post(reverse("account_logout"))
    for minutes in (0, 5, 60):
        with time_machine.travel(NOW + timedelta(minutes=minutes)):
            gone_back = client.get("/cases/", follow=True)
            assert gone_back.redirect_chain == [("/accounts/login/?next=/cases/", 302)]
            assert not any(one in gone_back.content.decode() for one in PERSONAL)
            assert not is_signed_in(client)

    button = reverse("openid_start", args=[work.key])
    assert button in gone_back.content.decode()
    client.get(local(str(pc.follow(client.get(button, {"next": "/cases/"}).headers["Location"]))))
    assert client.get("/cases/").status_code == 200
    assert client.cookies["signed-out"].value == ""


@pytest.mark.req("KP-EIMP-005")
def test_signing_out_lasts_also_when_the_session_had_ended_before_the_button_was_pressed(
    known: Cast, work: Provider
) -> None:
    client, pc = at_work(), logged_on(work, "kari")
    place = client.get("/cases/", follow=True).redirect_chain[-1][0]
    client.get(local(str(pc.follow(place))))
    client.cookies.pop(settings.SESSION_COOKIE_NAME)

    client.post(reverse("account_logout"))
    assert client.get("/cases/", follow=True).redirect_chain == [("/accounts/login/?next=/cases/", 302)]
