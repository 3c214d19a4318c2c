"""What is found by words in a name, and where in it they stand (KP-SEARCH-003, 004, KP-EIMP-040)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 100


def words_in(text: str) -> tuple[str, ...]:
    """The words somebody looks for; letters that are written in two ways are one."""
    return tuple(unicodedata.normalize("NFC", text[:LONGEST]).split())


def holds(name: str, words: Sequence[str]) -> bool:
    """Whether all of the words stand somewhere in the name, large and small letters alike."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return all(word.casefold() in folded for word in words)


def pieces(name: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The name in pieces, each with whether it is one of the words."""
    if not words:
        return ((name, False),)
    sought = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    parts = re.split(f"({sought})", unicodedata.normalize("NFC", name), flags=re.IGNORECASE)
    return tuple((part, place % 2 == 1) for place, part in enumerate(parts) if part)
