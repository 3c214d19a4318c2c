"""Papers of the made-up region: what requirements give to read, and what employees show that they have done."""

from __future__ import annotations

from datetime import date

from arbeidsrom.lib.papers.content import Paper, Points, Section, Words
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.web.components.formats import plain_date

GUIDES = {
    "Håndhygiene og basale smittevernrutiner": (
        "Når hendene skal desinfiseres",
        (
            "Før kontakt med pasienten",
            "Før rene og aseptiske oppgaver",
            "Etter mulig kontakt med kroppsvæsker",
            "Etter kontakt med pasienten",
            "Etter kontakt med pasientens omgivelser",
        ),
    ),
    "Brannvern: grunnkurs": (
        "Når du oppdager brann",
        ("Redd dem som er i fare", "Varsle", "Slokk når det er trygt", "Lukk dører og vinduer", "Gå til møteplassen"),
    ),
}
"""Requirements with a file to be read, and what stands in it."""


def guide(requirement: str, *, day: date) -> bytes:
    """One page to be read in order to fulfil the requirement."""
    heading, points = GUIDES[requirement]
    return _paper("Veileder", requirement, day, (Section(heading, (Points(points),)),))


def certificate(name: str, course: str, *, day: date) -> bytes:
    """What somebody gets from a course."""
    said = Words(f"{name} har gjennomført «{course}» den {plain_date(day)} og har bestått prøven.")
    return _paper("Kursbevis", course, day, (Section("Bekreftelse", (said,)),))


def _paper(kind: str, title: str, day: date, sections: tuple[Section, ...]) -> bytes:
    return as_pdf(
        Paper(
            kind=kind,
            title=title,
            sender="Seksjon for kompetanse",
            dated=day,
            dated_words=plain_date(day),
            page_words=("Side", "av"),
            sections=sections,
        )
    )
