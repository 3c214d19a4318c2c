"""How much of a file is read, and how reading can end."""

from __future__ import annotations

import time
from enum import StrEnum

MAX_INPUT = 64 * 1024**2
MAX_CHARACTERS = 4_000_000
MAX_PAGES = 2_000
MAX_ENTRIES = 5_000
MAX_UNPACKED = 256 * 1024**2
MAX_RATIO = 200
RATIO_MATTERS_FROM = 8 * 1024**2
MAX_ATTACHMENTS = 100
MAX_NESTING = 4
MAX_PIXELS = 80_000_000
MEMORY = 1024**3
PROCESSOR_SECONDS = 25
READING_SECONDS = 15.0


class Outcome(StrEnum):
    """How the reading of a file ended."""

    READ = "read"
    PARTLY = "partly"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    HOSTILE = "hostile"
    BROKEN = "broken"
    GAVE_UP = "gave_up"


class Unreadable(Exception):
    """A file that is not read, with the reason as an outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Full(Exception):
    """Enough has been read: the limit of text or time is reached."""


class Gathered:
    """The text gathered so far, which says stop when there is enough of it."""

    def __init__(self, *, characters: int = MAX_CHARACTERS, seconds: float = READING_SECONDS) -> None:
        self._pieces: list[str] = []
        self._left = characters
        self._until = time.monotonic() + seconds

    def add(self, text: str) -> None:
        """Keep a piece of text, as far as there is room."""
        self._pieces.append(text[: self._left])
        self._left -= len(text)
        if self._left <= 0 or time.monotonic() > self._until:
            raise Full

    def text(self) -> str:
        """All that was kept, without the characters that no database or page can hold."""
        return "".join(self._pieces).replace("\x00", "").encode("utf-8", "ignore").decode()
