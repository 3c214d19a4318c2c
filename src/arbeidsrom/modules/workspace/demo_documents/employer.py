"""What employers write."""
# ruff: noqa: E501 - the words of a letter stand as they will be read

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random

from arbeidsrom.lib.papers.content import Block, Pairs, Section, Table
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.lib.papers.word import as_word
from arbeidsrom.modules.workspace.demo_documents.parts import (
    MONTHS,
    DemoCase,
    DemoDocument,
    address,
    letter,
    long,
    paper,
    sheet,
    short,
    words,
)


def dismissal(case: DemoCase, random: Random) -> DemoDocument:
    """The employer's letter of dismissal, as a PDF."""
    day, notice = case.after(0), random.choice((1, 2, 3))
    reason = random.choice(
        (
            "Virksomheten har hatt et betydelig merforbruk de siste to årene, og rådmannen har vedtatt å redusere bemanningen.",
            "Avdelingen legges om fra nyttår, og antallet årsverk reduseres fra 18,4 til 15,2.",
            "Oppdraget som stillingen er knyttet til, er avsluttet, og det er ikke behov for stillingen videre.",
        )
    )
    sections = (
        Section(
            "Vedtak",
            words(
                f"Du sies med dette opp fra stillingen som {case.post} ({case.percent} %) ved {case.workplace}. Oppsigelsestiden er {notice} måneder, regnet fra den første i måneden etter at du mottok oppsigelsen."
            ),
        ),
        Section("Begrunnelse", words(f"{reason} Det vises til drøftingsmøte {long(case.after(-12))}.")),
        Section(
            "Dine rettigheter",
            words(
                "Du kan kreve forhandlinger etter arbeidsmiljøloven § 17-3 innen to uker, og reise søksmål innen åtte uker etter at forhandlingene er avsluttet eller, dersom det ikke holdes forhandlinger, fra oppsigelsen er mottatt. Krever du bare erstatning, er fristen seks måneder. Du har rett til å fortsette i stillingen etter § 15-11. Rett saksøkt er arbeidsgiver."
            ),
        ),
    )
    content = paper(case, "Oppsigelse", "Oppsigelse fra stilling", day, sections, (case.leader,))
    return DemoDocument("dismissal", f"Oppsigelse datert {short(day)}", day, "oppsigelse.pdf", as_pdf(content))


def summons(case: DemoCase, random: Random) -> DemoDocument:
    """The employer's summons to a discussion meeting, as a Word letter."""
    day, meeting = case.after(-21), case.after(-12)
    body = (
        f"{case.workplace} vurderer å gå til oppsigelse i din stilling som {case.post}. Før det tas en beslutning, innkalles du "
        "til drøftingsmøte etter arbeidsmiljøloven § 15-1.",
        f"Møtet holdes {long(meeting)} klokken {random.choice(('09.00', '10.30', '13.00'))} på {random.choice(('møterom 2', 'kontoret mitt', 'rådhuset, 3. etasje'))}.",
        "Du har rett til å ha med deg tillitsvalgt eller en annen rådgiver. Gi beskjed dersom tidspunktet ikke passer.",
    )
    content = letter(case, day, "Innkalling til drøftingsmøte", body)
    return DemoDocument(
        "summons_discussion",
        f"Innkalling til drøftingsmøte AML 15-1 datert {short(day)}",
        day,
        "innkalling drøftingsmøte.docx",
        content,
    )


def minutes(case: DemoCase, random: Random) -> DemoDocument:
    """The minutes of the discussion meeting, as a Word document."""
    day = case.after(-12)
    view = random.choice(
        (
            f"{case.first_name} viste til lang ansiennitet og til at ingen har klaget på arbeidet. Klubben mente at utvalgskretsen var satt for snevert.",
            f"{case.first_name} fortalte at endringene kom brått, og at det ikke er tilbudt opplæring. Klubben ba om at annet passende arbeid ble vurdert i hele virksomheten.",
        )
    )
    sections = (
        Section(
            "Til stede",
            (
                Pairs(
                    (
                        ("For arbeidsgiver", f"{case.leader}, leder"),
                        ("For arbeidstaker", f"{case.member} og {case.steward}, {case.office.lower()}"),
                    )
                ),
            ),
        ),
        Section(
            "Arbeidsgivers grunnlag",
            words(
                "Arbeidsgiver gikk gjennom budsjettet og bemanningsplanen, og viste til at det må kuttes tre årsverk. Utvelgelsen bygger på kompetanse og ansiennitet."
            ),
        ),
        Section("Arbeidstakers syn", words(view)),
        Section(
            "Drøftingen",
            words(
                "Partene drøftet omplassering til hjemmetjenesten, redusert stilling og opplæring. Arbeidsgiver undersøker ledige stillinger og svarer skriftlig innen en uke.\n\nPartene ble ikke enige."
            ),
        ),
    )
    content = paper(
        case,
        "Referat",
        "Drøftingsmøte etter arbeidsmiljøloven § 15-1",
        day,
        sections,
        (case.leader, case.member, case.steward),
    )
    return DemoDocument(
        "minutes_discussion",
        f"Ref. fra drøftingsmøte AML 15-1 datert {short(day)}",
        day,
        "referat drøftingsmøte.docx",
        as_word(content),
    )


def warning(case: DemoCase, random: Random) -> DemoDocument:
    """A written warning, as a Word letter."""
    day, event = case.after(0), case.after(-9)
    reason = random.choice(
        (
            f"du {long(event)} kom 40 minutter for sent til kveldsvakt uten å gi beskjed",
            f"du {long(event)} forlot avdelingen før avløser var på plass",
            f"du {long(event)} skal ha omtalt en kollega på en upassende måte i vaktrommet",
        )
    )
    body = (
        f"Du gis med dette en skriftlig advarsel fordi {reason}.",
        "Arbeidsgiver ser alvorlig på hendelsen. Det er et brudd på rutinene ved enheten og på det som er avtalt i personalhåndboken.",
        "Vi venter at du retter deg etter dette. Gjentar det seg, kan det få betydning for arbeidsforholdet ditt. Advarselen legges i personalmappen.",
        "Du kan levere et skriftlig tilsvar innen 14 dager.",
    )
    content = letter(case, day, "Skriftlig advarsel", body)
    return DemoDocument("written_warning", f"Skriftlig advarsel datert {short(day)}", day, "advarsel.docx", content)


def payslips(case: DemoCase, random: Random) -> DemoDocument:
    """Half a year of pay in a sheet, where the evening supplement is missing in some months."""
    day = case.after(-3)
    basis = random.randrange(34_000, 46_000, 100) * case.percent / 100
    rows: list[list[object]] = []
    for month in range(1, 7):
        hours = random.randrange(12, 40)
        paid = 0 if random.random() < 0.4 else hours * 56.0
        rows.append([MONTHS[month - 1].capitalize(), basis, hours, 56.0, paid, hours * 56.0 - paid])
    head = ("Måned", "Fastlønn", "Kveldstimer", "Sats per time", "Utbetalt tillegg", "Mangler")
    return DemoDocument(
        "payslip", f"Oversikt over lønn datert {short(day)}", day, "lønnsoversikt.xlsx", sheet("Lønn", head, rows, day)
    )


def rota(case: DemoCase, random: Random) -> DemoDocument:
    """Six weeks of shifts in a sheet."""
    day = case.after(-14)
    shifts = ("D 07.30–15.00", "A 15.00–22.30", "N 22.00–07.45", "Fri", "Fri")
    rows: list[list[object]] = [[f"Uke {week}", *(random.choice(shifts) for _day in range(7))] for week in range(1, 7)]
    head = ("", "Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")
    return DemoDocument(
        "rota", f"Arbeidsplan datert {short(day)}", day, "turnus.xlsx", sheet("Turnus", head, rows, day)
    )


def follow_up_plan(case: DemoCase, random: Random) -> DemoDocument:
    """A follow-up plan for somebody on sick leave, as a Word document."""
    day = case.after(0)
    measures = (
        ("Redusert løfting og mer kontorarbeid", "Leder", f"{short(case.after(14))}"),
        (
            f"Arbeidstid {random.choice(('40', '50', '60'))} % i fire uker",
            "Leder og arbeidstaker",
            f"{short(case.after(28))}",
        ),
        ("Vurdering fra bedriftshelsetjenesten", "Leder", f"{short(case.after(21))}"),
    )
    table: tuple[Block, ...] = (Table(("Tiltak", "Ansvar", "Innen"), measures, (6, 4, 2)),)
    sections = (
        Section(
            "Arbeidsoppgaver",
            words(
                f"{case.first_name} arbeider som {case.post} med mye stående arbeid og noe tunge løft. Disse oppgavene kan ikke utføres nå."
            ),
        ),
        Section("Tilrettelegging", table),
        Section(
            "Videre",
            words(
                "Planen vurderes på nytt i dialogmøtet innen sju uker. Tillitsvalgt deltar etter ønske fra arbeidstakeren."
            ),
        ),
    )
    content = paper(
        case, "Oppfølgingsplan", "Oppfølgingsplan ved sykefravær", day, sections, (case.leader, case.member)
    )
    return DemoDocument(
        "follow_up_plan", f"Oppfølgingsplan datert {short(day)}", day, "oppfølgingsplan.docx", as_word(content)
    )


def email_thread(case: DemoCase, random: Random) -> DemoDocument:
    """An exchange with the employer, as an e-mail file with an attached document."""
    day = case.after(3)
    answer = random.choice(
        (
            "Takk for e-posten. Vi ser på saken og kommer tilbake med et svar i løpet av neste uke.",
            "Vi er ikke enige i framstillingen, men stiller til et møte. Passer torsdag klokken 13?",
            "Dokumentene du ba om, ligger ved. Referatet er ennå ikke godkjent av alle.",
        )
    )
    message = EmailMessage()
    message["From"] = f"{case.leader} <{address(case.leader, case.employer)}>"
    message["To"] = f"{case.steward} <{address(case.steward, case.club)}>"
    message["Subject"] = f"SV: Sak om {case.post} ved {case.workplace}"
    message["Date"] = format_datetime(datetime(day.year, day.month, day.day, 13, 12, tzinfo=UTC))
    message["Message-ID"] = f"<{random.getrandbits(64):016x}@post.example>"
    message.set_content(
        f"Hei {case.steward.split()[0]}\n\n{answer}\n\nVennlig hilsen\n{case.leader}\n{case.workplace}\n\n"
        f"> Fra: {case.steward}\n> Sendt: {long(case.after(1))}\n>\n"
        f"> Hei. Jeg skriver på vegne av {case.member}. Vi ber om å få tilsendt alle dokumenter i saken,\n"
        "> og om et møte så snart som mulig.\n"
    )
    message.add_attachment(
        letter(case, day, "Notat til saken", ("Vedlagt følger arbeidsgivers notat om bemanningen ved enheten.",)),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="notat.docx",
    )
    message.set_boundary(f"=={random.getrandbits(64):016x}")
    return DemoDocument(
        "email_employer", f"E-post fra arbeidsgiver datert {short(day)}", day, "SV Sak.eml", message.as_bytes()
    )
