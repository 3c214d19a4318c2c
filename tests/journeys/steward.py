"""What a steward does in the browser, step by step, on the way from a new case to a shipment."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

PATIENCE = 60_000
SUBMIT = "main form button[type=submit]"
REFERENCE = re.compile(r"\d\d-\d{7}-\d\d")
CENTRE = "Kompetansesenter Vest"


def wait_until(true: Callable[[], object], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.2)


def open_case(page: Page, title: str) -> str:
    """A new case about the first member of the club; gives the address of the case."""
    page.goto("/cases/new/")
    page.locator("#id_type").select_option("dismissal")
    page.locator("#id_title").fill(title)
    page.locator("#id_member_1").fill(str(page.locator("#members option").first.get_attribute("value")))
    page.locator(SUBMIT).last.click()
    expect(page).to_have_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    return re.sub(r"(/cases/[0-9a-f-]{36}/).*", r"\1", page.url)


def upload(page: Page, case: str, files: list[Path], *, seconds: float = 60) -> None:
    """All files at once, and wait until the scanner has said something of each."""
    page.goto(f"{case}documents/")
    page.set_input_files("input[type=file]", files)
    page.locator("[data-submit] button").click()
    expect(page.locator("main tbody tr")).to_have_count(len(files), timeout=seconds * 1000)


def wait_for_scanner(page: Page) -> None:
    """Until every document in the list has been cleared."""
    waiting = page.locator("main tbody .ds-tag[data-color=warning], main tbody .ds-tag[data-color=neutral]")

    def cleared() -> bool:
        page.reload()
        return waiting.count() == 0

    wait_until(cleared)


def release(page: Page, case: str, reason: str) -> None:
    """Answer by name for the only document of the case, which is too large to be scanned."""
    page.goto(f"{case}documents/")
    page.locator("main tbody a").first.click()
    expect(page.locator("main")).to_contain_text("For stor til å skannes")
    page.locator("main a[href$='/release/']").click()
    page.locator("#id_reason").fill(reason)
    page.locator(SUBMIT).last.click()
    expect(page).not_to_have_url(re.compile("/release/"))


def fill_in_statement(page: Page, case: str, title: str) -> None:
    """The case statement form, finished: it becomes documents of the case."""
    page.goto(f"{case}statement/")
    page.locator("#id_title").fill(title)
    for name in ("employer_view", "tried", "member_view", "union_view"):
        page.locator(f"#id_{name}").fill("Saken gjelder nedbemanning, og utvelgelsen er ikke begrunnet.")
    for name, value in (("employer", "Storvik sykehus HF"), ("post", "Helsefagarbeider"), ("steward", "Kari Ødegård")):
        if not page.locator(f"#id_{name}").input_value():
            page.locator(f"#id_{name}").fill(value)
    page.locator("input[name=asked]").first.check()
    page.locator("input[name=employment]").first.check()
    page.locator("#id_no_limits").check()
    lines = page.locator(".statement__line").first
    lines.locator("input[type=date]").fill("2026-11-02")
    lines.locator("textarea").fill("Oppsigelsen ble gitt i et møte.")
    page.locator("button[name=do][value=finish]").click()
    expect(page).not_to_have_url(re.compile("statement"), timeout=PATIENCE)


def give_consent(page: Page, case: str) -> None:
    """The member has agreed to sharing, in writing."""
    page.goto(f"{case}consents/new/")
    page.locator("#id_party").select_option(index=0)
    page.locator("input[name=kind][value*=shar]").check()
    page.locator("input[name=form]").first.check()
    page.locator(SUBMIT).last.click()
    expect(page).not_to_have_url(re.compile("consents/new"))


def share_with_centre(page: Page, case: str, title: str, *, way: str) -> str:
    """Every document of the case to the competence centre; gives the reference."""
    page.goto(sharing_from(case))
    page.get_by_role("main").get_by_role("link", name=re.compile(CENTRE)).click()
    expect(page.locator("#id_title")).to_be_visible()
    for box in page.locator("input[name=documents]").all():
        box.check()
    page.locator("#id_title").fill(title)
    return send(page, way)


def share_with_member(page: Page, case: str, title: str, *, mail: str, mobile: str) -> str:
    """Every document of the case to the member, the direct way; gives the reference."""
    page.goto(f"{sharing_from(case)}?category=member")
    for name, value in (("receiver_name", "Medlemmet"), ("receiver_email", mail), ("receiver_mobile", mobile)):
        page.locator(f"#id_{name}").fill(value)
    for box in page.locator("input[name=documents]").all():
        box.check()
    page.locator("#id_title").fill(title)
    return send(page, "direct")


def sharing_from(case: str) -> str:
    """Where sharing from a case begins."""
    return f"/shipments/new/{case.rstrip('/').rsplit('/', 1)[-1]}/"


def send(page: Page, way: str) -> str:
    """Choose the way and share; warnings about titles are looked at."""
    page.locator(f"input[name=way][value={way}]").check()
    with page.expect_navigation():
        page.locator(SUBMIT).last.click()
    if page.locator("#id_seen_warnings").count():  # the uploaded files have kept their names as titles
        page.locator("#id_seen_warnings").check()
        page.locator(SUBMIT).last.click()
    expect(page.locator("main")).to_contain_text(REFERENCE, timeout=PATIENCE)
    expect(page.locator("main form #id_title")).to_have_count(0)
    found = REFERENCE.search(page.locator("main").inner_text())
    assert found
    return found[0]


def look_at_receipts(page: Page, reference: str, count: int) -> None:
    """On the shipment's page: every document has been received in full."""
    page.goto("/shipments/")
    page.locator("main tr", has_text=reference).get_by_role("link").first.click()
    receipts = page.get_by_role("table", name=re.compile("vittering")).locator("tbody tr")
    expect(receipts).to_have_count(count)
    for number in range(count):
        expect(receipts.nth(number)).not_to_contain_text("Nei")
