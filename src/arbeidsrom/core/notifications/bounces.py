"""Reading the mails that mail servers send back when a mail could not be delivered (RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

STATUS = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}$")
PERMANENT = "failed"


@dataclass(frozen=True, slots=True)
class Bounce:
    """Which of our mails could not be delivered, and the reason as a code such as 5.1.1."""

    message_id: str
    status: str


def read_bounce(raw: bytes) -> Bounce | None:
    """The bounce in a mail, or None when it is something else, or says only that delivery is delayed."""
    mail = message_from_bytes(raw, policy=policy.default)
    status = failed_status(mail)
    message_id = original_id(mail)
    return Bounce(message_id, status) if status and message_id else None


def failed_status(mail: Message) -> str:
    """The code of the first receiver that the mail could not be delivered to."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.walk():
            if str(block.get("Action", "")).strip().lower() == PERMANENT:
                status = str(block.get("Status", "")).split()[:1]
                return status[0] if status and STATUS.match(status[0]) else "5.0.0"
    return ""


def original_id(mail: Message) -> str:
    """The Message-ID of the mail that came back."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part is not mail:
            inner = part.get_content() if isinstance(part, EmailMessage) else part
            return str(inner.get("Message-ID", "")).strip()
        if kind == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            headers = message_from_bytes(payload if isinstance(payload, bytes) else b"", policy=policy.default)
            return str(headers.get("Message-ID", "")).strip()
    return ""
