"""A steward signs in at a real OpenID provider, in a browser and on a phone, and out again on both sides."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from joserfc.jwk import KeySet, RSAKey
from playwright.sync_api import Browser, Page, expect

from arbeidsrom.config.demo.people import _identity_numbers
from tests.journeys.browser import PHONE, somebody, violations
from tests.journeys.program import free_port, running
from tests.openid_provider import process

APP = {"display": "standalone", "start_url": "/"}
KNOWN, TIED = "steward", "at-work"


@dataclass(frozen=True)
class Place:
    """The program by the name that the provider knows, and the provider."""

    url: str
    issuer: str


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A program of its own, whose keys the provider fetches from it, with the provider beside it."""
    if process.folder() is None:
        pytest.skip(process.MISSING)
    home = Path(tempfile.mkdtemp(prefix="arbeidsrom-openid-"))
    home.chmod(0o755)
    port, provider_port = free_port(), free_port()
    url, issuer = f"http://localhost:{port}", f"http://127.0.0.1:{provider_port}"
    key = RSAKey.generate_key(2048, {"kid": "ours", "use": "sig", "alg": "RS256"})
    (home / "openid.jwks").write_text(json.dumps(KeySet([key]).as_dict(private=True)))
    told = [
        {"profile": "id-porten", "issuer": issuer, "client_id": "arbeidsrom", "origins": []},
    ]
    people = {KNOWN: {"pid": next(_identity_numbers())}, TIED: {}, "stranger": {}}
    client = process.client("arbeidsrom", f"{url}/sign-in/keys/", url, "id-porten")
    settings = {
        "ARBEIDSROM_URL": url,
        "ARBEIDSROM_OPENID_PROVIDERS": json.dumps(told),
        "ARBEIDSROM_OPENID_KEY_FILE": str(home / "openid.jwks"),
        "ARBEIDSROM_SIGN_IN_CONTACT": "Brukerstøtte, telefon 55 55 55 55",
    }
    with process.running([client], people, port=provider_port), running(home, settings, port=port):
        yield Place(url, issuer)
    shutil.rmtree(home, ignore_errors=True)


def choose_provider(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("link", name=re.compile("ID-porten")).click()


def show_who(page: Page, who: str, way: str = "BankID") -> None:
    """On the provider's own page."""
    expect(page.get_by_role("heading", name="Sign in at the provider")).to_be_visible(timeout=30_000)
    page.get_by_label("Who").select_option(who)
    page.get_by_role("button", name=way).click()


def sign_out_everywhere(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", name="Sign out")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Du er logget ut her og hos ID-porten.")).to_be_visible(timeout=30_000)


@pytest.mark.req("PL-AUTH-001", "KP-LOGIN-005")
def test_somebody_signs_in_at_the_provider_and_out_again_on_both_sides(browser: Browser, place: Place) -> None:
    with somebody(browser, place.url) as page:
        page.goto("/accounts/login/")
        expect(page.get_by_text("MinID, BankID, Buypass")).to_be_visible()
        assert violations(page) == ""
        choose_provider(page)
        show_who(page, KNOWN)
        expect(page).to_have_url(f"{place.url}/", timeout=30_000)
        page.goto("/profile/")
        expect(page.get_by_role("cell", name="ID-porten", exact=True).first).to_be_visible()
        assert violations(page) == ""
        sign_out_everywhere(page)
        page.goto("/profile/")
        expect(page).to_have_url(re.compile("/accounts/login/"))
        choose_provider(page)  # and the provider asks again who it is
        expect(page.get_by_role("heading", name="Sign in at the provider")).to_be_visible(timeout=30_000)
        assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.req("KP-IMPORT-006")
@pytest.mark.parametrize("script", [True, False])
def test_in_the_app_on_a_phone_one_signs_in_the_same_way_with_and_without_script(
    browser: Browser, place: Place, script: bool
) -> None:
    """The app is the program put on the home screen: it opens where its manifest says, without the browser's frame."""
    with somebody(browser, place.url, width=PHONE, script=script) as page:
        tools = page.context.new_cdp_session(page)
        tools.send("Emulation.setEmulatedMedia", {"features": [{"name": "display-mode", "value": APP["display"]}]})
        page.goto(APP["start_url"])
        page.get_by_role("link", name=re.compile("ID-porten")).click()
        show_who(page, KNOWN, "MinID")
        expect(page).to_have_url(f"{place.url}/", timeout=30_000)
        expect(page.get_by_role("main")).to_be_visible()
        manifest = page.locator("link[rel=manifest]").get_attribute("href")
        assert page.request.get(f"{place.url}{manifest}").json().items() >= APP.items()


@pytest.mark.req("PL-AUTH-001")
def test_signing_out_in_one_browser_at_the_provider_ends_the_session_here(browser: Browser, place: Place) -> None:
    """The provider tells the program from server to server."""
    with somebody(browser, place.url) as page:
        choose_provider(page)
        show_who(page, KNOWN)
        expect(page).to_have_url(f"{place.url}/", timeout=30_000)
        page.goto(f"{place.issuer}/session/end?client_id=arbeidsrom")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_load_state()
        page.goto("/profile/")
        expect(page).to_have_url(re.compile("/accounts/login/"))


@pytest.mark.req("PL-AUTH-002")
def test_an_identity_that_is_tied_to_the_account_signs_in_next_time_and_a_stranger_reads_whom_to_ask(
    browser: Browser, place: Place
) -> None:
    with somebody(browser, place.url, name="Kari") as page:
        page.goto("/profile/")
        page.get_by_role("button", name="Logg inn med ID-porten heretter").click()
        show_who(page, TIED)
        expect(page.get_by_text("Du kan nå logge inn med ID-porten.")).to_be_visible(timeout=30_000)
    with somebody(browser, place.url) as page:
        choose_provider(page)
        show_who(page, TIED)
        expect(page).to_have_url(f"{place.url}/", timeout=30_000)
    with somebody(browser, place.url) as page:
        choose_provider(page)
        show_who(page, "stranger")
        expect(page.get_by_text("Brukerstøtte, telefon 55 55 55 55")).to_be_visible(timeout=30_000)
        assert violations(page) == ""
