"""The tree of categories, by keyboard at a desk, and without script on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import keyboard
from tests.journeys.browser import DESKTOP, PHONE, violations, wider_than_window

Window = Callable[..., Page]
ADMINISTRATOR = "Turid Sæther"


def clean(page: Page) -> None:
    """Readable by everybody, and inside the window."""
    page.wait_for_load_state()
    assert violations(page) == ""
    assert wider_than_window(page) == 0


@pytest.mark.req("KP-HF-028", "KP-HF-029", "KP-HF-030", "KP-HF-031")
def test_the_tree_is_changed_in_windows_by_keyboard_alone(window: Window) -> None:
    page = window(name=ADMINISTRATOR, width=DESKTOP)
    page.goto("/global-administration/")
    keyboard.press(page, "Kategorier")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kategorier")
    clean(page)
    tree, panel = page.get_by_role("main"), page.locator("#side-panel")

    keyboard.press(page, "E-læring", exact=True)
    expect(tree.get_by_role("link", name="E-læring", exact=True)).to_have_attribute("aria-current", "true")
    keyboard.press(page, "Ny kategori", exact=True)
    expect(panel.get_by_role("heading", name="Ny kategori")).to_be_visible()
    expect(panel).to_be_focused()
    assert violations(page) == ""
    page.keyboard.press("Escape")
    expect(panel).to_be_empty()
    expect(page.get_by_role("link", name="Ny kategori")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("textbox", name="Kategoriens navn")).to_be_visible()
    keyboard.write(page, "Kategoriens navn", "Nettkurs")
    keyboard.press(page, "Lagre", exact=True)
    expect(page.get_by_text("Kategorien er lagt til.")).to_be_visible()
    made = tree.get_by_role("link", name="Nettkurs", exact=True)
    expect(made).to_have_attribute("aria-current", "true")
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 800})
        clean(page)

    keyboard.press(page, "Rediger kategori", exact=True)
    expect(panel.get_by_role("textbox", name="Kategoriens navn")).to_have_value("Nettkurs")
    keyboard.write(page, "Kategoriens navn", "Kurs på nett")
    keyboard.press(page, "Lagre", exact=True)
    expect(tree.get_by_role("link", name="Kurs på nett", exact=True)).to_be_visible()
    expect(made).to_have_count(0)

    keyboard.press(page, "Slett kategorier", exact=True)
    expect(panel.get_by_text("Ingenting ligger i kategorien.")).to_be_visible()
    keyboard.press(page, "Slett kategorien", exact=True)
    expect(page.get_by_text("Kategorien «Kurs på nett» er slettet.")).to_be_visible()
    expect(tree.get_by_role("link", name="Kurs på nett", exact=True)).to_have_count(0)


def test_the_tree_is_changed_without_script_on_a_phone(window: Window) -> None:
    page = window(name=ADMINISTRATOR, width=PHONE, script=False)
    page.goto("/categories/")
    tree = page.get_by_role("main")
    tree.get_by_role("link", name="Akuttmedisin", exact=True).click()
    assert wider_than_window(page) == 0
    tree.get_by_role("link", name="Ny kategori", exact=True).click()
    page.get_by_role("textbox", name="Kategoriens navn").fill("Traume")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Det finnes allerede en kategori med dette navnet på samme sted.").last).to_be_visible()
    page.get_by_role("textbox", name="Kategoriens navn").fill("Brannskader")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(tree.get_by_role("link", name="Brannskader", exact=True)).to_be_visible()
    tree.get_by_role("link", name="Slett kategorier", exact=True).click()
    page.get_by_role("button", name="Slett kategorien", exact=True).click()
    expect(tree.get_by_role("link", name="Brannskader", exact=True)).to_have_count(0)

    tree.get_by_role("link", name="Slett kategorier", exact=True).click()
    expect(page.get_by_text("Kategorien kan ikke slettes før den er tom.")).to_contain_text("3 underkategorier")
    expect(page.get_by_role("button", name="Slett kategorien", exact=True)).to_have_count(0)
    page.goto("/categories/")
    tree.get_by_role("link").first.click()  # the region
    tree.get_by_role("link", name="Felles for regionen", exact=True).click()
    expect(page.get_by_text("Systemansvarlig endrer dem.")).to_be_visible()
    expect(tree.get_by_role("link", name="Rediger kategori")).to_have_count(0)
