"""A steward adds a passkey and signs in with nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.program import Program


def with_virtual_key(page: Page) -> None:
    """A key in the browser that always says yes, as the one in a phone does after a fingerprint."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.mark.req("PL-AUTH-003")
def test_a_passkey_alone_signs_in(window: Callable[..., Page], program: Program) -> None:
    page = window()
    door = program.url.replace("127.0.0.1", "localhost")  # passkeys belong to a name, never to a number
    with_virtual_key(page)
    page.goto(f"{door}/demonstration/")
    page.get_by_role("button", name=re.compile("Jørgen Tveit")).click()
    expect(page).not_to_have_url(re.compile("/demonstration/"), timeout=30_000)
    page.goto(f"{door}/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.locator("input[type=password]").fill("demonstrasjon-2026")
        page.locator("main form button[type=submit]").first.click()
        expect(page).to_have_url(re.compile("/add/"), timeout=30_000)
    page.locator("#id_name").fill("Telefonen")
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page).not_to_have_url(re.compile("/add/"), timeout=30_000)
    page.goto(f"{door}/accounts/2fa/webauthn/")
    expect(page.get_by_role("cell", name="Telefonen").first).to_be_visible()

    page.goto(f"{door}/accounts/logout/")
    page.locator("main form button[type=submit]").click()
    expect(page).not_to_have_url(re.compile("/accounts/logout/"), timeout=30_000)
    page.goto(f"{door}/offices/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.locator("#passkey_login").click()

    expect(page).to_have_url(re.compile("/offices/"))
    assert page.complaints == []  # type: ignore[attr-defined]
