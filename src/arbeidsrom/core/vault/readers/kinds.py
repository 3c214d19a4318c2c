"""What a file really is, told from its bytes; its name and the sender's word for it only break ties."""

from __future__ import annotations

import re
import struct
from enum import StrEnum
from io import BytesIO

import olefile  # type: ignore[import-untyped]

from .archive import Archive
from .limits import Outcome, Unreadable


class Kind(StrEnum):
    """A family of files that is read in the same way."""

    PDF = "pdf"
    WORD = "word"
    SHEET = "sheet"
    OLD_SHEET = "old_sheet"
    SLIDES = "slides"
    OPEN_DOCUMENT = "open_document"
    OPEN_SHEET = "open_sheet"
    MAIL = "mail"
    OUTLOOK = "outlook"
    PICTURE = "picture"
    DRAWING = "drawing"
    WEB_PAGE = "web_page"
    RICH_TEXT = "rich_text"
    PLAIN = "plain"
    ZIP = "zip"
    OTHER = "other"


ENDINGS = {
    Kind.PDF: {"pdf"},
    Kind.WORD: {"docx", "docm", "dotx", "dotm"},
    Kind.SHEET: {"xlsx", "xlsm", "xltx", "xltm"},
    Kind.OLD_SHEET: {"xls", "xlt", "xlsb"},
    Kind.SLIDES: {"pptx", "pptm", "ppsx", "potx"},
    Kind.OPEN_DOCUMENT: {"odt", "odp", "ott"},
    Kind.OPEN_SHEET: {"ods"},
    Kind.MAIL: {"eml"},
    Kind.OUTLOOK: {"msg"},
    Kind.PICTURE: {"jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff"},
    Kind.DRAWING: {"svg"},
    Kind.WEB_PAGE: {"html", "htm", "xhtml"},
    Kind.RICH_TEXT: {"rtf"},
    Kind.ZIP: {"zip"},
}
PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*")
OFFICE_PARTS = {
    "word/document.xml": Kind.WORD,
    "xl/workbook.xml": Kind.SHEET,
    "ppt/presentation.xml": Kind.SLIDES,
    "xl/workbook.bin": Kind.OLD_SHEET,
}
MAIL_HEADER = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
MAIL_NAMES = re.compile(rb"^(?:from|to|subject|date|received|message-id|mime-version|return-path):", re.I | re.M)


def ending(file_name: str) -> str:
    """The last part of a file's name, in lower case."""
    return file_name.rpartition(".")[2].lower() if "." in file_name else ""


def claimed(file_name: str) -> Kind | None:
    """What the name says the file is, or nothing when it says nothing known."""
    last = ending(file_name)
    return next((kind for kind, endings in ENDINGS.items() if last in endings), None)


def detect(data: bytes, file_name: str = "", content_type: str = "") -> Kind:
    """What the bytes are."""
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(olefile.MAGIC):
        return _compound(data)
    if data.startswith(PICTURE_STARTS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return Kind.PICTURE
    if data.startswith(b"{\\rtf"):
        return Kind.RICH_TEXT
    return _textual(data, file_name, content_type)


def _packed(data: bytes) -> Kind:
    """Office documents are zip files; which one, their parts tell."""
    names = Archive(data).names
    for part, kind in OFFICE_PARTS.items():
        if part in names:
            return kind
    if "mimetype" in names and "content.xml" in names:
        declared = Archive(data).read("mimetype", at_most=200)
        return Kind.OPEN_SHEET if b"spreadsheet" in declared else Kind.OPEN_DOCUMENT
    return Kind.ZIP


def _compound(data: bytes) -> Kind:
    """Outlook messages, old Excel and encrypted office files share one container format, which may be cut off."""
    try:
        container = olefile.OleFileIO(BytesIO(data))
    except (OSError, ValueError, IndexError, TypeError, struct.error) as broken:
        raise Unreadable(Outcome.BROKEN) from broken
    with container:
        if container.exists("EncryptedPackage"):
            raise Unreadable(Outcome.ENCRYPTED)
        if container.exists("__properties_version1.0"):
            return Kind.OUTLOOK
        if container.exists("Workbook") or container.exists("Book"):
            return Kind.OLD_SHEET
    return Kind.OTHER


def _textual(data: bytes, file_name: str, content_type: str) -> Kind:
    """Mail, web page, drawing or plain text; anything with zero bytes is none of them."""
    start = data[:4096]
    lowered = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind.PLAIN
    if b"\x00" in data[:65536]:
        return Kind.OTHER
    if MAIL_HEADER.match(start) and (MAIL_NAMES.search(start) or content_type == "message/rfc822"):
        return Kind.MAIL
    if lowered.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in data[:65536].lower():
        return Kind.DRAWING
    if re.match(rb"<!doctype html|<html|<head|<body|<script|<iframe", lowered) or claimed(file_name) is Kind.WEB_PAGE:
        return Kind.WEB_PAGE
    return Kind.PLAIN
