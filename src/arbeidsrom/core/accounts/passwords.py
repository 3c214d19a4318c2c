"""Passwords that are easy to guess: words of the organisation, and those known from breaches."""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation.models import Unit

SHORTEST_WORD = 4
LEFT_AT_LEAST = 8


class OwnWords:
    """Refuses a password that is little more than names of the program, the organisation and the person.

    Those words count for nothing: what is left of the password must be eight characters or more.
    """

    def validate(self, password: str, user: Account | None = None) -> None:
        left = password.casefold()
        for word in sorted(own_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != password.casefold() and len(re.sub(r"[\W_]", "", left)) < LEFT_AT_LEAST:
            raise ValidationError(self.get_help_text(), code="password_of_own_words")

    def get_help_text(self) -> str:
        return _("The password cannot be made of names of the union, the clubs, the program or yourself.")


def own_words(user: Account | None) -> set[str]:
    """The words that count for nothing: the installation's list, names of units, and who it is."""
    texts = ["arbeidsrom", *settings.PASSWORD_WORDS, *Unit.objects.order_by("id").values_list("name", flat=True)]
    if user is not None:
        texts += [user.email or "", user.person.name if user.person else ""]
    return set(words(texts))


def words(texts: Iterable[str]) -> Iterable[str]:
    """Words of four letters or more."""
    return (word for text in texts for word in re.split(r"[\W_]+", text.casefold()) if len(word) >= SHORTEST_WORD)


class Breached:
    """Refuses passwords in the installation's own copy of a list of breached ones; nothing is asked over the net.

    The file has a line for each, sorted: the SHA-1 in hexadecimal, perhaps with a colon and a count behind it, as
    «Pwned Passwords» is published.
    """

    def validate(self, password: str, user: Account | None = None) -> None:
        if settings.BREACHED_PASSWORDS and is_listed(password, Path(settings.BREACHED_PASSWORDS)):
            raise ValidationError(
                _("This password is known from a breach somewhere else. Choose another."), code="password_breached"
            )

    def get_help_text(self) -> str:
        return _("The password cannot be one that is known from breaches.")


def is_listed(password: str, file: Path) -> bool:
    """Whether the sorted file has the password's hash; some thirty looks into it, however large it is."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as lines:
        low, high = 0, len(lines)
        while low < high:
            start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.find(b"\n", start)
            end = len(lines) if end < 0 else end
            found = lines[start : start + 40].upper()
            if found == wanted:
                return True
            low, high = (end + 1, high) if found < wanted else (low, start)
    return False
