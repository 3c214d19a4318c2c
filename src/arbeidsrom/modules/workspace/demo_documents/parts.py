"""What the demonstration's documents are built from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from random import Random

import docx
import xlsxwriter
from docx.shared import Pt

from arbeidsrom.lib.papers.content import Block, Paper, Section, Words
from arbeidsrom.lib.papers.word import reproducible

MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split()
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


def short(day: date) -> str:
    """«03.02.26», as in a document's title."""
    return f"{day:%d.%m.%y}"


def long(day: date) -> str:
    """«3. februar 2026»."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def words(text: str) -> tuple[Block, ...]:
    return (Words(text),)


def paper(
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


def letter(case: DemoCase, day: date, heading: str, body: tuple[str, ...]) -> bytes:
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


def sheet(name: str, head: tuple[str, ...], rows: list[list[object]], day: date) -> bytes:
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


def address(name: str, body: str) -> str:
    """An address under a domain that does not exist."""
    letters = str.maketrans({"æ": "ae", "ø": "o", "å": "a", " ": "."})
    domain = "".join(letter for letter in body.lower().translate(letters) if letter.isascii() and letter.isalnum())
    plain = "".join(c for c in name.lower().translate(letters) if c.isascii() and (c.isalnum() or c in ".-"))
    return f"{plain}@{domain[:30] or 'post'}.example"


Maker = Callable[[DemoCase, Random], DemoDocument]
