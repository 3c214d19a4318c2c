from datetime import timedelta

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


urlpatterns = [*real, path("take-out/", take_out)]


def test_what_leaves_the_program_is_confirmed_anew_after_a_while(cast: Cast, settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # type: ignore[attr-defined]
    account = cast.accounts["kari"]
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
        assert client.get("/take-out/?q=1").content == b"tatt ut"
        clock.shift(timedelta(seconds=901))

        asked = client.get("/take-out/?q=1")
        assert asked.url.startswith(reverse("account_reauthenticate"))
        assert client.post(asked.url, {"password": "galt passord galt"}).status_code == 200
        assert client.get("/take-out/?q=1").status_code == 302
        confirmed = client.post(asked.url, {"password": PASSWORD})

        assert confirmed.url == "/take-out/?q=1"
        assert client.get(confirmed.url).content == b"tatt ut"
