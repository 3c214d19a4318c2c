"""Documents of the demonstration's cases: letters, minutes, sheets and e-mails such as employers and stewards write.

Pure functions of a case and a ``random.Random``: the same in gives the same bytes out. Nobody in them exists.
"""

# ruff: noqa: E501 - the words of a letter stand as they will be read

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from random import Random

import docx
import xlsxwriter
from docx.shared import Pt

from arbeidsrom.lib.papers.content import Block, Pairs, Paper, Section, Table, Words
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.lib.papers.word import as_word, reproducible

MONTHS = ("januar februar mars april mai juni juli august september oktober november desember").split()
PAGE_WORDS = ("Side", "av")


@dataclass(frozen=True, slots=True)
class DemoCase:
    """What the documents of a case tell about. ``day`` is when the case began."""

    type: str
    member: str
    post: str
    percent: int
    employer: str
    workplace: str
    leader: str
    club: str
    union: str
    steward: str
    office: str
    day: date

    def after(self, days: int) -> date:
        """A working day some days after the case began."""
        day = self.day + timedelta(days=days)
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    @property
    def first_name(self) -> str:
        """What the member is called among colleagues."""
        return self.member.split()[0]


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """A file with the title and date it gets in the case. ``kind`` is a key of the title proposals, or nothing."""

    kind: str
    title: str
    dated: date
    file_name: str
    content: bytes


Maker = Callable[[DemoCase, Random], DemoDocument]


def documents_for(case: DemoCase, random: Random) -> list[DemoDocument]:
    """The documents a case of this type would have, in the order they came."""
    makers = (*BY_TYPE.get(case.type, COMMON), member_note)
    return sorted((make(case, random) for make in makers), key=lambda document: document.dated)


def short(day: date) -> str:
    """«03.02.26», as in a document's title."""
    return f"{day:%d.%m.%y}"


def long(day: date) -> str:
    """«3. februar 2026»."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


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
            _words(
                f"Du sies med dette opp fra stillingen som {case.post} ({case.percent} %) ved {case.workplace}. Oppsigelsestiden er {notice} måneder, regnet fra den første i måneden etter at du mottok oppsigelsen."
            ),
        ),
        Section("Begrunnelse", _words(f"{reason} Det vises til drøftingsmøte {long(case.after(-12))}.")),
        Section(
            "Dine rettigheter",
            _words(
                "Du kan kreve forhandlinger etter arbeidsmiljøloven § 17-3 innen to uker, og reise søksmål innen åtte uker etter at forhandlingene er avsluttet eller, dersom det ikke holdes forhandlinger, fra oppsigelsen er mottatt. Krever du bare erstatning, er fristen seks måneder. Du har rett til å fortsette i stillingen etter § 15-11. Rett saksøkt er arbeidsgiver."
            ),
        ),
    )
    content = _paper(case, "Oppsigelse", "Oppsigelse fra stilling", day, sections, (case.leader,))
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
    content = _letter(case, day, "Innkalling til drøftingsmøte", body)
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
            _words(
                "Arbeidsgiver gikk gjennom budsjettet og bemanningsplanen, og viste til at det må kuttes tre årsverk. Utvelgelsen bygger på kompetanse og ansiennitet."
            ),
        ),
        Section("Arbeidstakers syn", _words(view)),
        Section(
            "Drøftingen",
            _words(
                "Partene drøftet omplassering til hjemmetjenesten, redusert stilling og opplæring. Arbeidsgiver undersøker ledige stillinger og svarer skriftlig innen en uke.\n\nPartene ble ikke enige."
            ),
        ),
    )
    content = _paper(
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
    content = _letter(case, day, "Skriftlig advarsel", body)
    return DemoDocument("written_warning", f"Skriftlig advarsel datert {short(day)}", day, "advarsel.docx", content)


def reply(case: DemoCase, _random: Random) -> DemoDocument:
    """The member's answer to the warning, as a PDF."""
    day = case.after(8)
    sections = (
        Section(
            "Advarselen",
            _words(
                f"Vi viser til advarselen datert {long(case.after(0))}. {case.first_name} er ikke enig i grunnlaget."
            ),
        ),
        Section(
            "Hva som skjedde",
            _words(
                f"{case.first_name} ringte avdelingen før vaktens start og fikk beskjed om at det var i orden. Vaktlisten var endret samme dag uten varsel."
            ),
        ),
        Section(
            "Krav",
            _words(
                "Vi ber om at advarselen trekkes skriftlig. Blir den stående, krever vi at dette tilsvaret legges sammen med den i personalmappen."
            ),
        ),
    )
    content = _paper(
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
            _words(
                f"{case.member} fikk {long(case.after(0))} oppsigelse fra stillingen som {case.post}. Vi mener oppsigelsen ikke er saklig begrunnet, og krever forhandlinger etter arbeidsmiljøloven § 17-3.\n\n{case.first_name} gjør gjeldende retten til å fortsette i stillingen."
            ),
        ),
        Section(
            "Begrunnelse",
            _words("Utvalgskretsen er ikke drøftet med de tillitsvalgte, og annet passende arbeid er ikke vurdert."),
        ),
    )
    content = _paper(
        case, "Krav om forhandlinger", "Krav om forhandlinger etter § 17-3", day, sections, (case.steward,), ours=True
    )
    return DemoDocument(
        "demand_negotiation",
        f"Krav om forhandling datert {short(day)}",
        day,
        "krav om forhandlinger.pdf",
        as_pdf(content),
    )


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
        "payslip", f"Oversikt over lønn datert {short(day)}", day, "lønnsoversikt.xlsx", _sheet("Lønn", head, rows, day)
    )


def rota(case: DemoCase, random: Random) -> DemoDocument:
    """Six weeks of shifts in a sheet."""
    day = case.after(-14)
    shifts = ("D 07.30–15.00", "A 15.00–22.30", "N 22.00–07.45", "Fri", "Fri")
    rows: list[list[object]] = [[f"Uke {week}", *(random.choice(shifts) for _day in range(7))] for week in range(1, 7)]
    head = ("", "Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")
    return DemoDocument(
        "rota", f"Arbeidsplan datert {short(day)}", day, "turnus.xlsx", _sheet("Turnus", head, rows, day)
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
            _words(
                f"{case.first_name} arbeider som {case.post} med mye stående arbeid og noe tunge løft. Disse oppgavene kan ikke utføres nå."
            ),
        ),
        Section("Tilrettelegging", table),
        Section(
            "Videre",
            _words(
                "Planen vurderes på nytt i dialogmøtet innen sju uker. Tillitsvalgt deltar etter ønske fra arbeidstakeren."
            ),
        ),
    )
    content = _paper(
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
    message["From"] = f"{case.leader} <{_address(case.leader, case.employer)}>"
    message["To"] = f"{case.steward} <{_address(case.steward, case.club)}>"
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
        _letter(case, day, "Notat til saken", ("Vedlagt følger arbeidsgivers notat om bemanningen ved enheten.",)),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="notat.docx",
    )
    message.set_boundary(f"=={random.getrandbits(64):016x}")
    return DemoDocument(
        "email_employer", f"E-post fra arbeidsgiver datert {short(day)}", day, "SV Sak.eml", message.as_bytes()
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
            _words(
                f"{case.member} tok kontakt med klubben {long(day)}. {case.first_name} {mood}. Det kom ingen forvarsel, og lederen ville ikke snakke om saken på vaktrommet."
            ),
        ),
        Section(
            "Avtalt",
            _words(
                f"Klubben ber arbeidsgiver om dokumentene. {case.first_name} skriver ned hva som har skjedd, med datoer. Ny samtale om en uke."
            ),
        ),
    )
    content = _paper(case, "Notat", "Samtale med medlemmet", day, sections, (), ours=True)
    return DemoDocument(
        "note_member", f"Notat fra samtale med medlemmet datert {short(day)}", day, "notat.docx", as_word(content)
    )


COMMON: tuple[Maker, ...] = (email_thread,)
DISMISSAL: tuple[Maker, ...] = (summons, minutes, dismissal, demand, email_thread)
BY_TYPE: dict[str, tuple[Maker, ...]] = {
    "dismissal": DISMISSAL,
    "summary_dismissal": DISMISSAL,
    "changed_terms": DISMISSAL,
    "discussion_meeting": (summons, minutes, email_thread),
    "written_warning": (warning, reply, email_thread),
    "pay_tariff": (payslips, email_thread),
    "working_hours": (rota, email_thread),
    "temporary_employment": (rota, email_thread),
    "preferential_right": (rota, email_thread),
    "sick_leave": (follow_up_plan, email_thread),
    "occupational_injury": (follow_up_plan, email_thread),
    "negotiation": (demand, email_thread),
    "reorganisation": (minutes, email_thread),
}


def _words(text: str) -> tuple[Block, ...]:
    return (Words(text),)


def _paper(
    case: DemoCase,
    kind: str,
    title: str,
    day: date,
    sections: tuple[Section, ...],
    signatures: tuple[str, ...],
    *,
    ours: bool = False,
) -> Paper:
    """A paper from the employer, or from the club."""
    return Paper(
        kind=kind,
        title=title,
        sender=f"{case.club} · {case.union}" if ours else f"{case.employer} · {case.workplace}",
        dated=day,
        dated_words=long(day),
        page_words=PAGE_WORDS,
        facts=(
            ("Gjelder", case.member),
            ("Stilling", f"{case.post}, {case.percent} %"),
            ("Arbeidssted", case.workplace),
        ),
        sections=sections,
        signatures=signatures,
        numbered=False,
    )


def _letter(case: DemoCase, day: date, heading: str, body: tuple[str, ...]) -> bytes:
    """A plain letter such as a leader writes it."""
    document = docx.Document()
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Arial", Pt(11)
    document.add_paragraph(f"{case.employer}\n{case.workplace}")
    document.add_paragraph(f"{case.member}\n\n{long(day)}")
    document.add_paragraph().add_run(heading).bold = True
    for paragraph in body:
        document.add_paragraph(paragraph)
    document.add_paragraph(f"Med hilsen\n\n{case.leader}\nleder, {case.workplace}")
    about = document.core_properties
    about.title, about.author, about.comments = heading, case.leader, ""
    about.created = about.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return reproducible(document)


def _sheet(name: str, head: tuple[str, ...], rows: list[list[object]], day: date) -> bytes:
    """A workbook with one sheet, a bold heading and a sum of the last column when it holds money."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 - the format knows no zone
    sheet = book.add_worksheet(name)
    bold, money = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "# ##0.00"})
    sheet.write_row(0, 0, head, bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            sheet.write(number, column, value, money if isinstance(value, float) else None)
    if rows and isinstance(rows[0][-1], float):
        total = sum(float(str(row[-1])) for row in rows)
        sheet.write(len(rows) + 1, 0, "Sum", bold)
        sheet.write_formula(len(rows) + 1, len(head) - 1, f"=SUM(F2:F{len(rows) + 1})", money, total)
    sheet.set_column(0, len(head) - 1, 15)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


def _address(name: str, body: str) -> str:
    """An address under a domain that does not exist."""
    letters = str.maketrans({"æ": "ae", "ø": "o", "å": "a", " ": "."})
    domain = "".join(letter for letter in body.lower().translate(letters) if letter.isascii() and letter.isalnum())
    plain = "".join(c for c in name.lower().translate(letters) if c.isascii() and (c.isalnum() or c in ".-"))
    return f"{plain}@{domain[:30] or 'post'}.example"
