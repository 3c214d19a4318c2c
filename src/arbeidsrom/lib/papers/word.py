"""A paper as a Word document that people can go on writing in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from arbeidsrom.lib.papers.content import Block, Pairs, Paper, Points, Table, Words

ACCENT = RGBColor(0x1A, 0x5C, 0x6B)
FAINT = RGBColor(0x5B, 0x61, 0x6B)
TINT = "EEF4F5"
LINE = "D4D8DD"
FONT = "Calibri"
TEXT_WIDTH = 164
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}


def as_word(paper: Paper) -> bytes:
    """The finished .docx."""
    document = docx.Document()
    _set_up(document, paper)
    _head(document, paper)
    for number, section in enumerate(paper.sections, 1):
        document.add_heading(_text(f"{number}  {section.heading}" if paper.numbered else section.heading), 1)
        for block in section.blocks:
            _add(document, block)
    _signatures(document, paper)
    return reproducible(document)


def reproducible(document: Any) -> bytes:
    """The document's bytes, the same each time for the same content."""
    saved, out = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as made, ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for entry in made.infolist():
            fixed = ZipInfo(entry.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = ZIP_DEFLATED
            packed.writestr(fixed, made.read(entry))
    return out.getvalue()


def _text(text: str) -> str:
    """The text without the characters that a Word document cannot hold."""
    return UNWRITABLE.sub("", text)


def _set_up(document: Any, paper: Paper) -> None:
    """Page, styles, language and what the file says about itself."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = (
        Mm(24),
        Mm(22),
        Mm(22),
        Mm(22),
    )
    normal = document.styles["Normal"]
    _font(normal, 10.5)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(7), 1.15
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGES[paper.language])
    normal.element.get_or_add_rPr().append(language)
    for name, size, above in (("Title", 20, 2), ("Heading 1", 13, 16), ("List Bullet", 10.5, 0)):
        style = document.styles[name]
        _font(style, size)
        style.paragraph_format.space_before = Pt(above)
        if name != "List Bullet":
            style.font.bold, style.font.color.rgb = True, (RGBColor(0x1F, 0x23, 0x28) if name == "Title" else ACCENT)
    for border in document.styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    about = document.core_properties
    about.title, about.author, about.language = _text(paper.title), _text(paper.sender), LANGUAGES[paper.language]
    about.comments, about.last_modified_by = "", ""
    about.created = about.modified = datetime(paper.dated.year, paper.dated.month, paper.dated.day, tzinfo=UTC)
    _footer(document, paper)


def _font(style: Any, size: float) -> None:
    """One typeface everywhere, also where Word would choose the theme's."""
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for which in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{which}"), None)
    for which in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{which}"), FONT)


def _footer(document: Any, paper: Paper) -> None:
    """A note at the left and the page's number at the right."""
    line = document.sections[0].footer.paragraphs[0]
    line.style = document.styles["Normal"]
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    _faint(line, f"{paper.note}\t{paper.page_words[0]} ")
    _count(line, "PAGE")
    _faint(line, f" {paper.page_words[1]} ")
    _count(line, "NUMPAGES")


def _faint(line: Any, text: str, size: float = 8.5) -> Any:
    """Small grey words."""
    run = line.add_run(_text(text))
    run.font.size, run.font.color.rgb = Pt(size), FAINT
    return run


def _count(line: Any, what: str) -> None:
    """A number that Word counts by itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    field.append(_faint(line, "1")._r)
    line._p.append(field)


def _head(document: Any, paper: Paper) -> None:
    """Sender and date on a line, then what the paper is and what it is about."""
    line = document.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    sender = line.add_run(_text(paper.sender))
    sender.bold, sender.font.color.rgb = True, ACCENT
    _faint(line, f"\t{paper.dated_words}", 10)
    _underline(line, "1A5C6B", 12)
    kind = document.add_paragraph()
    kind.paragraph_format.space_before, kind.paragraph_format.space_after = Pt(14), Pt(0)
    _faint(kind, paper.kind.upper(), 9).bold = True
    document.add_paragraph(_text(paper.title), "Title")
    if paper.facts:
        _pairs(document, paper.facts, shaded=True)


def _underline(line: Any, colour: str, eighths: int) -> None:
    """A rule below a paragraph."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().append(borders)


def _add(document: Any, block: Block) -> None:
    """One block of a section."""
    match block:
        case Words():
            for words in block.paragraphs:
                document.add_paragraph(_text(words))
        case Pairs():
            _pairs(document, block.rows)
        case Points():
            for item in block.items:
                document.add_paragraph(_text(item), "List Bullet").paragraph_format.space_after = Pt(3)
        case Table():
            _table(document, block)


def _pairs(document: Any, rows: tuple[tuple[str, str], ...], *, shaded: bool = False) -> None:
    """Names of facts at the left, the facts at the right."""
    table = document.add_table(0, 2)
    table.autofit = False
    for label, value in rows:
        cells = table.add_row().cells
        for cell in cells if shaded else ():
            _shade(cell)
        _faint(cells[0].paragraphs[0], label, 10)
        cells[1].paragraphs[0].add_run(_text(value))
    _measure(table, (46, TEXT_WIDTH - 46))
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _table(document: Any, block: Table) -> None:
    """Rows under a heading that is repeated on each page."""
    table = document.add_table(1, len(block.head))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for cell, word in zip(table.rows[0].cells, block.head, strict=True):
        run = cell.paragraphs[0].add_run(_text(word))
        run.bold, run.font.size, run.font.color.rgb = True, Pt(9), ACCENT
        _shade(cell)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in block.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(_text(value)).font.size = Pt(10)
    _measure(table, tuple(TEXT_WIDTH * width / sum(block.widths) for width in block.widths))
    _rule_rows(table)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _measure(table: Any, widths: tuple[float, ...]) -> None:
    """Columns of these widths in millimetres, air around the words, and rows that stay whole on their page."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            words = cell.paragraphs[0].paragraph_format
            words.space_before = words.space_after = Pt(3)


def _shade(cell: Any) -> None:
    """A faint ground behind a cell."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", TINT)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _rule_rows(table: Any) -> None:
    """Thin rules between the rows and none between the columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    table._tbl.tblPr.append(borders)


def _signatures(document: Any, paper: Paper) -> None:
    """Lines to sign on, two beside each other."""
    if not paper.signatures:
        return
    if paper.place_words:
        document.add_paragraph(_text(paper.place_words)).paragraph_format.space_before = Pt(24)
    table = document.add_table(0, 2)
    for start in range(0, len(paper.signatures), 2):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, name in zip(row.cells, paper.signatures[start : start + 2], strict=False):
            line = cell.paragraphs[0]
            line.paragraph_format.space_before = Pt(36)
            line.add_run("_" * 38).font.color.rgb = FAINT
            line.add_run().add_break()
            _faint(line, name, 9)
