"""How a requirement is written in a row of a spreadsheet: headings, words and numbers as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from arbeidsrom.modules.competence.rules.labels import LABELS

KIND = "kind"
HEADINGS: dict[str, Any] = {
    "name": LABELS["name"],
    "category": LABELS["category"],
    "owner": LABELS["owner"],
    KIND: _("Kind"),
    "description": LABELS["description"],
    "learning_form": LABELS["learning_form"],
    "documentation_form": LABELS["documentation_form"],
    "requires_signing": LABELS["requires_signing"],
    "validity_days": LABELS["validity_days"],
    "has_manual_expiry": LABELS["has_manual_expiry"],
    "repetitions": _("How many times"),
    "checklist": LABELS["checklist"],
    "has_comment": LABELS["has_comment"],
    "allows_attachments": LABELS["allows_attachments"],
    "must_be_done": LABELS["must_be_done"],
    "recertified_after_absence": LABELS["recertified_after_absence"],
    "allows_adaptation": LABELS["allows_adaptation"],
    "links": LABELS["links"],
    "dependencies": LABELS["dependencies"],
}
"""Every setting but the files, which are added after publishing; in the order of the template."""

NEEDED = ("name", "category")
FOR_CENTRAL = frozenset({"allows_adaptation"})
TICKS = (
    *("requires_signing", "has_manual_expiry", "has_comment", "allows_attachments"),
    *("must_be_done", "recertified_after_absence", "allows_adaptation"),
)
MOST_ROWS = 500
LONGEST_HEADING = 80
BETWEEN = " > "
"""What stands between a category and the one within it."""

YES, NO = (
    frozenset({"ja", "j", "yes", "y", "x", "1", "sann", "true"}),
    frozenset({"nei", "n", "no", "0", "usann", "false"}),
)
NUMBER = re.compile(r"(\d+)(?:[.,]0{1,2})?\Z")
"""«365,0», but not «1.000», which is a thousand to some and one to others."""


def same(text: str) -> str:
    """What two ways of writing the same word have in common."""
    return " ".join(text.replace("*", " ").split()).casefold()


def in_every_language(labels: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Each word a label has in any language of the program, and what it stands for."""
    known: dict[str, str] = {}
    labels = list(labels)
    for language, _name in settings.LANGUAGES:
        with override(language):
            known.update({same(str(label)): value for value, label in labels})
    return known


def headings() -> dict[str, str]:
    """The headings in every language, and the setting each is of."""
    return in_every_language(HEADINGS.items())


def like(text: str, known: Mapping[str, str]) -> str:
    """The heading that was probably meant, in the language of the page; nothing where none is like it."""
    found = get_close_matches(same(text[:LONGEST_HEADING]), list(known), n=1, cutoff=0.6)
    return str(HEADINGS[known[found[0]]]) if found else ""


def is_yes(text: str) -> bool | None:
    """Yes or no as somebody wrote it; nothing where it is neither."""
    word = same(text)
    if word in YES:
        return True
    return False if word in NO or not word else None


def whole_number(text: str) -> str:
    """A number without what people put around its digits («365,0», «9 999»); what is none stands as it was."""
    packed = "".join(text.split())
    found = NUMBER.match(packed)
    return found.group(1) if found else text


def letters(place: int) -> str:
    """What Excel calls a column: 1 is A, 27 is AA."""
    word = ""
    while place > 0:
        place, rest = divmod(place - 1, 26)
        word = chr(ord("A") + rest) + word
    return word


def rows_of(merged: str) -> tuple[int, int, str]:
    """The first and the last row of a range such as B4:D4, and the letters of its first column."""
    start, _colon, end = merged.partition(":")
    first, last = (int("".join(sign for sign in corner if sign.isdigit())) for corner in (start, end))
    return first, last, "".join(sign for sign in start if sign.isalpha())
