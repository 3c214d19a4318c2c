"""What is shown of a document in the page (KL-DOC-006): made in memory on request, never stored, nothing of it run.

The reading happens in the isolated process, whose answer is itself not trusted: HTML is cleaned here, pictures must be
JPEG, everything else is escaped by the template ``vault/preview.html``. Pages that show a preview are never cached.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from arbeidsrom.web.components.formats import moment

from .isolation import SECONDS, Answer, open_in_isolation
from .readers.limits import Outcome

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PAGES_AT_A_TIME = 10
JPEG_START = b"\xff\xd8\xff"
JPEG_ADDRESS = "data:image/jpeg;base64,"
TAGS = {
    *("p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "img", "span"),
    *("table", "thead", "tbody", "tr", "td", "th", "strong", "em", "u", "s", "sup", "sub"),
}
ATTRIBUTES = {"img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
HEADING = re.compile(r"<(/?)h([1-6])>")
TOP_HEADING = 3
HEADER_LABELS = {"From": _("From"), "To": _("To"), "Cc": _("Copy to"), "Date": _("Sent"), "Subject": _("Subject")}
REASONS: Mapping[Outcome, str | _StrPromise] = {
    Outcome.EMPTY: _("The document has nothing that can be shown."),
    Outcome.ENCRYPTED: _("The document is protected by a password and cannot be shown here. Download it to open it."),
    Outcome.UNSUPPORTED: _("This kind of file cannot be shown here. Download it to open it."),
    Outcome.TOO_LARGE: _("The document is too large to be shown here. Download it to open it."),
    Outcome.HOSTILE: _(
        "The document is built in a way that could do harm, and is not shown. Be careful if you download it."
    ),
    Outcome.BROKEN: _("The document is damaged or is not what its name says, and cannot be shown."),
    Outcome.GAVE_UP: _("The document took too long to open and is not shown. Download it to open it."),
}


class Shown(StrEnum):
    """The forms a preview takes."""

    PAGES = "pages"
    PICTURE = "picture"
    DOCUMENT = "document"
    SHEETS = "sheets"
    MAIL = "mail"
    TEXT = "text"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page or a photograph as a JPEG of screen size."""

    data: bytes
    width: int
    height: int

    @property
    def address(self) -> str:
        """The picture inside the page itself, so that it has no address of its own to be cached under."""
        return JPEG_ADDRESS + base64.b64encode(self.data).decode()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first rows of a sheet; ``more`` when there are others."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What can be shown of a document, or why nothing can."""

    shown: Shown
    outcome: Outcome
    pictures: tuple[Picture, ...] = ()
    first: int = 1
    total: int = 0
    html: SafeString = SafeString()  # noqa: RUF009 - an empty, immutable string
    text: str = ""
    headers: tuple[tuple[str | _StrPromise, str], ...] = ()
    attached: tuple[tuple[str, int], ...] = ()
    sheets: tuple[Sheet, ...] = ()
    cut: bool = False
    macros: bool = False
    disguised: bool = False
    as_words: bool = False

    @property
    def reason(self) -> str | _StrPromise:
        """Why nothing is shown, as a sentence for the reader."""
        return REASONS.get(self.outcome, "")

    @property
    def last(self) -> int:
        """The number of the last page shown."""
        return self.first + len(self.pictures) - 1

    @property
    def next(self) -> int | None:
        """The page to go on from, when there are more."""
        return self.last + 1 if self.shown is Shown.PAGES and self.last < self.total else None

    @property
    def previous(self) -> int | None:
        """The page to go back to, when these are not the first."""
        return max(self.first - PAGES_AT_A_TIME, 1) if self.shown is Shown.PAGES and self.first > 1 else None

    @property
    def addresses(self) -> dict[str, str]:
        """Where the earlier and the later pages are, beside the address of this page."""
        return {"previous": f"?page={self.previous}", "next": f"?page={self.next}"}


def preview(
    content: bytes | Iterable[bytes],
    file_name: str,
    content_type: str = "",
    *,
    first_page: int = 1,
    seconds: float = SECONDS,
) -> Preview:
    """The preview of a file that may be hostile. Never raises for what a file contains."""
    answer = open_in_isolation(
        "show",
        content,
        file_name=file_name,
        content_type=content_type,
        seconds=seconds,
        first=first_page,
        count=PAGES_AT_A_TIME,
    )
    try:
        return _believed(answer)
    except (KeyError, TypeError, ValueError, AttributeError):
        return Preview(Shown.NOTHING, Outcome.BROKEN)


def _believed(answer: Answer) -> Preview:
    """The answer as typed data, with everything in it checked."""
    about = answer.about
    if answer.outcome is not Outcome.READ:
        return Preview(Shown.NOTHING, answer.outcome, disguised=about.get("disguised") is True)
    shown = Shown(about["shown"])
    text = answer.parts[0].decode("utf-8", "ignore") if shown in {Shown.TEXT, Shown.MAIL} else ""
    found = Preview(
        shown,
        answer.outcome,
        pictures=_pictures(answer) if shown in {Shown.PAGES, Shown.PICTURE} else (),
        first=int(about.get("first", 1)),
        total=int(about.get("total", 0)),
        html=clean(answer.parts[0].decode("utf-8", "ignore")) if shown is Shown.DOCUMENT else SafeString(),
        text=text,
        headers=tuple(
            (HEADER_LABELS[name], _header(name, str(value))) for name, value in about.get("headers", {}).items()
        ),
        attached=tuple((str(found["name"]), int(found["size"])) for found in about.get("attached", ())),
        sheets=_sheets(about),
        cut=about.get("cut") is True,
        macros=about.get("macros") is True,
        disguised=about.get("disguised") is True,
        as_words=about.get("as_words") is True,
    )
    holds_something = found.pictures or found.html or found.text or found.headers or any(s.rows for s in found.sheets)
    return found if holds_something else Preview(Shown.NOTHING, Outcome.EMPTY, disguised=found.disguised)


def _header(name: str, value: str) -> str:
    """A header as people read it: the moment of sending in Norwegian time and words."""
    if name != "Date":
        return value
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            return moment(read(value))
        except (ValueError, TypeError, OverflowError):
            continue
    return value


def _pictures(answer: Answer) -> tuple[Picture, ...]:
    """The pictures, if that is what they are."""
    sizes = answer.about["sizes"]
    if len(sizes) != len(answer.parts) or not all(part.startswith(JPEG_START) for part in answer.parts):
        raise ValueError
    return tuple(
        Picture(part, int(width), int(height)) for part, (width, height) in zip(answer.parts, sizes, strict=True)
    )


def _sheets(about: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """The sheets of a workbook as text."""
    return tuple(
        Sheet(str(sheet["name"]), tuple(tuple(map(str, row)) for row in sheet["rows"]), sheet["more"] is True)
        for sheet in about.get("sheets", ())
    )


def clean(html: str) -> SafeString:
    """HTML with nothing but text, tables and pictures that lie in the page itself; headings below the page's own."""
    cleaned = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_harmless, url_schemes={"data"}, link_rel=None
    )
    return mark_safe(_under_the_page(cleaned))  # noqa: S308 - cleaned the line before


def _under_the_page(html: str) -> str:
    """The document's headings as ones below the page's own, without leaps from one level to another."""
    level = TOP_HEADING - 1

    def lowered(found: re.Match[str]) -> str:
        nonlocal level
        if not found[1]:
            level = min(int(found[2]) + TOP_HEADING - 1, level + 1, 6)
        return f"<{found[1]}h{level}>"

    return HEADING.sub(lowered, html)


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    """Pictures only as JPEG inside the page; numbers only where numbers belong."""
    if attribute == "src":
        return value if value.startswith(JPEG_ADDRESS) else None
    if attribute in {"colspan", "rowspan"}:
        return value if value.isdigit() and len(value) < 4 else None
    return value
