"""How a receiver's mobile number is shown; what is one is said where SMS are sent (``core.notifications``)."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumberFormat


def shown_mobile(number: str) -> str:
    """The number as people write it."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number, "NO")
    home = parsed.country_code == 47
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)
