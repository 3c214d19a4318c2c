"""Names of sheets in a spreadsheet, within what the format allows (KP-KPA-033)."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
RESERVED = "history"


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """The names in the same order: shortened, without what cannot stand there, each unlike the others in any case."""
    taken: set[str] = set()
    return [_free(one, taken) for one in wanted]


def _free(wanted: str, taken: set[str]) -> str:
    plain = " ".join(FORBIDDEN.sub(" ", wanted).split()).strip("'") or "–"
    if plain.casefold() == RESERVED:
        plain = f"{plain} –"
    number, name = 1, plain[:LONGEST].strip("' ")
    while name.casefold() in taken:
        number += 1
        after = f" ({number})"
        name = plain[: LONGEST - len(after)].strip("' ") + after
    taken.add(name.casefold())
    return name
