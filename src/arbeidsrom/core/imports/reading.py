"""Reads a table of text line by line from a stream of bytes, and says what is wrong with a line or the whole file.

UTF-8 (with or without byte order mark), semicolons, a first line with the names of the columns, no line breaks inside
fields, and one after each line, the last too: a file without it has been cut off, who knows where. A line is at most
64 KiB, so that no file fills the memory.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

DELIMITER = ";"
LONGEST_LINE = 64 * 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Fault(models.TextChoices):
    """Why a line, or a whole file, is refused."""

    NOT_TEXT = "not_text", _("The file is no text file. Save it as CSV (UTF-8).")
    EMPTY = "empty", _("The file is empty.")
    ENCODING = "encoding", _("Not written in UTF-8.")
    DELIMITER = "delimiter", _("The columns are not separated by semicolons.")
    MISSING_COLUMNS = "missing_columns", _("Columns are missing: %(columns)s.")
    DOUBLE_COLUMNS = "double_columns", _("Columns stand twice: %(columns)s.")
    HALF_LINE = "half_line", _("The file ends in the middle of this line.")
    FIELD_COUNT = "field_count", _("The line has another number of fields than the first line.")
    QUOTES = "quotes", _("A quotation mark is opened and not closed.")
    TOO_LONG = "too_long", _("The text is too long.")
    CONTROL_CHARACTERS = "control_characters", _("There are characters that are no text.")
    REQUIRED = "required", _("Must be filled in.")
    NUMBER = "number", _("Not a number that can be used.")
    DATE = "date", _("Not a date like 2026-11-22.")
    DATES_REVERSED = "dates_reversed", _("The last day comes before the first.")
    YES_NO = "yes_no", _("Must be ja or nei.")
    UNKNOWN_UNIT = "unknown_unit", _("There is no such club.")
    OUTSIDE_SCOPE = "outside_scope", _("The club is not among those this file is for.")
    ELSEWHERE = "elsewhere", _("The member stands in a club that this file is not for.")
    UNKNOWN_CHOICE = "unknown_choice", _("Not a value that is known.")
    IDENTITY_NUMBER = "identity_number", _("Not a valid national identity number.")
    SYNTHETIC = "synthetic", _("A test number cannot be used here.")
    EMAIL = "email", _("Not an e-mail address.")
    PHONE = "phone", _("Not a telephone number.")
    DUPLICATE = "duplicate", _("The same number stands on several lines, so none of them is used.")
    MISSING_TABLE = "missing_table", _("The file of positions (stillinger.csv) is missing.")
    NOT_AN_ARCHIVE = "not_an_archive", _("The archive cannot be opened.")
    MUCH_SMALLER = "much_smaller", _("The file is less than half as long as the last one.")
    UNIT_CIRCLE = "unit_circle", _("Units stand below themselves.")
    UNKNOWN_PARENT = "unknown_parent", _("The unit above is not known.")
    UNKNOWN_PLACE = "unknown_place", _("There is no such unit.")
    UNKNOWN_POSITION = "unknown_position", _("Nobody with this number has a position there.")
    OVERLAPS = "overlaps", _("Another line says something else of the same days in the same position.")
    OTHER_PERSON = "other_person", _("The employee number belongs to somebody with another identity number.")
    TWO_NUMBERS = "two_numbers", _("The identity number belongs to somebody with another employee number.")
    UNKNOWN_LEADER = "unknown_leader", _("The leader is not employed here, so nobody is set as leader.")
    LEADS_THEMSELVES = "leads_themselves", _("Nobody leads themselves, so nobody is set as leader.")


class FileRefused(Exception):
    """The file as a whole cannot be used."""

    def __init__(self, fault: Fault, columns: Sequence[str] = ()) -> None:
        super().__init__(fault.value)
        self.fault, self.columns = fault, tuple(columns)


class LineRefused(Exception):
    """A line cannot be used; ``column`` says which field."""

    def __init__(self, fault: Fault, column: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.column = fault, column


class Line(NamedTuple):
    """One line: its number in the file, its fields in the declared order, and what is wrong with it if anything."""

    number: int
    fields: tuple[str, ...]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns that must be there, and of those that may be."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.required + self.optional


class RawLine(NamedTuple):
    """A line as it stands in the file: its number, its bytes, and whether it was ended."""

    number: int
    content: bytes
    complete: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first line has been read: what it names, and the lines after it, taken apart one by one."""

    heading: bytes
    lines: Iterator[RawLine]
    declared: Callable[[list[str]], Any]
    width: int

    def take_apart(self, raw: RawLine) -> Line:
        """The fields of a line, and what is wrong with it."""
        return _line(raw.number, raw.content, raw.complete, self.declared, self.width)


def open_table(chunks: Iterable[bytes], columns: Columns) -> Table:
    """A table; a column that is not there reads as empty, and one not known is passed over."""
    raw = _raw_lines(chunks)
    first = next(raw, None)
    if first is None:
        raise FileRefused(Fault.EMPTY)
    places, width = _places(_heading(first.content), columns)
    declared = itemgetter(*(width if place is None else place for place in places), width)
    return Table(first.content, raw, declared, width)


def read_table(chunks: Iterable[bytes], columns: Columns) -> Iterator[Line]:
    """The lines of the table, without those that are empty."""
    table = open_table(chunks, columns)
    return (table.take_apart(raw) for raw in table.lines if raw.content.strip())


def _raw_lines(chunks: Iterable[bytes]) -> Iterator[RawLine]:
    """Each line's number, its bytes, and whether it was ended; a line beyond the limit is cut there."""
    number, rest = 0, b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for content in whole:
            number += 1
            yield RawLine(number, content.removesuffix(b"\r"), True)
        if len(rest) > 2 * LONGEST_LINE:
            rest = rest[: LONGEST_LINE + 1]
    if rest:
        yield RawLine(number + 1, rest.removesuffix(b"\r"), False)


def _heading(content: bytes) -> list[str]:
    content = content.removeprefix(BYTE_ORDER_MARK)
    if b"\x00" in content or content.startswith(b"PK\x03\x04"):
        raise FileRefused(Fault.NOT_TEXT)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise FileRefused(Fault.ENCODING) from error
    if DELIMITER not in text and ("," in text or "\t" in text or "|" in text):
        raise FileRefused(Fault.DELIMITER)
    return [name.strip().strip('"').strip().lower() for name in text.split(DELIMITER)]


def _places(names: list[str], columns: Columns) -> tuple[tuple[int | None, ...], int]:
    """Where each declared column stands in the file, and how many fields a line has."""
    missing = [name for name in columns.required if name not in names]
    if missing:
        raise FileRefused(Fault.MISSING_COLUMNS, missing)
    double = [name for name in columns.all if names.count(name) > 1]
    if double:
        raise FileRefused(Fault.DOUBLE_COLUMNS, double)
    return tuple(names.index(name) if name in names else None for name in columns.all), len(names)


def _line(number: int, content: bytes, complete: bool, declared: Callable[[list[str]], Any], width: int) -> Line:
    """A line taken apart. What could be read of a broken one is kept, so that it is known whom it is about."""
    fault: Fault | None = None
    if len(content) > LONGEST_LINE:
        fault, content = Fault.TOO_LONG, content[:LONGEST_LINE]
    try:
        text = content.decode()
    except UnicodeDecodeError:
        fault, text = fault or Fault.ENCODING, content.decode(errors="replace")
    try:
        fields = _fields(text)
    except csv.Error:
        fault, fields = fault or Fault.QUOTES, text.split(DELIMITER)
    if not complete:
        fault = fault or Fault.HALF_LINE
    if len(fields) != width:
        fault = fault or Fault.FIELD_COUNT
        fields = [*fields, *[""] * width][:width]
    if not text.isprintable() and any(not field.isprintable() for field in fields):
        fault = fault or Fault.CONTROL_CHARACTERS
    *values, _nothing = declared([*fields, ""])
    return Line(number, tuple(map(str.strip, values)), fault)


def _fields(text: str) -> list[str]:
    """The fields of a line; quotation marks are rare, and the short way is four times as fast."""
    if '"' not in text:
        return text.split(DELIMITER)
    return next(csv.reader([text], delimiter=DELIMITER, strict=True))


def by_name(columns: Columns, line: Line) -> Mapping[str, str]:
    """A line's fields by the names of their columns."""
    return dict(zip(columns.all, line.fields, strict=True))
