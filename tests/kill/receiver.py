"""Somebody without an account, with the link from the mail and the code from the SMS."""

from __future__ import annotations

import hashlib
import re
from email.message import EmailMessage

from tests.kill.visitor import Visitor, form_with


def fetch(address: str, mail: EmailMessage, sms: str) -> list[str]:
    """Open the shipment; the SHA-256 of each document in it."""
    body = mail.get_body(("plain",))
    assert body
    visitor, text = Visitor(address), body.get_content()
    said = {
        "link_key": found(r"#([\w-]{43})", text),
        "reference": reference_in(text),
        "code": found(r"Kode: (\S+)", sms),
    }
    form = form_with(visitor.page("/forsendelse/"), "reference")
    opened = visitor.send("/forsendelse/", form, said)
    assert opened.status_code == 302, "link and code do not open the shipment"
    content = visitor.page(f"/forsendelse/{said['reference']}/innhold/")
    links = content.xpath("//a[contains(@href, '/dokument/')]/@href")
    return [
        hashlib.sha256(visitor.surely(lambda where=where: visitor.ask("GET", where)).content).hexdigest()
        for where in links
    ]


def reference_in(text: str) -> str:
    return found(r"(\d\d-\d{7}-\d\d)", text)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]
