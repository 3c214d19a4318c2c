"""What is wrong with a document's title (KL-DOC-003): it names somebody, says nothing, has no date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum


class TitleFault(StrEnum):
    """A reason to look at a title once more."""

    NAMES_SOMEBODY = "names_somebody"
    SAYS_NOTHING = "says_nothing"
    NO_DATE = "no_date"
    IDENTITY_NUMBER = "identity_number"


_MACHINE_MADE = re.compile(
    r"""\s*(?:
        (?:scan|skann(?:et)?|img|image|bilde|dsc|dscn|pxl|doc|dok|document|dokument|fil|file|vedlegg|attachment|untitled|
           uten[ _-]?navn|unavngitt|test|ny|new|kopi|copy|screenshot|skjermbilde|whatsapp\ image|pdf|foto|photo|mvimg)
        [\s_\-.()]*[\d\s_\-.()at]*
        |[\d\s_\-.()]+
        |[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}
    )\s*(?:\.[a-z0-9]{2,5})?\s*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
FILE_ENDING = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf|txt|csv|jpe?g|png|gif|heic|tiff?|eml|msg|zip|mp3|m4a|wav)\Z", re.I
)
_MONTHS = (
    "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|"
    "january|february|march|may|june|july|october|december"
)
DATE = re.compile(
    rf"""(?<!\d)(?:
        \d{{1,2}}\s*[./]\s*\d{{1,2}}\s*[./]\s*(?:\d{{4}}|\d{{2}})
        |\d{{4}}-\d{{2}}-\d{{2}}
        |\d{{1,2}}\.?\s+(?:{_MONTHS})\s+\d{{4}}
    )(?!\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{6}[ .\-]?\d{5}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SHORTEST_NAME = 3


def faults(title: str, names: Iterable[str] = (), *, dated: bool = True) -> list[TitleFault]:
    """What one should look at before sharing something under this title.

    ``names`` are those of the people the case is about; ``dated`` is whether a title of this kind should hold a date.
    """
    found = []
    if _IDENTITY_NUMBER.search(title):
        found.append(TitleFault.IDENTITY_NUMBER)
    if names_somebody(title, names):
        found.append(TitleFault.NAMES_SOMEBODY)
    if says_nothing(title):
        found.append(TitleFault.SAYS_NOTHING)
    if dated and not DATE.search(title):
        found.append(TitleFault.NO_DATE)
    return found


def names_somebody(title: str, names: Iterable[str]) -> bool:
    """Whether any part of a given or family name stands as a word in the title, with or without a genitive s."""
    words = {_plain(word) for word in _WORD.findall(title)}
    words |= {part for word in words for part in word.split("-")}
    for name in names:
        for part in _WORD.findall(name):
            for plain in {_plain(part), *_plain(part).split("-")}:
                if len(plain) >= _SHORTEST_NAME and (plain in words or f"{plain}s" in words):
                    return True
    return False


def says_nothing(title: str) -> bool:
    """Whether the title is what a scanner, camera or word processor made up, or a bare file name."""
    bare = title.strip()
    return len(bare) < 4 or bool(_MACHINE_MADE.match(bare)) or bool(FILE_ENDING.search(bare) and " " not in bare)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()
