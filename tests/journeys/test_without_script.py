"""Pages work without script for reading and for the main forms (PL-UI-007)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Window = Callable[..., Page]


@pytest.mark.req("PL-UI-007")
def test_somebody_without_script_signs_in_changes_the_look_and_signs_out(window: Window):
    page = window(name="Kari Ødegård", script=False)
    page.goto("/preferences/")
    page.get_by_label("Mørkt").check()
    page.get_by_role("button", name="Lagre").click()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    page.get_by_role("button", name="Menyen din").click()
    page.get_by_role("button", name="Logg ut").click()
    page.goto("/")
    assert "/accounts/login" in page.url
