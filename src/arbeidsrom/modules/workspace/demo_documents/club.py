"""What members and stewards write."""
# ruff: noqa: E501 - the words of a letter stand as they will be read

from __future__ import annotations

from random import Random

from arbeidsrom.lib.papers.content import Section
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.lib.papers.word import as_word
from arbeidsrom.modules.workspace.demo_documents.parts import (
    DemoCase,
    DemoDocument,
    long,
    paper,
    short,
    words,
)


def reply(case: DemoCase, _random: Random) -> DemoDocument:
    """The member's answer to the warning, as a PDF."""
    day = case.after(8)
    sections = (
        Section(
            "Advarselen",
            words(
                f"Vi viser til advarselen datert {long(case.after(0))}. {case.first_name} er ikke enig i grunnlaget."
            ),
        ),
        Section(
            "Hva som skjedde",
            words(
                f"{case.first_name} ringte avdelingen før vaktens start og fikk beskjed om at det var i orden. Vaktlisten var endret samme dag uten varsel."
            ),
        ),
        Section(
            "Krav",
            words(
                "Vi ber om at advarselen trekkes skriftlig. Blir den stående, krever vi at dette tilsvaret legges sammen med den i personalmappen."
            ),
        ),
    )
    content = paper(
        case, "Tilsvar", "Tilsvar til skriftlig advarsel", day, sections, (case.member, case.steward), ours=True
    )
    return DemoDocument(
        "reply_to_warning", f"Tilsvar til skriftlig advarsel datert {short(day)}", day, "tilsvar.pdf", as_pdf(content)
    )


def demand(case: DemoCase, _random: Random) -> DemoDocument:
    """The demand for negotiations, as a PDF."""
    day = case.after(6)
    sections = (
        Section(
            "Kravet",
            words(
                f"{case.member} fikk {long(case.after(0))} oppsigelse fra stillingen som {case.post}. Vi mener oppsigelsen ikke er saklig begrunnet, og krever forhandlinger etter arbeidsmiljøloven § 17-3.\n\n{case.first_name} gjør gjeldende retten til å fortsette i stillingen."
            ),
        ),
        Section(
            "Begrunnelse",
            words("Utvalgskretsen er ikke drøftet med de tillitsvalgte, og annet passende arbeid er ikke vurdert."),
        ),
    )
    content = paper(
        case, "Krav om forhandlinger", "Krav om forhandlinger etter § 17-3", day, sections, (case.steward,), ours=True
    )
    return DemoDocument(
        "demand_negotiation",
        f"Krav om forhandling datert {short(day)}",
        day,
        "krav om forhandlinger.pdf",
        as_pdf(content),
    )


def member_note(case: DemoCase, random: Random) -> DemoDocument:
    """The steward's note of the first conversation with the member, as a Word document."""
    day = case.after(1)
    mood = random.choice(
        (
            "sover dårlig og er redd for å miste jobben",
            "er mest opptatt av å bli trodd",
            "vil helst ha saken ut av verden",
        )
    )
    sections = (
        Section(
            "Hva medlemmet fortalte",
            words(
                f"{case.member} tok kontakt med klubben {long(day)}. {case.first_name} {mood}. Det kom ingen forvarsel, og lederen ville ikke snakke om saken på vaktrommet."
            ),
        ),
        Section(
            "Avtalt",
            words(
                f"Klubben ber arbeidsgiver om dokumentene. {case.first_name} skriver ned hva som har skjedd, med datoer. Ny samtale om en uke."
            ),
        ),
    )
    content = paper(case, "Notat", "Samtale med medlemmet", day, sections, (), ours=True)
    return DemoDocument(
        "note_member", f"Notat fra samtale med medlemmet datert {short(day)}", day, "notat.docx", as_word(content)
    )
