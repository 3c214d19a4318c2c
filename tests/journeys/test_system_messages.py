"""Somebody who signs in on a phone is met by what they must read, and closes it by keyboard (KP-SYSMSG)."""

from __future__ import annotations

from collections.abc import Callable
from colorsys import rgb_to_hls

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import PHONE, violations
from tests.journeys.keyboard import go_to

Window = Callable[..., Page]
HUES = {"yellow": (38, 65), "blue": (190, 255)}
PAINTED = """one => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.fillStyle = getComputedStyle(one).backgroundColor;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data];
}"""
IMPORTANT, ORDINARY = "Nye rutiner for håndhygiene", "Ledige plasser på kurs"


LISTEN = """() => document.addEventListener("submit", event => {
  event.preventDefault();
  window.said = `${event.submitter.name}=${event.submitter.value}`;
}, { capture: true })"""


def closed_by(page: Page, act: Callable[[Page], None]) -> str:
    """What closing in this way would tell the program, which is kept from hearing it."""
    page.evaluate(LISTEN)
    act(page)
    said = str(page.evaluate("window.said"))
    page.goto("/")
    return said


def colour_behind(pop_up: Locator) -> str:
    """What people would call the background, as the browser has painted it."""
    painted = pop_up.evaluate(PAINTED)
    hue, _lightness, saturation = rgb_to_hls(*(part / 255 for part in painted[:3]))
    assert painted[3] == 255, "nothing shines through"
    assert saturation > 0.2, painted
    degrees = round(hue * 360)
    return next((name for name, (first, last) in HUES.items() if first <= degrees <= last), f"{degrees}°")


def click_outside(page: Page) -> None:
    page.mouse.click(3, 3)


def press_the_cross(page: Page) -> None:
    page.get_by_role("button", name="Lukk, og minn meg på dette").click()


@pytest.mark.req(
    "KP-SYSMSG-002",
    "KP-SYSMSG-004",
    "KP-SYSMSG-005",
    "KP-SYSMSG-006",
    "KP-SYSMSG-007",
    "KP-SYSMSG-008",
    "KP-SYSMSG-013",
    "KP-SYSMSG-015",
    "KP-MSG-008",
)
def test_messages_pop_up_one_by_one_and_are_found_again(window: Window):
    plain = window(name="Lars Nærbø", width=PHONE, script=False)
    expect(plain.get_by_role("heading", name=IMPORTANT)).to_be_visible()
    expect(plain.get_by_role("button", name="Meldingen er lest")).to_be_visible()
    expect(plain.get_by_role("heading", level=1)).to_be_visible()

    page = window(name="Lars Nærbø", width=PHONE)
    assert closed_by(page, click_outside) == closed_by(page, press_the_cross) == "closing=remind"
    pop_up = page.locator("dialog[data-pops-up]")
    expect(pop_up.get_by_role("heading", name=IMPORTANT)).to_be_focused()
    assert pop_up.get_attribute("data-color") == "warning"
    assert colour_behind(pop_up) == "yellow"
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    go_to(page, "Minn meg på dette", exact=True)

    page.keyboard.press("Escape")  # as «Minn meg på dette»
    expect(pop_up.get_by_role("heading", name=ORDINARY)).to_be_focused()
    assert pop_up.get_attribute("data-color") == "info"
    assert colour_behind(pop_up) == "blue"
    go_to(page, "Meldingen er lest", exact=True)
    page.keyboard.press("Enter")
    expect(pop_up).to_have_count(0)

    messages = page.get_by_role("region", name="Meldinger", exact=True)
    expect(messages.get_by_text(IMPORTANT, exact=True)).to_be_visible()
    expect(messages.get_by_text(ORDINARY, exact=True)).to_have_count(0)
    expect(messages.get_by_role("button", name="Marker som lest")).to_be_visible()

    expect(page.locator("#earlier-panel")).to_be_hidden()
    page.get_by_role("link", name="Tidligere meldinger").click()
    panel = page.get_by_role("dialog", name="Tidligere meldinger")
    expect(panel.get_by_text(ORDINARY, exact=True)).to_be_visible()
    box, seen = panel.bounding_box(), page.viewport_size
    assert box is not None
    assert seen is not None
    assert round(box["x"] + box["width"]) == seen["width"], "it stands on the right"
    assert violations(page) == ""
    panel.get_by_role("link", name="Eldste først").click()
    expect(panel.locator("li").first).to_contain_text("Velkommen til kompetanseportalen")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert page.complaints == []
