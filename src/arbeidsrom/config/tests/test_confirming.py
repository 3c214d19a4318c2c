from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from arbeidsrom.config.urls import urlpatterns as real
from arbeidsrom.core.accounts.confirming import recently_confirmed
from tests.cast import NOW, Cast

PASSWORD = "et langt og trygt passord"


@recently_confirmed
def take_out(request: object) -> HttpResponse:
    return HttpResponse("tatt ut")


urlpatterns = [*real, path("take-out/", take_out), path("take-more-out/", take_out)]


@pytest.fixture
def kari(cast: Cast, settings: object) -> Iterator[tuple[Client, time_machine.Traveller]]:
    """Kari has just signed in with her password; what leaves asks again after a quarter of an hour."""
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # type: ignore[attr-defined]
    account = cast.accounts["kari"]
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
        yield client, clock


def test_what_leaves_the_program_is_confirmed_anew_after_a_while(
    kari: tuple[Client, time_machine.Traveller],
) -> None:
    client, clock = kari
    assert client.get("/take-out/?q=1").content == b"tatt ut"
    clock.shift(timedelta(seconds=901))

    asked = client.get("/take-out/?q=1")
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert client.post(asked["Location"], {"password": "galt passord galt"}).status_code == 200
    assert client.get("/take-out/?q=1").status_code == 302
    confirmed = client.post(asked["Location"], {"password": PASSWORD})

    assert confirmed["Location"] == "/take-out/?q=1"
    assert client.get(confirmed["Location"]).content == b"tatt ut"


def test_a_stolen_session_cannot_send_a_form_that_nobody_opened(kari: tuple[Client, time_machine.Traveller]) -> None:
    client, clock = kari
    client.get("/take-out/")
    clock.shift(timedelta(seconds=901))

    assert client.post("/take-more-out/")["Location"].startswith(reverse("account_reauthenticate"))


def test_a_form_that_was_opened_in_time_can_be_finished_but_not_hours_later(
    kari: tuple[Client, time_machine.Traveller], settings: object
) -> None:
    client, clock = kari
    client.get("/take-out/")
    clock.shift(timedelta(seconds=901))
    client.get(reverse("profile"))  # somebody is still there
    assert client.post("/take-out/").content == b"tatt ut"

    clock.shift(timedelta(seconds=settings.SESSION_COOKIE_AGE - 600))  # type: ignore[attr-defined]
    assert client.post("/take-out/").status_code == 302


@pytest.mark.parametrize(
    ("came_from", "back"),
    [("http://testserver/take-out/?q=1", "/take-out/?q=1"), ("https://elsewhere.example/", "/"), ("", "/")],
)
def test_a_button_leads_back_to_its_own_page_after_confirming_and_never_elsewhere(
    kari: tuple[Client, time_machine.Traveller], came_from: str, back: str
) -> None:
    client, clock = kari
    clock.shift(timedelta(seconds=901))
    asked = client.post("/take-more-out/", headers={"referer": came_from})

    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == back


@pytest.mark.parametrize(
    ("method", "address", "query"),
    [
        ("get", "members", {"format": "xlsx"}),
        ("get", "cases", {"format": "xlsx"}),
        ("post", "my_data_package", {}),
    ],
)
def test_lists_and_packages_that_leave_the_program_ask_who_it_is(
    kari: tuple[Client, time_machine.Traveller], method: str, address: str, query: dict[str, str]
) -> None:
    client, clock = kari
    assert getattr(client, method)(reverse(address), query).status_code == 200
    clock.shift(timedelta(seconds=901))

    assert getattr(client, method)(reverse(address), query)["Location"].startswith(reverse("account_reauthenticate"))
