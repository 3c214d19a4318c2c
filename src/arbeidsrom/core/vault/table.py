"""The cells of a spreadsheet that somebody imports, read where a hostile file does no harm. The file is not kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .isolation import SECONDS, Answer, open_in_isolation
from .readers.limits import Outcome

LARGEST_NUMBER = 1_048_576
A_RANGE = re.compile(r"[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7}")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; ``kind`` is text, number, truth, date, formula or error."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row in which something is filled in: its number in the sheet, and its cells by the number of their column."""

    number: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The first sheet of a workbook; ``rows`` is empty where it was not read, and ``outcome`` says why.

    ``more``: there are more rows than were asked for. ``merged``: ranges of cells that are merged, such as B4:D4.
    """

    outcome: Outcome
    rows: tuple[TableRow, ...] = ()
    merged: tuple[str, ...] = ()
    more: bool = False
    has_macros: bool = False


def read_table(content: bytes | Iterable[bytes], file_name: str, *, rows: int, seconds: float = SECONDS) -> Table:
    """The table in an Excel file that may be hostile, ``rows`` rows at most. Never raises for what a file contains."""
    answer = open_in_isolation("table", content, file_name=file_name, content_type="", seconds=seconds, rows=rows)
    try:
        return _believed(answer)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError):
        return Table(Outcome.BROKEN)


def _believed(answer: Answer) -> Table:
    """The answer as typed data, with everything in it checked."""
    if answer.outcome is not Outcome.READ:
        return Table(answer.outcome)
    told = json.loads(answer.parts[0])
    read = tuple(
        TableRow(
            min(int(number), LARGEST_NUMBER),
            {int(place): Cell(str(kind), _storable(str(text))) for place, (kind, text) in cells.items()},
        )
        for number, cells in told["rows"]
    )
    return Table(
        Outcome.READ if read or told["macros"] else Outcome.EMPTY,
        read,
        tuple(one for one in map(str, told["merged"]) if A_RANGE.fullmatch(one)),
        told["more"] is True,
        told["macros"] is True,
    )


def _storable(text: str) -> str:
    """Without what no database can hold."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
