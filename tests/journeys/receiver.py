"""What somebody without an account does with the link from one channel and the code from another."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Download, Page, expect

from tests.journeys.steward import SUBMIT, wait_until

LINK = re.compile(r"https?://[^\s<\"]+#[\w-]{43}")
CODE = re.compile(r"\b[0-9B-Z]{4}-[0-9B-Z]{4}-[0-9B-Z]{4}\b")
PIECE = 2**20


@dataclass(frozen=True)
class Sent:
    """What the receiver needs, from two channels."""

    reference: str
    code: str
    link: str


def in_outbox(page: Page, reference: str, pattern: re.Pattern[str]) -> str:
    """What the newest messages about the shipment say, as the demonstration's outbox page shows them."""
    found: list[str] = []

    def looked() -> bool:
        listed = page.request.get("/outbox/?size=100").text()
        for path in dict.fromkeys(re.findall(r'href="(/outbox/[0-9a-f-]{36}/)"', listed)):
            text = page.request.get(path).text()
            if reference in text and (match := pattern.search(text)):
                found.append(match[0])
                return True
        return False

    wait_until(looked)
    return found[0]


def type_reference(page: Page, sent: Sent) -> None:
    page.goto(sent.link)
    page.locator("#id_reference").fill(sent.reference)
    page.locator(SUBMIT).first.click()
    expect(page.locator("#id_code")).to_be_visible()


def open_shipment(page: Page, sent: Sent) -> None:
    """Reference and code, typed as people type them on a phone."""
    type_reference(page, sent)
    page.locator("#id_code").fill(sent.code.lower().replace("-", " "))
    page.locator(SUBMIT).first.click()
    expect(page).to_have_url(re.compile(f"/forsendelse/{sent.reference}/innhold/"))


def fetch_one_by_one(page: Page) -> dict[str, str]:
    """The checksum of every document, by file name."""
    found = {}
    links = page.locator("main a[href*='/dokument/']")
    for number in range(links.count()):
        with page.expect_download() as download:
            links.nth(number).click()
        found[download.value.suggested_filename] = checksum(saved(download.value))
    return found


def fetch_together(page: Page) -> list[str]:
    """The checksums of everything in the one zip file."""
    with page.expect_download() as download:
        page.locator("main a[href*='alle.zip']").click()
    with ZipFile(saved(download.value)) as together:
        return [hashlib.sha256(together.read(name)).hexdigest() for name in together.namelist()]


def saved(download: Download) -> Path:
    """Where the browser has put it, when it is there in full."""
    return Path(download.path())


def checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
