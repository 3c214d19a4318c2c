"""The Norwegian alphabet: sorting by it, and finding what people type differently from how it is written (PL-UI-001).

The letters and their places are shared with the generated key columns of the database, so that what the program sorts
in memory (protected names) stands in the same order as what the database sorts.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence

LETTERS = "æäøöåáàâčđéèêëŋóòôšŧüúž"
PLACES = "{{||}aaacdeeeenooostyuz"
"""Byte by byte, ``{``, ``|`` and ``}`` come right behind ``z``: the places of æ, ø and å."""

SPELLED_IN_TWO = {"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa"}
SPELLED_OTHERWISE = ("áàâčđéèêëŋóòôšŧüúž-_.,'’", "aaacdeeeenooostyuz      ")
"""How a generated column of the database spells the letters of names for searching, as ``search_words`` does."""

SHORTEST_PREFIX = 3
LONGEST_PREFIX = 12

_SORTING = str.maketrans(LETTERS, PLACES)
_SEARCHING = str.maketrans(
    {"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "ü": "y", "ß": "ss"}
    | {"đ": "d", "ŋ": "n", "ŧ": "t", "ð": "d", "þ": "th", "ł": "l"}
)
_WORD = re.compile(r"[^\W_]+")


def sort_key(text: str) -> str:
    """Norwegian alphabetical order: aa as å, æ ø å behind z, and Sámi letters beside their Latin ones."""
    lowered = text.lower().replace("aa", "å")
    return lowered if lowered.isascii() else lowered.translate(_SORTING)


def sort_keys(texts: Sequence[str]) -> list[str]:
    """``sort_key`` of each of very many texts, made in one go: a fifth of the time of one by one."""
    joined = "\n".join(texts).lower().replace("aa", "å")
    for letter, place in zip(LETTERS, PLACES, strict=True):
        joined = joined.replace(letter, place)
    keys = joined.split("\n")
    return keys if len(keys) == len(texts) else [sort_key(text) for text in texts]


def full_name(given_name: str, family_name: str) -> str:
    """Given name first, as Norwegians write it."""
    return f"{given_name} {family_name}".strip()


def search_words(text: str) -> list[str]:
    """The words of a name in the spelling they are found by: Åse and Aase, Bjørn and Bjoern, Áhkká and Ahkka meet."""
    spelled = unicodedata.normalize("NFC", text).lower().translate(_SEARCHING)
    if not spelled.isascii():
        letters = unicodedata.normalize("NFKD", spelled)
        spelled = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _WORD.findall(spelled)


def prefixes(word: str) -> Iterator[str]:
    """The beginnings by which a search word is found: from three letters, and a shorter word as it is."""
    yield word[:SHORTEST_PREFIX]
    for length in range(SHORTEST_PREFIX + 1, min(len(word), LONGEST_PREFIX) + 1):
        yield word[:length]


def name_prefixes(name: str) -> set[str]:
    """Everything that finds a name."""
    return {prefix for word in search_words(name) for prefix in prefixes(word)}


def searched_prefixes(text: str) -> list[str]:
    """The beginnings that must all be there for what somebody typed; short words count only when all are short."""
    words = [word[:LONGEST_PREFIX] for word in search_words(text)]
    return [word for word in words if len(word) >= SHORTEST_PREFIX] or words


def email_index(text: str) -> str:
    """An e-mail address as it is compared."""
    return unicodedata.normalize("NFC", text).strip().lower()


def phone_index(text: str) -> str:
    """A telephone number as it is compared: with country code, Norway's when none is written."""
    digits = re.sub(r"[^\d+]", "", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if len(digits) == 10 and digits.startswith("47"):
        digits = f"+{digits}"
    return digits if digits.startswith("+") or not digits else f"+47{digits}"


def shown_phone(text: str) -> str:
    """A telephone number as Norwegians write it, «412 34 567» and «22 33 44 55»; a foreign one as it is."""
    digits = phone_index(text)
    if not re.fullmatch(r"\+47\d{8}", digits):
        return text
    groups = (3, 5) if digits[3] in "489" else (2, 4, 6)
    starts = (0, *groups, 8)
    return " ".join(digits[3:][a:b] for a, b in itertools.pairwise(starts)).replace(" ", "\u00a0")
