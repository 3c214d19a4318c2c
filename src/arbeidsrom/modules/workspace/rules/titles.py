"""Titles of documents: proposals with a date, and warnings before anything is shared (KL-DOC-003)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count

from arbeidsrom.lib.titles import DATE, FILE_ENDING

from .words import Words, data_rows, words_of

CASE_STATEMENT = "case_statement"
"""The kind of document whose title needs no date."""

DATED = Words("datert", "datert", "dated")


@dataclass(frozen=True, slots=True)
class TitleProposal:
    """A title to choose, whether the document's date belongs in it, and whether the parties sign such documents."""

    key: str
    title: Words
    dated: bool
    signed: bool

    def on(self, day: date | None) -> str:
        """The title as it would stand on a document of that date: «Oppsigelse datert 03.02.26»."""
        return dated_title(str(self.title), day) if self.dated else str(self.title)


@cache
def title_proposals() -> tuple[TitleProposal, ...]:
    """The titles from which the form proposes."""
    return tuple(
        TitleProposal(row["key"], words_of(row, "title"), row["dated"] == "1", row["signed"] == "1")
        for row in data_rows("document_titles.csv")
    )


def proposed(key: str, day: date | None) -> str:
    """The proposal of that key as a title, or nothing when there is none."""
    return next((proposal.on(day) for proposal in title_proposals() if proposal.key == key), "")


def is_signed(key: str) -> bool:
    """Whether documents of the kind are minutes or protocols, which the parties sign."""
    return any(proposal.key == key and proposal.signed for proposal in title_proposals())


def stem_of(file_name: str) -> str:
    """A file's name without its ending."""
    return FILE_ENDING.sub("", file_name)


def dated_title(title: str, day: date | None) -> str:
    """The title with the document's date behind it, unless it has one already."""
    if day is None or DATE.search(title):
        return title
    return f"{title} {DATED} {day:%d.%m.%y}"


def told_apart(title: str, others: Collection[str]) -> str:
    """The title, with a number behind it when another document is called the same."""
    if title not in others:
        return title
    return next(named for number in count(2) if (named := f"{title} ({number})") not in others)
