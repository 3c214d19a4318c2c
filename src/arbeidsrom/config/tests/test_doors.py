"""Where a request comes from, how long a session lasts, and what its cookies are bound to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from arbeidsrom.config.middleware import client_address
from tests.cast import Cast


@pytest.mark.parametrize(
    ("direct", "claimed", "believed"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", " , ", "10.0.0.1"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxies_have_seen(
    settings: Settings, direct: str, claimed: str, believed: str
) -> None:
    settings.TRUSTED_PROXIES = ("10.0.0.1", "10.0.0.2")
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": direct, **({"HTTP_X_FORWARDED_FOR": claimed} if claimed else {})}

    client_address(lambda request: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == believed


@pytest.mark.django_db
@pytest.mark.req("PL-AUTH-004")
def test_a_session_ends_after_half_a_day_however_active_somebody_is(cast: Cast) -> None:
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(cast.accounts["kari"])
        for _half_hour in range(24):
            assert client.get(reverse("home")).status_code == 200
            clock.shift(timedelta(minutes=30))
        clock.shift(timedelta(minutes=1))

        assert client.get(reverse("home")).status_code == 302
        assert client.get(reverse("home")).status_code == 302


SHOW = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "arbeidsrom.config.settings"
import django
from django.conf import settings
wanted = ("_COOKIE_NAME", "_COOKIE_SECURE", "HSTS_SECONDS", "MESSAGE_STORAGE")
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.endswith(wanted)}))
"""


@pytest.mark.req("PL-OPS-005")
def test_over_https_every_cookie_is_bound_to_the_host_and_the_browser_stays_with_https() -> None:
    environment = {**os.environ, "ARBEIDSROM_URL": "https://arbeidsrom.example.no"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    shown = subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, check=True, text=True)

    settings = json.loads(shown.stdout)
    names = [value for name, value in settings.items() if name.endswith("_COOKIE_NAME")]
    assert len(names) == 3
    assert all(name.startswith("__Host-") for name in names)
    assert all(value for name, value in settings.items() if name.endswith("_COOKIE_SECURE"))
    assert "cookie" not in settings["MESSAGE_STORAGE"]
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600


@pytest.mark.req("PL-OPS-005")
def test_what_a_person_is_told_lies_in_no_cookie(cast: Cast) -> None:
    client = cast.browser("kari")
    client.post(reverse("erase_my_data", args=["notifications.inbox"]))

    assert set(client.cookies) <= {"session", "csrftoken", "language"}
    assert "Slettet:" in client.get(reverse("my_data")).content.decode()


@pytest.mark.django_db
def test_a_form_with_more_fields_than_any_page_has_is_refused_unread() -> None:
    client = Client(raise_request_exception=False)
    assert client.post(reverse("account_login"), {f"field{number}": "" for number in range(6_001)}).status_code == 400


def test_the_page_that_browsers_keep_holds_no_message_to_the_person(cast: Cast) -> None:
    client = cast.browser("kari")
    client.post(reverse("erase_my_data", args=["notifications.inbox"]))

    assert "Slettet:" not in client.get(reverse("web_offline")).content.decode()
    assert "Slettet:" in client.get(reverse("my_data")).content.decode()
