"""Words as keyed numbers: what makes sealed documents searchable without storing a readable word (KL-DOC-007).

Each different word of a text leaves a number for its stem («oppsigelsen» and «oppsigelser» alike) and one for each of
its beginnings from three letters on, so that «arbeidsmilj» finds «arbeidsmiljøloven». The numbers come from a keyed
hash given by the caller; without the tenant's key they say nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import snowballstemmer

HashWord = Callable[[str], int]

MAX_WORD = 40
MAX_TOKENS = 60_000
MAX_QUERY_WORDS = 12
BEGINNINGS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18, 21)
COMPOUND = re.compile(r"[^\W_]+(?:[-./:@][^\W_]+)*")
PART = re.compile(r"[^\W_]+")
KEPT_LETTERS = str.maketrans({"ä": "æ", "ö": "ø", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss"})
RING = "\N{COMBINING RING ABOVE}"


def tokens_for(text: str, hash_word: HashWord) -> list[int]:
    """The numbers to store beside a document, in order and each once."""
    terms: set[str] = set()
    for word in words(text):
        terms.update(_stored_terms(word))
        if len(terms) >= MAX_TOKENS:
            break
    return sorted({hash_word(term) for term in terms})


def query_tokens(query: str, hash_word: HashWord) -> list[frozenset[int]]:
    """For each word of a search the numbers of which a document must hold at least one."""
    asked = list(dict.fromkeys(word for match in COMPOUND.finditer(_levelled(query)) for word in _asked(match[0])))
    return [frozenset(hash_word(term) for term in _query_terms(_folded(word))) for word in asked[:MAX_QUERY_WORDS]]


def words(text: str) -> Iterator[str]:
    """The different words of a text in lower case, compounds such as «15-1» both whole and in parts."""
    met: set[str] = set()
    for match in COMPOUND.finditer(_levelled(text)):
        written = match[0]
        if written in met:
            continue
        met.add(written)
        for part in dict.fromkeys((written, *PART.findall(written))):
            if len(part) <= MAX_WORD and (part == written or part not in met):
                met.add(part)
                yield _folded(part)


def _asked(compound: str) -> Iterable[str]:
    """A search for «15-1» means exactly that; one for «drøftingsmøte-referat» means both words."""
    if len(compound) <= MAX_WORD and any(letter.isdigit() for letter in compound):
        return (compound,)
    return [part[:MAX_WORD] for part in PART.findall(compound)]


def _levelled(text: str) -> str:
    """The text in lower case and in one way of writing each letter."""
    return unicodedata.normalize("NFKC", text).lower()


def _folded(word: str) -> str:
    """A word without accents; the Norwegian letters stay, Swedish and Sámi ones become their neighbours, aa is å."""
    if word.isascii():
        return word.replace("aa", "å")
    pieces = []
    for letter in word.translate(KEPT_LETTERS):
        apart = unicodedata.normalize("NFD", letter)
        pieces.append(letter if RING in apart else "".join(c for c in apart if not unicodedata.combining(c)))
    return "".join(pieces).replace("aa", "å")


def _stored_terms(word: str) -> Iterator[str]:
    """Stem and beginnings of a word, kept apart by a sign so that the stem «opp» is not the beginning «opp»."""
    yield f"={stem(word)}"
    spelt = _spelt_out(word)
    yield from (f"^{spelt[:length]}" for length in BEGINNINGS if length <= len(spelt))


def _query_terms(word: str) -> Iterator[str]:
    """The stem of a word that was searched for, and the longest beginning that was typed."""
    yield f"={stem(word)}"
    spelt = _spelt_out(word)
    typed = max((length for length in BEGINNINGS if length <= len(spelt)), default=0)
    if typed:
        yield f"^{spelt[:typed]}"


def _spelt_out(word: str) -> str:
    """The word with å as aa, so that «Åse» and «Aase» begin alike however much has been typed."""
    return word.replace("å", "aa")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its Norwegian ending; numbers and compounds with signs stay whole."""
    return str(_STEMMER.stemWord(word)) if word.isalpha() else word


_STEMMER = snowballstemmer.stemmer("norwegian")
