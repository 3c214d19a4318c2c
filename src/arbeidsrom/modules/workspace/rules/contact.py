"""How somebody in a case is reached: what was written about it, as links where it is a number or an address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from arbeidsrom.lib.norwegian import phone_index, shown_phone

BETWEEN = " · "
EMAIL = re.compile(r"[^\s@,;<>?&]+@[^\s@,;<>?&]+\.[^\s@,;<>?&]+")
PHONE = re.compile(r"\+?\d[\d\s\u00a0]{6,18}\d")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody; the address to follow is empty where it is neither a number nor an e-mail address."""

    text: str
    url: str


def ways_to_reach(contact: str) -> list[Way]:
    """What was written, part by part."""
    return [_way(part.strip()) for part in re.split(rf"{BETWEEN}|[,;]", contact) if part.strip()]


def _way(text: str) -> Way:
    if EMAIL.fullmatch(text):
        return Way(text, f"mailto:{text}")
    if PHONE.fullmatch(text):
        return Way(shown_phone(text), f"tel:{phone_index(text)}")
    return Way(text, "")
