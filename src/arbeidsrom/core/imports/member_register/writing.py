"""Writes members as a file of the register: for the demonstration, and for trying an import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from arbeidsrom.core.imports.member_register.format import COLUMNS, TARIFF_AREAS
from arbeidsrom.core.imports.reading import DELIMITER
from arbeidsrom.core.membership.register import RegisterLine

_AREA_WORDS = {area.value: word for word, area in reversed(TARIFF_AREAS.items())}


def as_file(lines: Iterable[RegisterLine], codes: Mapping[int, str], *, at_once: int = 2000) -> Iterator[bytes]:
    """The file of these members, in pieces; ``codes`` are the clubs' codes by their ids."""
    piece = [DELIMITER.join(COLUMNS.all)]
    for line in lines:
        piece.append(_written(line, codes))
        if len(piece) >= at_once:
            yield ("\n".join(piece) + "\n").encode()
            piece = []
    if piece:
        yield ("\n".join(piece) + "\n").encode()


def _written(line: RegisterLine, codes: Mapping[int, str]) -> str:
    return DELIMITER.join(
        (
            line.member_number,
            line.given_name,
            line.family_name,
            codes[line.club_id],
            _AREA_WORDS[line.tariff_area],
            line.member_since.isoformat(),
            line.identity_number,
            line.employer,
            line.employer_number,
            line.workplace,
            line.position_title,
            "" if line.percent is None else f"{line.percent:f}".replace(".", ","),
            "ja" if line.occupationally_active else "nei",
            line.phone,
            line.email,
            line.left_date.isoformat() if line.left_date else "",
        )
    )
