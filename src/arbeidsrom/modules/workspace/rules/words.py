"""Words that are data rather than program text, in the three languages of the program."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Words:
    """One label in bokmål, nynorsk and English; as text it is in the reader's language."""

    nb: str
    nn: str
    en: str

    def __str__(self) -> str:
        return {"nn": self.nn, "en": self.en}.get(get_language() or "nb", self.nb) or self.nb

    def __bool__(self) -> bool:
        return bool(self.nb)


def words_of(row: dict[str, str], column: str) -> Words:
    """The three columns of one label in a data row."""
    return Words(row[f"{column}_nb"], row[f"{column}_nn"], row[f"{column}_en"])


def data_rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file that ships with the module; a paragraph's sign stays on the line of its number."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{column: text.replace("§ ", "§\u00a0") for column, text in row.items()} for row in rows]
