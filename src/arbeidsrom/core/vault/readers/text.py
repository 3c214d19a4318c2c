"""Which reader takes which file, for its text."""

from __future__ import annotations

from collections.abc import Callable

from . import mail, office, pdf, web
from .kinds import Kind, detect
from .limits import MAX_NESTING, Gathered, Outcome, Unreadable

READERS: dict[Kind, Callable[[bytes, Gathered], None]] = {
    Kind.PDF: pdf.text,
    Kind.WORD: office.word,
    Kind.SHEET: office.sheet,
    Kind.OLD_SHEET: office.old_sheet,
    Kind.OPEN_SHEET: office.old_sheet,
    Kind.SLIDES: office.slides,
    Kind.OPEN_DOCUMENT: office.open_document,
    Kind.WEB_PAGE: web.web_page,
    Kind.DRAWING: web.drawing,
    Kind.RICH_TEXT: web.rich_text,
    Kind.PLAIN: web.plain,
}


def read(data: bytes, kind: Kind, into: Gathered, *, depth: int = 0) -> None:
    """Gather the text of a file, e-mails with what is attached to them."""
    if kind in {Kind.MAIL, Kind.OUTLOOK}:
        _letter(mail.outlook(data) if kind is Kind.OUTLOOK else mail.internet_mail(data), into, depth)
    elif kind in READERS:
        READERS[kind](data, into)
    else:
        raise Unreadable(Outcome.UNSUPPORTED)


def _letter(letter: mail.Letter, into: Gathered, depth: int) -> None:
    """An e-mail's headers and text, then each attachment that can be read."""
    for value in letter.headers.values():
        into.add(f"{value}\n")
    into.add(f"{letter.text}\n")
    for attached in letter.attachments:
        into.add(f"{attached.name}\n")
        if depth < MAX_NESTING:
            _attachment(attached, into, depth + 1)


def _attachment(attached: mail.Attachment, into: Gathered, depth: int) -> None:
    """One attached file; that it cannot be read does not spoil the e-mail around it."""
    try:
        read(attached.data, detect(attached.data, attached.name, attached.content_type), into, depth=depth)
    except Unreadable:
        into.add("\n")
