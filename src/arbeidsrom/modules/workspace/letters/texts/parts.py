"""What the shipped templates are built from."""

from __future__ import annotations

from dataclasses import dataclass

from arbeidsrom.lib.papers.content import Block, Pairs, Section, Words

STEWARD = "{{ tillitsvalgt.navn }}, {{ tillitsvalgt.verv }}"
BLANK = "……………………"
REPEATED = (
    ("{%tr for hendelse in hendelser %}", ""),
    ("{{ hendelse.dato }}", "{{ hendelse.tekst }}"),
    ("{%tr endfor %}", ""),
)


@dataclass(frozen=True, slots=True)
class Text:
    """One template in one language."""

    kind: str
    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signatures: tuple[str, ...]
    place: str = ""


def about(case: str, concerns: str, employer: str) -> tuple[tuple[str, str], ...]:
    """The facts at the top: case number, member and employer."""
    return ((case, "{{ sak.nummer }}"), (concerns, "{{ medlem.navn }}"), (employer, "{{ arbeidsgiver.navn }}"))


def lines(heading: str, *words: str) -> Section:
    """A heading with paragraphs."""
    blocks: tuple[Block, ...] = tuple(Words(paragraph) for paragraph in words)
    return Section(heading, blocks)


def pairs(heading: str, *rows: tuple[str, str]) -> Section:
    """A heading with facts."""
    return Section(heading, (Pairs(rows),))


def choices(*words: str) -> Words:
    """Boxes to tick with a pen or in Word."""
    return Words("\n\n".join(f"☐  {choice}" for choice in words))
