"""What a paper consists of, before it becomes a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = Literal["nb", "nn", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """Running text; an empty line begins a new paragraph."""

    text: str

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, without empty ones."""
        return [part.strip() for part in self.text.replace("\r", "").split("\n\n") if part.strip()]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Facts with their names, in two columns."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading; ``widths`` say how the columns share the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points."""

    items: tuple[str, ...]


Block = Words | Pairs | Table | Points


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: from whom, of what kind, about what, and its sections.

    ``page_words`` are written around the numbers at the foot, such as («Side», «av»).
    """

    kind: str
    title: str
    sender: str
    dated: date
    dated_words: str
    page_words: tuple[str, str]
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    signatures: tuple[str, ...] = ()
    note: str = ""
    language: Language = "nb"
    numbered: bool = True
    place_words: str = field(default="")
