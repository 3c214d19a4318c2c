"""Member registers as files, in the open: for tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from arbeidsrom.core.imports.member_register.format import COLUMNS
from arbeidsrom.lib.identity_number import synthetic_numbers

HEADING = ";".join(COLUMNS.all)
NAMES = ["Kari Ødegård", "Bjørn Aasen", "Máret Ánne Hætta", "Åse Nordmann", "Per-Olav Ærlig", "Ingá Čearru"]


def entry(number: int, club: str, **changes: str) -> dict[str, str]:
    """A member as the register tells of one."""
    given, _, family = NAMES[number % len(NAMES)].rpartition(" ")
    return {
        "medlemsnummer": f"{100000 + number}",
        "fornavn": given,
        "etternavn": family,
        "klubb": club,
        "tariffområde": "KS" if number % 2 else "Spekter Helse",
        "medlem_fra": "2015-03-01",
        "fødselsnummer": next(
            islice(synthetic_numbers(date(1980, 1 + number % 12, 1 + number % 28)), number % 300, None)
        ),
        "arbeidsgiver": "Fjordvik kommune",
        "organisasjonsnummer": "974760673",
        "arbeidssted": f"Avdeling {number % 3}",
        "stilling": "Helsefagarbeider",
        "stillingsprosent": "87,5",
        "yrkesaktiv": "ja",
        "mobil": f"9{number:07d}",
        "epost": f"medlem{number}@example.no",
        "medlem_til": "",
    } | changes


def register_file(entries: Iterable[dict[str, str]]) -> bytes:
    """The file of these members."""
    lines = [HEADING, *(";".join(entry[name] for name in COLUMNS.all) for entry in entries)]
    return ("\n".join(lines) + "\n").encode()


def in_pieces(content: bytes, size: int = 997) -> Iterator[bytes]:
    """As it comes over the line."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
