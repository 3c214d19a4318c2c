"""The e-mail addresses and telephone numbers in what somebody has written, each in the one form to compare it by."""

from __future__ import annotations

import re

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from arbeidsrom.lib.norwegian import email_index

_BETWEEN = r"\s,;:<>()\[\]\"?&/|·"
_EMAIL = re.compile(rf"[^@{_BETWEEN}]+@[^@{_BETWEEN}]+\.[^@{_BETWEEN}.]+")


def contact_points(text: str) -> frozenset[str]:
    """Every address and number in the text, such as ``mail:kari@example.no`` and ``phone:+4741234567``."""
    mails = {f"mail:{email_index(found)}" for found in _EMAIL.findall(text)}
    numbers = PhoneNumberMatcher(_EMAIL.sub(" · ", text), "NO", leniency=Leniency.POSSIBLE)
    return frozenset(mails | {f"phone:{format_number(each.number, PhoneNumberFormat.E164)}" for each in numbers})
