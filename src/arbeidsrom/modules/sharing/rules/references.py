"""The public reference of a shipment, such as 26-5283924-55: a name to speak of it by, never proof of anything."""

from __future__ import annotations

import re
import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

WRITTEN = r"[0-9]{2}-[0-9]{7}-[0-9]{2}"
_DIGITS = re.compile(r"\d{11}")
_BETWEEN_GROUPS = re.compile(r"[\s\u00ad\u200b\ufeff\-\u2010-\u2015._/]+")


class MistypedReference(ValueError):
    """The digits cannot be a reference: one is wrong, missing or swapped."""


def new_reference(year: int) -> str:
    """Year, seven random digits and two check digits (ISO 7064 MOD 97-10)."""
    body = f"{year % 100:02}{secrets.randbelow(10_000_000):07}"
    return grouped(body + mod_97_10.calc_check_digits(body))


def read_reference(typed: str) -> str:
    """The reference a person typed, in its written form."""
    digits = _BETWEEN_GROUPS.sub("", typed)
    if not digits.isascii() or not _DIGITS.fullmatch(digits):
        raise MistypedReference
    try:
        mod_97_10.validate(digits)
    except ValidationError as error:
        raise MistypedReference from error
    return grouped(digits)


def grouped(digits: str) -> str:
    """Eleven digits as people see them: ``26-5283924-55``."""
    return f"{digits[:2]}-{digits[2:9]}-{digits[9:]}"
