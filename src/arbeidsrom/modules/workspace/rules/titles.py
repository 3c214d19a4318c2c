"""Titles of documents: proposals with a date, and warnings before anything is shared (KL-DOC-003)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from django.utils.translation import gettext_lazy

from .words import Words, data_rows, words_of

MEANINGLESS = re.compile(
    r"""^(?:(?:scan|skann(?:et)?|img|image|bilde|dsc|dok(?:ument)?|document|doc|fil|file|untitled|uten[ _-]?navn
        |unavngitt|new|ny|kopi|copy|test|pdf|vedlegg|attachment|screenshot|skjermbilde|whatsapp\ image)
        [\s_\-().\d]*|[\s_\-().\d]+)$""",
    re.IGNORECASE | re.VERBOSE,
)
FILE_ENDING = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf|txt|jpe?g|png|heic|tiff?|gif|eml|msg|zip|mp3|m4a|wav)$", re.I
)
MONTHS = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
DATE = re.compile(
    rf"\b(?:\d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}\.?\s(?:{MONTHS}|january|february|march|may|june|july|october|december)\s\d{{4}})(?!\d)",
    re.IGNORECASE,
)
DATED = Words("datert", "datert", "dated")
IDENTITY_NUMBER = re.compile(r"\b\d{6}\s?\d{5}\b")


class TitleFault(StrEnum):
    """What is wrong with a document's title."""

    EMPTY = "empty"
    MEANINGLESS = "meaningless"
    FILE_NAME = "file_name"
    NO_DATE = "no_date"
    NAMES_SOMEBODY = "names_somebody"
    IDENTITY_NUMBER = "identity_number"


FAULT_SENTENCES = {
    TitleFault.EMPTY: gettext_lazy("The document has no title."),
    TitleFault.MEANINGLESS: gettext_lazy("The title does not say what the document is."),
    TitleFault.FILE_NAME: gettext_lazy("The title looks like a file name."),
    TitleFault.NO_DATE: gettext_lazy("The title has no date."),
    TitleFault.NAMES_SOMEBODY: gettext_lazy("The title contains a person's name."),
    TitleFault.IDENTITY_NUMBER: gettext_lazy("The title contains a national identity number."),
}


@dataclass(frozen=True, slots=True)
class TitleProposal:
    """A title to choose, and whether the document's date belongs in it."""

    key: str
    title: Words
    dated: bool

    def on(self, day: date | None) -> str:
        """The title as it would stand on a document of that date: «Oppsigelse datert 03.02.26»."""
        return dated_title(str(self.title), day) if self.dated else str(self.title)


@cache
def title_proposals() -> tuple[TitleProposal, ...]:
    """The titles from which the form proposes."""
    return tuple(
        TitleProposal(row["key"], words_of(row, "title"), row["dated"] == "1")
        for row in data_rows("document_titles.csv")
    )


def proposed(key: str, day: date | None) -> str:
    """The proposal of that key as a title, or nothing when there is none."""
    return next((proposal.on(day) for proposal in title_proposals() if proposal.key == key), "")


def stem_of(file_name: str) -> str:
    """A file's name without its ending."""
    return FILE_ENDING.sub("", file_name)


def dated_title(title: str, day: date | None) -> str:
    """The title with the document's date behind it, unless it has one already."""
    if day is None or DATE.search(title):
        return title
    return f"{title} {DATED} {day:%d.%m.%y}"


def faults(title: str, *, names: Iterable[str] = ()) -> list[TitleFault]:
    """What should be mended before a document with this title is shared."""
    title = title.strip()
    if not title:
        return [TitleFault.EMPTY]
    found = []
    stem = FILE_ENDING.sub("", title)
    if MEANINGLESS.match(stem):
        found.append(TitleFault.MEANINGLESS)
    elif stem != title:
        found.append(TitleFault.FILE_NAME)
    if not DATE.search(title):
        found.append(TitleFault.NO_DATE)
    if names_somebody(title, names):
        found.append(TitleFault.NAMES_SOMEBODY)
    if IDENTITY_NUMBER.search(title):
        found.append(TitleFault.IDENTITY_NUMBER)
    return found


def names_somebody(text: str, names: Iterable[str]) -> bool:
    """Whether the text holds the family name, or any whole name, of one of the people."""
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    for name in names:
        parts = [part for part in re.findall(r"[^\W\d_]+", name.casefold()) if len(part) > 2]
        if parts and (parts[-1] in words or all(part in words for part in parts)):
            return True
    return False
