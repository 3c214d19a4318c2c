"""A steward at work who believes what the program says: keeps what was confirmed, and tries again what was not."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
import time
from dataclasses import dataclass, field
from random import Random

from lxml import html

from tests.kill.visitor import PATIENCE, PAUSE, Gone, Visitor, form_with

PART = "application/offset+octet-stream"
LARGEST_FILE, LARGEST_PART = 600_000, 150_000
MOST_SHIPMENTS = 50
"""Within the hour, fewer than the program lets one person send."""


@dataclass(frozen=True)
class Sent:
    """A shipment whose sending was confirmed."""

    address: str
    to: str
    digest: str


@dataclass
class Confirmed:
    """What the program has said that it has."""

    parts: int = 0
    documents: dict[str, str] = field(default_factory=dict)
    """Version and SHA-256."""
    shipments: list[Sent] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.parts + len(self.documents) + len(self.shipments)


class Steward(threading.Thread):
    """Uploads a document and sends it, again and again, until told to stop; then the last errand is finished.

    Who has sent as much as one person may within the hour goes on uploading.
    """

    def __init__(self, address: str, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.visitor, self.chance = Visitor(address), Random(name)
        self.confirmed, self.enough = Confirmed(), threading.Event()
        self.failure: BaseException | None = None
        self.case = ""

    def run(self) -> None:
        try:
            while not self.enough.is_set():
                self.errand()
        except BaseException as failure:  # the test tells it
            self.failure = failure

    def sign_in(self) -> None:
        """One click on the page of the demonstration."""
        page = self.visitor.page("/demonstration/")
        (button,) = [each for each in page.xpath("//button[@name='user']") if self.name in each.text_content()][:1]
        form = form_with(page, "user")
        answer = self.visitor.send("/demonstration/become/", form, {"user": button.get("value")})
        assert answer.status_code == 302, answer.text

    def open_case(self) -> None:
        page = self.visitor.page("/cases/new/")
        values = {
            "type": "working_hours",
            "title": "Arbeidstid for nattevaktene",
            "subject": "group",
            "group": "Nattevaktene",
        }
        answer = self.visitor.send("/cases/new/", form_with(page, "title"), values)
        assert answer.status_code == 302, complaints(answer.text)
        found = re.search(r"/cases/([0-9a-f-]{36})/", answer.headers["Location"])
        assert found, answer.headers["Location"]
        self.case = found[1]

    def errand(self) -> None:
        content = self.chance.randbytes(self.chance.randrange(1, LARGEST_FILE))
        version = self.upload(content)
        self.confirmed.documents[version] = hashlib.sha256(content).hexdigest()
        if len(self.confirmed.shipments) < MOST_SHIPMENTS:
            self.share(version)

    def upload(self, content: bytes) -> str:
        """In parts, by the tus protocol; gives the version that the program says it has stored."""
        address, offset = self.announce(len(content)), 0
        until = time.monotonic() + PATIENCE
        while True:
            assert time.monotonic() < until, "the upload does not come to an end"
            piece = content[offset : offset + self.chance.randrange(1, LARGEST_PART)]
            try:
                told = self.tus("PATCH", address, {"Upload-Offset": str(offset), "Content-Type": PART}, piece)
            except Gone:
                time.sleep(PAUSE)
                told = self.visitor.surely(lambda: self.tus("HEAD", address))
            if told.status_code in {409, 423}:  # the killed request is still being cleared away
                time.sleep(PAUSE)
                told = self.visitor.surely(lambda: self.tus("HEAD", address))
            assert told.status_code in {200, 204}, (told.status_code, told.text)
            there = int(told.headers["Upload-Offset"])
            assert there >= offset, f"{offset} bytes were confirmed and {there} are there"
            if there > offset:
                self.confirmed.parts += 1
                until = time.monotonic() + PATIENCE
            offset = there
            if "Upload-Result" in told.headers:
                return told.headers["Upload-Result"]

    def announce(self, size: int) -> str:
        number = len(self.confirmed.documents) + 1
        told = {"filename": f"notat {number}.bin", "destination": "workspace-case", "about": self.case}
        metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
        headers = {"Upload-Length": str(size), "Upload-Metadata": metadata}
        answer = self.visitor.surely(lambda: self.tus("POST", "/uploads/", headers))
        assert answer.status_code == 201, (answer.status_code, answer.text)
        return answer.headers["Location"]

    def tus(self, method: str, where: str, headers: dict[str, str] | None = None, data: bytes = b""):  # type: ignore[no-untyped-def]
        cookie = self.visitor.web.cookies.get("csrftoken") or ""
        spoken = {"Tus-Resumable": "1.0.0", "X-CSRFToken": cookie} | (headers or {})
        return self.visitor.ask(method, where, headers=spoken, data=data)

    def share(self, version: str) -> None:
        """The direct way: the link by mail to somebody nobody else writes to, the code by SMS."""
        where = f"/shipments/new/{self.case}/?category=employer"
        to = f"{self.case[:8]}-{len(self.confirmed.shipments)}@kommunen.example"
        values = {
            "documents": version,
            "receiver_name": "Personalsjef Berg",
            "receiver_email": to,
            "receiver_mobile": "412 34 567",
            "title": "Grunnlag for møtet",
            "reason": "Grunnlag for drøftingsmøtet",
            "legal_ground": "legal_claim",
            "way": "direct",
            "seen_warnings": "on",
        }
        answer = self.visitor.send(where, form_with(self.visitor.page(where), "receiver_email"), values)
        assert answer.status_code == 302, complaints(answer.text)
        address = answer.headers["Location"]
        assert re.fullmatch(r"/shipments/[0-9a-f-]{36}/", address), address
        self.confirmed.shipments.append(Sent(address, to, self.confirmed.documents[version]))


def complaints(text: str) -> str:
    """What a page complains of."""
    found = html.fromstring(text).xpath("//*[contains(@class, 'validation') or contains(@class, 'alert')]")
    return " | ".join(" ".join(each.text_content().split()) for each in found) or text[:2000]
