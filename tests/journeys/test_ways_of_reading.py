"""Read on paper, with large letters, and without motion (PL-UI-002)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import DESKTOP, PHONE, launched, somebody, wider_than_window
from tests.journeys.program import Program

Window = Callable[..., Page]
LISTS = ["/cases/", "/members/", "/shipments/", "/addresses/"]
ONE_OF_EACH = ["/cases/", "/members/", "/shipments/"]

NOT_FOR_PAPER = """() => Array.from(document.querySelectorAll(
  "nav, header.top-bar, .phone-bar, [role=search], [popover], main .ds-button, .ds-skip-link, input[type=checkbox]"
)).filter(one => one.checkVisibility() && one.getClientRects().length).map(one => one.outerHTML.slice(0, 120))"""


def opened(page: Page, start: str) -> str:
    """The first thing in a list; gives where it is."""
    page.goto(start)
    page.locator("main tbody .list-first a").first.click()
    page.wait_for_url(re.compile(rf"{start}[0-9a-f-]{{36}}/"))
    return page.url


def without_spaces(text: str) -> str:
    """Letters and digits as they are read, wherever the lines break."""
    return re.sub(r"[\s\u00ad\u200b\ufffe\uffff-]+", "", unicodedata.normalize("NFKC", text))


def on_paper(page: Page) -> list[str]:
    """What the printer gets: the words of every sheet of A4."""
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert sorted(round(side / 72 * 25.4) for side in printed.get_page_size(0)) == [210, 297]
    return [without_spaces(sheet.get_textpage().get_text_range()) for sheet in printed]


@pytest.mark.req("PL-UI-002")
def test_on_paper_everything_is_there_but_what_leads_elsewhere(window: Window):
    page = window(name="Kari Ødegård", scheme="dark")
    addresses = 0
    for path in [*LISTS, *[opened(page, start) for start in ONE_OF_EACH]]:
        page.goto(path)
        page.emulate_media(media="print")
        assert page.evaluate(NOT_FOR_PAPER) == [], path
        shown = page.locator("main").inner_text()
        addresses += shown.count("@")
        only_heard = " ".join(page.locator("main .ds-sr-only").all_inner_texts()).split()
        sheets = on_paper(page)
        page.emulate_media(media="screen")
        seen = [word for word in shown.split() if word not in only_heard]
        assert [word for word in seen if without_spaces(word) not in "".join(sheets)] == [], path
        assert max(len(sheet) for sheet in sheets) < 4 * len(sheets[0]), path
    assert addresses > 2, "e-mail addresses of members and receivers are among what was printed"


CUT_OFF = """() => Array.from(document.querySelectorAll("body *")).filter(one => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const cuts = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
  const heard = style.clipPath !== "none" || box.width <= 1 || one.matches("svg, svg *, .ds-sr-only, ds-field");
  return cuts && !heard && one.checkVisibility() && one.innerText?.trim() &&
    (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map(one => `${one.className}: ${one.innerText.slice(0, 60)}`)"""


@pytest.mark.req("PL-UI-002")
def test_no_word_is_cut_off_when_letters_are_twice_as_large(browser: Browser, program: Program):
    wrong = []
    with launched(browser.browser_type, "--blink-settings=defaultFontSize=32") as large:
        for width in (PHONE, DESKTOP):
            with somebody(large, program.url, name="Kari Ødegård", width=width) as page:
                for path in ["/", *LISTS, *[opened(page, start) for start in ONE_OF_EACH]]:
                    page.goto(path)
                    assert page.evaluate("getComputedStyle(document.body).fontSize") >= "32px"
                    wrong += [f"{width} {path}: {cut}" for cut in page.evaluate(CUT_OFF)]
                    wrong += [f"{width} {path}: {wide} too wide" for wide in [wider_than_window(page)] if wide]
    assert not wrong, "\n".join(wrong)


MOVING = """() => Array.from(document.querySelectorAll("*")).flatMap(one =>
  ["", "::before", "::after", "::details-content"].filter(part => {
    const style = getComputedStyle(one, part);
    return style.animationName !== "none" || style.transitionDuration.split(", ").some(time => time !== "0s");
  }).map(part => one.tagName + part))"""


@pytest.mark.req("PL-UI-002")
def test_nothing_moves_for_those_who_want_no_motion(window: Window):
    page = window(name="Kari Ødegård")
    for path in ["/", *LISTS, "/my-data/", opened(page, "/cases/")]:
        page.goto(path)
        assert page.evaluate(MOVING) == [], path
    page.goto("/my-data/")
    page.emulate_media(reduced_motion="no-preference")
    assert "DETAILS::details-content" in page.evaluate(MOVING), "for everybody else what unfolds does so slowly"
