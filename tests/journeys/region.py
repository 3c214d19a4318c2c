"""What the people of the made-up health region do in the browser: choose a position, look for somebody, read a file."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PATIENCE = 60_000
HUE = """one => {
  const [red, green, blue] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
  const most = Math.max(red, green, blue), least = Math.min(red, green, blue), span = most - least;
  if (!span) return -1;
  const sixth = most === red ? (green - blue) / span : most === green ? 2 + (blue - red) / span
    : 4 + (red - green) / span;
  return (sixth * 60 + 360) % 360;
}"""
"""Where the background stands on the wheel of colours, in degrees: 60 is yellow, 120 is green; -1 is grey."""
YELLOW, GREEN = range(40, 70), range(90, 160)


def choose(page: Page, way: str) -> None:
    """On «Velg stilling», the alternative with these words."""
    page.goto("/choose-position/")
    page.get_by_role("main").get_by_role("button", name=re.compile(way)).click()
    expect(page.get_by_role("heading", level=1, name="Velg stilling")).to_have_count(0)


def main_menu(page: Page) -> list[str]:
    """What the main menu offers."""
    return page.get_by_role("navigation", name="Hovedmeny").get_by_role("link").all_inner_texts()


def employees(page: Page) -> list[str]:
    """The names in the employee overview."""
    page.goto("/employees/")
    return page.locator("main td.list-first a").all_inner_texts()


def row_of(page: Page, name: str) -> Locator:
    """Somebody's row in the employee overview."""
    page.goto("/employees/")
    return page.get_by_role("main").get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def read_file(page: Page, delivery: Path) -> str:
    """Upload what the HR system has delivered, and wait until it has been rehearsed; gives the address of the run."""
    page.goto("/imports/")
    page.set_input_files("input[type=file]", delivery)
    page.get_by_role("button", name="Les filen").click()
    expect(page).to_have_url(re.compile(r"/imports/[0-9a-f-]{36}/"))
    expect(page.locator("#run[hx-get]")).to_have_count(0, timeout=PATIENCE)
    return re.sub(r".*(/imports/[0-9a-f-]{36}/).*", r"\1", page.url)


def numbers(page: Page) -> dict[str, str]:
    """What the run would do, or did: the numbers at the top of its page."""
    facts = page.locator("#run dl.facts > div")
    return dict(zip(facts.locator("dt").all_inner_texts(), facts.locator("dd").all_inner_texts(), strict=True))


def undo(page: Page, run: str) -> None:
    """Take an applied file back, and say yes to what follows."""
    page.goto(run)
    page.get_by_role("link", name="Angre importen").click()
    page.get_by_role("main").get_by_role("button", name="Angre importen").click()
    expect(page.locator("#run")).to_contain_text("Angret", timeout=PATIENCE)
