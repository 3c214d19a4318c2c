"""National identity numbers and D-numbers: what is one, what is synthetic, how it is shown.

The rules are the Tax Administration's for the National Population Register, with those from 1 January 2032: the first
control digit may then leave the remainder 0, 1, 2 or 3, and the number no longer tells gender or century. Numbers
of both kinds live side by side, so nothing here reads an age or a gender out of a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
FIRST_REMAINDERS = frozenset({0, 1, 2, 3})
"""0 was the only one until 2031."""

D_NUMBER_DAY = 40
TENOR_MONTH = 80
DOLLY_MONTH = 40
"""Also the month of a local help number («H-nummer»), which is why such a number is never taken for a real one."""


class Kind(StrEnum):
    BIRTH_NUMBER = "birth_number"
    D_NUMBER = "d_number"


class Fault(StrEnum):
    """Why a text is no identity number that the register would know."""

    NOT_ELEVEN_DIGITS = "not_eleven_digits"
    HELP_NUMBER = "help_number"
    NO_SUCH_DATE = "no_such_date"
    CONTROL_DIGITS = "control_digits"
    SYNTHETIC = "synthetic"


class InvalidIdentityNumber(ValueError):
    """The text is no identity number; ``fault`` says why, and the text itself is never repeated."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A well-formed number. Printing it shows the mask; the digits must be asked for by name."""

    digits: str
    kind: Kind
    synthetic: bool

    def __str__(self) -> str:
        return mask(self.digits)

    def __repr__(self) -> str:
        return f"<IdentityNumber {self.kind.value}>"


def parse(text: str, *, synthetic: bool = False) -> IdentityNumber:
    """The number in a text with or without blanks; test numbers only where ``synthetic`` welcomes them."""
    digits = re.sub(r"[\s\u00a0-]", "", text)
    if not re.fullmatch(r"[0-9]{11}", digits):
        raise InvalidIdentityNumber(Fault.NOT_ELEVEN_DIGITS)
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    if digits[0] in "89":
        raise InvalidIdentityNumber(Fault.HELP_NUMBER)
    kind = Kind.D_NUMBER if day > D_NUMBER_DAY else Kind.BIRTH_NUMBER
    marked = _marked_month(month)
    if marked == DOLLY_MONTH and not synthetic:
        raise InvalidIdentityNumber(Fault.HELP_NUMBER)
    if not _is_date(year, month - marked, day - (D_NUMBER_DAY if kind is Kind.D_NUMBER else 0)):
        raise InvalidIdentityNumber(Fault.NO_SUCH_DATE)
    if not has_control_digits(digits):
        raise InvalidIdentityNumber(Fault.CONTROL_DIGITS)
    if marked and not synthetic:
        raise InvalidIdentityNumber(Fault.SYNTHETIC)
    return IdentityNumber(digits, kind, synthetic=bool(marked))


def has_control_digits(digits: str) -> bool:
    """Whether the two last digits fit the nine first, by the rules of today or those from 2032."""
    numbers = [int(digit) for digit in digits]
    first = (_weighed(numbers, FIRST_WEIGHTS) + numbers[9]) % 11
    second = (_weighed(numbers, SECOND_WEIGHTS) + numbers[10]) % 11
    return first in FIRST_REMAINDERS and second == 0


def mask(digits: str) -> str:
    """The number as shown until somebody asks for it: the date, and five dots for the rest."""
    return f"{digits[:6]} •••••"


def grouped(digits: str) -> str:
    """The number as people read it aloud: six digits and five."""
    return f"{digits[:6]} {digits[6:]}"


def synthetic_numbers(born: date) -> Iterator[str]:
    """All test numbers («Tenor», month + 80) of a date of birth, valid by the rules of today."""
    for individual in _individual_numbers(born.year):
        if number := _with_control_digits(f"{born:%d}{born.month + TENOR_MONTH}{born:%y}{individual:03d}"):
            yield number


def _marked_month(month: int) -> int:
    """What a test number adds to its month, 0 for a real number."""
    if month > TENOR_MONTH:
        return TENOR_MONTH
    return DOLLY_MONTH if month > DOLLY_MONTH else 0


def _is_date(year: int, month: int, day: int) -> bool:
    """Whether the day exists in a year with these two last digits; 2000 to 2099 has every leap day there can be."""
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True


def _weighed(numbers: list[int], weights: tuple[int, ...]) -> int:
    return sum(map(mul, numbers, weights))


def _with_control_digits(nine: str) -> str | None:
    """The full number, or nothing when a control digit would be ten."""
    numbers = [int(digit) for digit in nine]
    first = -_weighed(numbers, FIRST_WEIGHTS) % 11
    second = -_weighed([*numbers, first], SECOND_WEIGHTS) % 11
    return None if 10 in (first, second) else f"{nine}{first}{second}"


def _individual_numbers(year: int) -> range:
    """The series that told the century until 2031."""
    if 2000 <= year <= 2039:
        return range(999, 499, -1)
    if 1900 <= year <= 1999:
        return range(499, -1, -1)
    if 1854 <= year <= 1899:
        return range(749, 499, -1)
    raise ValueError("no identity numbers were given for this year")
