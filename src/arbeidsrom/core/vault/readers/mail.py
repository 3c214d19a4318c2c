"""E-mail files: headers, text and what is attached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.message import Message as AnyMessage
from io import BytesIO

from oxmsg import Message

from .limits import MAX_ATTACHMENTS, Gathered
from .web import decoded, web_page

HEADERS = ("From", "To", "Cc", "Date", "Subject")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in an e-mail."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as a reader sees it."""

    headers: dict[str, str]
    text: str
    attachments: list[Attachment] = field(default_factory=list)


def internet_mail(data: bytes) -> Letter:
    """An .eml file."""
    message = message_from_bytes(data, policy=policy.default)
    headers = {name: _header(message, name) for name in HEADERS if message[name] is not None}
    return Letter(headers, _body(message), list(_attached(message)))


def _header(message: EmailMessage, name: str) -> str:
    """A header in readable words, on one line."""
    return " ".join(str(message[name]).split())[:2000]


def _body(message: EmailMessage) -> str:
    """The text the sender wrote: the plain one, else the words of the web page."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    content = _bytes(body)
    if body.get_content_type() == "text/plain":
        charset = body.get_content_charset("utf-8")
        try:
            return content.decode(charset)
        except (LookupError, UnicodeDecodeError):
            return decoded(content)
    return _seen(content)


def _attached(message: EmailMessage) -> Iterator[Attachment]:
    """The attached files, forwarded e-mails among them."""
    for number, part in enumerate(message.iter_attachments()):
        if number >= MAX_ATTACHMENTS:
            return
        yield Attachment(part.get_filename("") or "", part.get_content_type(), _bytes(part))


def _bytes(part: MIMEPart) -> bytes:
    """The content of a part, whatever way it was packed."""
    if part.get_content_type() == "message/rfc822":
        inside = part.get_payload()
        forwarded = inside[0] if isinstance(inside, list) and inside else None
        return forwarded.as_bytes() if isinstance(forwarded, AnyMessage) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def outlook(data: bytes) -> Letter:
    """An .msg file."""
    message = Message.load(BytesIO(data))
    receivers = "; ".join(f"{who.name} <{who.email_address}>" for who in message.recipients)
    sent = message.sent_date.isoformat(" ", "minutes") if message.sent_date else ""
    headers = {"From": message.sender or "", "To": receivers, "Date": sent, "Subject": message.subject or ""}
    attachments = [
        Attachment(found.file_name or "", found.mime_type or "", found.file_bytes or b"")
        for found in message.attachments[:MAX_ATTACHMENTS]
        if found.attached_by_value
    ]
    text = message.body or (_seen(message.html_body.encode()) if message.html_body else "")
    tidy = {name: value.replace("\x00", "").strip()[:2000] for name, value in headers.items()}
    return Letter({name: value for name, value in tidy.items() if value}, text.replace("\x00", ""), attachments)


def _seen(page: bytes) -> str:
    """The words a reader sees in a web page."""
    gathered = Gathered()
    web_page(page, gathered)
    return gathered.text().strip()
