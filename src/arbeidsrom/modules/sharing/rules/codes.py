"""The code of a shipment: eleven random symbols and a check symbol, made to be read aloud and typed on a phone."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"  # no 0/O, no 1/I, and no vowels that could spell words
RANDOM_SYMBOLS = 11
LENGTH = RANDOM_SYMBOLS + 1

_MODULUS = len(ALPHABET)
_WEIGHTS = range(LENGTH, 0, -1)  # all different modulo a prime: one wrong symbol or two swapped ones always show
_BETWEEN_GROUPS = re.compile(r"[\s\u00ad\u200b\ufeff\-\u2010-\u2015._]+")


class MistypedCode(ValueError):
    """The symbols cannot be a code at all: something was mistyped."""


def new_code() -> str:
    """A fresh code as it is stretched, without spaces."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return body + check_symbol(body)


def check_symbol(body: str) -> str:
    """The twelfth symbol, which makes the weighted sum a multiple of 29."""
    total = sum(weight * ALPHABET.index(symbol) for weight, symbol in zip(_WEIGHTS, body, strict=False))
    return ALPHABET[-total % _MODULUS]


def read_code(typed: str) -> str:
    """The code a person typed, in whatever case and grouping; a mistyped one is refused before it counts as a try."""
    code = _BETWEEN_GROUPS.sub("", typed).upper()
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise MistypedCode
    if check_symbol(code[:-1]) != code[-1]:
        raise MistypedCode
    return code


def grouped(code: str) -> str:
    """The code as people see it: ``XXXX-XXXX-XXXX``."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
