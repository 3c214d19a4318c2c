"""How somebody in a case is reached: what was written about it, as links where it is a number or an address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from arbeidsrom.lib.norwegian import email_index, phone_index, shown_phone

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


def reaches(contact: str, *, email: str, mobile: str) -> bool:
    """Whether what was written leads to the person with the address or the number."""
    emails = {email_index(found) for found in EMAIL.findall(contact)}
    phones = {phone_index(found) for found in PHONE.findall(contact)}
    return bool(email and email_index(email) in emails) or bool(mobile and phone_index(mobile) in phones)


def _way(text: str) -> Way:
    if EMAIL.fullmatch(text):
        return Way(text, f"mailto:{text}")
    if PHONE.fullmatch(text):
        return Way(shown_phone(text), f"tel:{phone_index(text)}")
    return Way(text, "")
