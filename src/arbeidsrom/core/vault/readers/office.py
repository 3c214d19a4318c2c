"""Text of Word, Excel, PowerPoint and OpenDocument files, read part by part."""

from __future__ import annotations

import re
from io import BytesIO

import python_calamine
from lxml import etree

from .archive import Archive, local_name
from .limits import Gathered, Outcome, Unreadable

WORD_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
SLIDE_PARTS = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide)(\d+)\.xml")
SHEET_PARTS = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def word(data: bytes, into: Gathered) -> None:
    """The body of a Word document, then headers, footers, notes and comments."""
    archive = Archive(data)
    parts = sorted(filter(WORD_PARTS.fullmatch, archive.names), key=lambda name: (name != "word/document.xml", name))
    _paragraphs(archive, parts, into)


def slides(data: bytes, into: Gathered) -> None:
    """The slides in order, each followed by its notes."""
    archive = Archive(data)
    found = [match for name in archive.names if (match := SLIDE_PARTS.fullmatch(name))]
    found.sort(key=lambda match: (int(match[2]), match[1] != "slides/slide"))
    _paragraphs(archive, [match[0] for match in found], into)


def _paragraphs(archive: Archive, parts: list[str], into: Gathered) -> None:
    """The running text of parts in which ``t`` is text and ``p`` a paragraph."""
    for part in parts:
        for element in archive.elements(part, forget="p"):
            name = local_name(element)
            if name == "t":
                into.add(element.text or "")
            elif name == "p":
                into.add("\n")
            elif name in SPACES:
                into.add(SPACES[name])


def sheet(data: bytes, into: Gathered) -> None:
    """Every text and number of an Excel workbook, sheet by sheet."""
    archive = Archive(data)
    if "xl/workbook.xml" in archive.names:
        for element in archive.elements("xl/workbook.xml", forget=""):
            if local_name(element) == "sheet":
                into.add(f"{element.get('name', '')}\n")
    if "xl/sharedStrings.xml" in archive.names:
        for element in archive.elements("xl/sharedStrings.xml", forget="si"):
            if local_name(element) == "t":
                into.add(f"{element.text or ''}\n")
    for part in sorted(filter(SHEET_PARTS.fullmatch, archive.names)):
        for element in archive.elements(part, forget="row"):
            if local_name(element) == "t" or (local_name(element) == "v" and not _is_reference(element)):
                into.add(f"{element.text or ''}\t")
            elif local_name(element) == "row":
                into.add("\n")


def _is_reference(value: etree._Element) -> bool:
    """Whether a cell's value is the place of a shared text rather than a value of its own."""
    cell = value.getparent()
    return cell is not None and cell.get("t") == "s"


def old_sheet(data: bytes, into: Gathered) -> None:
    """Every cell of an .xls, .xlsb or .ods workbook."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    except python_calamine.PasswordError as locked:
        raise Unreadable(Outcome.ENCRYPTED) from locked
    for name in book.sheet_names:
        into.add(f"{name}\n")
        for row in book.get_sheet_by_name(name).iter_rows():
            into.add("\t".join(str(cell) for cell in row if cell != "") + "\n")


def open_document(data: bytes, into: Gathered) -> None:
    """The paragraphs and headings of an OpenDocument text or presentation."""
    root = etree.fromstring(
        Archive(data).xml("content.xml"), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    )
    for element in root.iter():
        if local_name(element) in {"p", "h"}:
            into.add("".join(element.itertext()) + "\n")
