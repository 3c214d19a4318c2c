"""What can be shown of a file on a page: a description, and the parts (pictures or text) it consists of."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import mammoth
import openpyxl
import python_calamine
from PIL import Image, ImageOps

from . import mail, pdf
from .archive import Archive
from .kinds import Kind
from .limits import MAX_PIXELS, Full, Gathered, Outcome, Unreadable
from .text import READERS

Shown = tuple[dict[str, Any], list[bytes]]
MAX_SHEETS = 20
MAX_ROWS = 200
MAX_COLUMNS = 40
MAX_CELL = 500
MAX_TEXT = 200_000
MAX_SIDE = 1600
MAX_WORD_PICTURES = 30


def show(data: bytes, kind: Kind, wanted: Mapping[str, int]) -> Shown:
    """The preview of a file, by its kind."""
    if kind in {Kind.MAIL, Kind.OUTLOOK}:
        return _letter(mail.outlook(data) if kind is Kind.OUTLOOK else mail.internet_mail(data))
    if kind not in SHOWN_BY:
        raise Unreadable(Outcome.UNSUPPORTED)
    return SHOWN_BY[kind](data, kind, wanted)


def _pages(data: bytes, _kind: Kind, wanted: Mapping[str, int]) -> Shown:
    """Some pages of a PDF as pictures."""
    first = max(int(wanted.get("first", 1)), 1)
    total, pictures = pdf.pictures(data, first=first, count=min(max(int(wanted.get("count", 10)), 1), 20))
    sizes = [[width, height] for _content, width, height in pictures]
    return {"shown": "pages", "total": total, "first": first, "sizes": sizes}, [picture[0] for picture in pictures]


def _picture(data: bytes, _kind: Kind, _wanted: Mapping[str, int]) -> Shown:
    """A picture drawn anew at screen size: nothing of what lay around its pixels comes along."""
    content, width, height = _redrawn(data, MAX_SIDE)
    return {"shown": "picture", "sizes": [[width, height]]}, [content]


def _redrawn(data: bytes, side: int) -> tuple[bytes, int, int]:
    """A picture as a fresh JPEG, turned the right way up, on white where it was see-through."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Unreadable(Outcome.HOSTILE)
            opened.draft("RGB", (side, side))
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((side, side))
            coloured = picture.convert("RGBA")
    except Image.DecompressionBombError as bomb:
        raise Unreadable(Outcome.HOSTILE) from bomb
    except (OSError, ValueError, SyntaxError) as broken:
        raise Unreadable(Outcome.BROKEN) from broken
    paper = Image.new("RGB", coloured.size, "white")
    paper.paste(coloured, mask=coloured.getchannel("A"))
    out = BytesIO()
    paper.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), paper.width, paper.height


def _word(data: bytes, _kind: Kind, _wanted: Mapping[str, int]) -> Shown:
    """A Word document as plain HTML: headings, paragraphs, lists, tables and its pictures drawn anew."""
    archive = Archive(data)
    archive.check_all_xml()
    drawn = 0

    def redraw(image: Any) -> dict[str, str]:
        nonlocal drawn
        drawn += 1
        if drawn > MAX_WORD_PICTURES:
            return {"alt": image.alt_text or ""}
        try:
            with image.open() as stored:
                content, _width, _height = _redrawn(stored.read(), 800)
        except Unreadable:
            return {"alt": image.alt_text or ""}
        return {"src": "data:image/jpeg;base64," + base64.b64encode(content).decode(), "alt": image.alt_text or ""}

    html = mammoth.convert_to_html(BytesIO(data), convert_image=mammoth.images.img_element(redraw)).value
    return {"shown": "document", "macros": archive.has_macros}, [html.encode()]


def _sheet(data: bytes, _kind: Kind, _wanted: Mapping[str, int]) -> Shown:
    """The first rows of each sheet of an Excel workbook, with the values last computed."""
    archive = Archive(data)
    archive.check_all_xml()
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheets = []
    for sheet in book.worksheets[:MAX_SHEETS]:
        sheet.reset_dimensions()
        rows = [
            [_cell(value) for value in row]
            for row in sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
        ]
        sheets.append({"name": sheet.title, "rows": _trimmed(rows[:MAX_ROWS]), "more": len(rows) > MAX_ROWS})
    return {"shown": "sheets", "sheets": sheets, "macros": archive.has_macros}, []


def _old_sheet(data: bytes, _kind: Kind, _wanted: Mapping[str, int]) -> Shown:
    """The first rows of each sheet of an .xls, .xlsb or .ods workbook."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    except python_calamine.PasswordError as locked:
        raise Unreadable(Outcome.ENCRYPTED) from locked
    sheets = []
    for name in book.sheet_names[:MAX_SHEETS]:
        rows = []
        for row in book.get_sheet_by_name(name).iter_rows():
            rows.append([_cell(value) for value in row[:MAX_COLUMNS]])
            if len(rows) > MAX_ROWS:
                break
        sheets.append({"name": name, "rows": _trimmed(rows[:MAX_ROWS]), "more": len(rows) > MAX_ROWS})
    return {"shown": "sheets", "sheets": sheets}, []


def _cell(value: object) -> str:
    """A cell's value as Norwegians write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y" if value.time() == time() else "%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return str(value)[:MAX_CELL]


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the empty ones at the end and the empty columns at the right."""
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((index + 1 for row in rows for index, cell in enumerate(row) if cell), default=0)
    return [(row + [""] * width)[:width] for row in rows]


def _words(data: bytes, kind: Kind, _wanted: Mapping[str, int]) -> Shown:
    """The words of a file and nothing else."""
    gathered = Gathered(characters=MAX_TEXT)
    cut = False
    try:
        READERS[kind](data, gathered)
    except Full:
        cut = True
    words = re.sub(r"\n{4,}", "\n\n\n", gathered.text()).strip()
    return {"shown": "text", "cut": cut, "as_words": kind is not Kind.PLAIN}, [words.encode()]


def _letter(letter: mail.Letter) -> Shown:
    """An e-mail: its headers, its text, and the names and sizes of what is attached."""
    attached = [{"name": found.name[:300], "size": len(found.data)} for found in letter.attachments]
    about = {"shown": "mail", "headers": letter.headers, "attached": attached, "cut": len(letter.text) > MAX_TEXT}
    return about, [letter.text[:MAX_TEXT].encode("utf-8", "ignore")]


SHOWN_BY: dict[Kind, Callable[[bytes, Kind, Mapping[str, int]], Shown]] = {
    Kind.PDF: _pages,
    Kind.PICTURE: _picture,
    Kind.WORD: _word,
    Kind.SHEET: _sheet,
    Kind.OLD_SHEET: _old_sheet,
    Kind.OPEN_SHEET: _old_sheet,
    Kind.OPEN_DOCUMENT: _words,
    Kind.SLIDES: _words,
    Kind.WEB_PAGE: _words,
    Kind.DRAWING: _words,
    Kind.RICH_TEXT: _words,
    Kind.PLAIN: _words,
}
