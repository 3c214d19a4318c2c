"""Real files of every kind, and hostile ones, made in memory."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
import pikepdf
import pptx
import xlsxwriter
from PIL import Image

SENTENCE = "Medlemmet krever forhandlinger etter arbeidsmiljøloven § 17-3."


def word(text: str = SENTENCE, *, picture: bytes = b"", header: str = "Klubben ved Sørlia") -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = header
    document.add_heading("Referat fra drøftingsmøte", 1)
    document.add_paragraph(text)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Stillingsprosent", "80 %"
    if picture:
        document.add_picture(io.BytesIO(picture))
    return saved(document)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def sheet(rows: int = 3) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Lønn"
    for number in range(rows):
        page.append([f"Ansatt {number}", 31250.5 + number, "Kveldstillegg"])
    return saved(book)


def wide_sheet() -> bytes:
    """One value in the first cell and one in the very last that Excel knows."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Først"
    book.active.cell(1_048_576, 16_384, "Sist")
    return saved(book)


def written_sheet() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Turnus").write_row(0, 0, ["Nattevakt", 7.5])
    book.close()
    return out.getvalue()


def slides() -> bytes:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "Omstilling ved avdelingen"
    slide.placeholders[1].text = "Færre stillinger fra januar"
    slide.notes_slide.notes_text_frame.text = "Spør om utvalgskretsen"
    return saved(show)


def pdf(
    pages: int = 1, *, words: str = "Oppsigelse datert 3. februar", password: str = "", script: bool = False
) -> bytes:
    """Pages that all show the same words; ten thousand of them are cheap."""
    document = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    content = document.make_stream(f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode("cp1252"))
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    for _number in range(pages):
        document.add_blank_page(page_size=(595, 842))
        document.pages[-1].obj.Contents, document.pages[-1].obj.Resources = content, resources
    if script:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hei')")
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def picture(size: tuple[int, int] = (400, 300), kind: str = "JPEG") -> bytes:
    """A photograph that says where it was taken."""
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010E] = "Bilde fra Storgata 1"
    exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def mail(
    text: str = SENTENCE, *, attached: bytes = b"", name: str = "vedlegg.docx", inside: EmailMessage | None = None
) -> bytes:
    return message(text, attached=attached, name=name, inside=inside).as_bytes()


def message(
    text: str = SENTENCE, *, attached: bytes = b"", name: str = "vedlegg.docx", inside: EmailMessage | None = None
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Kari Åsen <kari@example.no>"
    made["To"] = "Klubben <klubb@example.no>"
    made["Subject"] = "Innkalling til drøftingsmøte"
    made["Date"] = "Tue, 03 Feb 2026 09:15:00 +0100"
    made.set_content(text)
    if attached:
        made.add_attachment(attached, maintype="application", subtype="octet-stream", filename=name)
    if inside is not None:
        made.add_attachment(inside)
    return made


def nested_mail(levels: int) -> bytes:
    """E-mails forwarded inside e-mails; the innermost says «innerst»."""
    made = message("innerst")
    for level in range(levels):
        made = message(f"lag {level}", inside=made)
    return made.as_bytes()


def with_part(document: bytes, name: str, content: bytes) -> bytes:
    """An office document with one part added or put in another's place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


def bomb(document: bytes, name: str = "word/document.xml", mebibytes: int = 20) -> bytes:
    """An office document whose main part unpacks to far more than it says on the outside."""
    return with_part(document, name, b" " * mebibytes * 1024**2)


def laughing_word() -> bytes:
    """Entities that grow a billion times when a reader believes them."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><w:document xmlns:w="urn:x"><w:t>&a9;</w:t></w:document>'
    return with_part(word(), "word/document.xml", body.encode())


def locked_office_file() -> bytes:
    """What Office makes of a document with a password: another kind of container, with this entry in it."""
    return compound({"EncryptedPackage": b"hemmelig"})


def outlook(subject: str = "Innkalling til drøftingsmøte", text: str = SENTENCE, sender: str = "Kari Åsen") -> bytes:
    """An Outlook message with the properties that a reader needs."""
    texts = {"001A": "IPM.Note", "0037": subject, "1000": text, "0C1A": sender, "0C1F": "kari@example.no"}
    streams = {f"__substg1.0_{tag}001F": value.encode("utf-16-le") for tag, value in texts.items()}
    fixed = [(int(tag, 16) << 16 | 0x001F, len(value.encode("utf-16-le")) + 2) for tag, value in texts.items()]
    entries = b"".join(
        tag.to_bytes(4, "little") + (6).to_bytes(4, "little") + size.to_bytes(8, "little") for tag, size in fixed
    )
    return compound({"__properties_version1.0": bytes(32) + entries, **streams})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, each given room enough not to lie in the small-stream area."""
    sector, room, end, none = 512, 4096, 0xFFFFFFFE, 0xFFFFFFFF
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    directory_sectors = -(-(len(names) + 1) // 4)
    table = [0xFFFFFFFD, *range(2, directory_sectors + 1), end]
    directory, content, start = [_entry("Root Entry", 5, child=1, start=end)], b"", directory_sectors + 1
    for number, name in enumerate(names, 1):
        data = streams[name]
        used = -(-max(len(data), room) // sector)
        following = number + 1 if number < len(names) else none
        directory.append(_entry(name, 2, right=following, start=start, size=max(len(data), room)))
        content += data.ljust(used * sector, b"\x00")
        table += [*range(start + 1, start + used), end]
        start += used
    header = bytearray(b"\xff" * sector)
    header[:80] = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + bytes.fromhex("3e000300feff09000600") + bytes(46)
    for place, value in ((44, 1), (48, 1), (56, room), (60, end), (68, end), (76, 0)):
        header[place : place + 4] = value.to_bytes(4, "little")
    table += [none] * (sector // 4 - len(table))
    packed = b"".join(value.to_bytes(4, "little") for value in table)
    return bytes(header) + packed + b"".join(directory).ljust(directory_sectors * sector, b"\x00") + content


def _entry(name: str, kind: int, *, child: int = -1, right: int = -1, start: int = 0, size: int = 0) -> bytes:
    """One line of the compound file's directory."""
    written = (name + "\x00").encode("utf-16-le")
    links = b"".join((value % 2**32).to_bytes(4, "little") for value in (-1, right, child))
    place = start.to_bytes(4, "little") + size.to_bytes(8, "little")
    return (
        written.ljust(64, b"\x00") + len(written).to_bytes(2, "little") + bytes([kind, 1]) + links + bytes(36) + place
    )


HOSTILE_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert("stjal")</script>'
    b'<text>Organisasjonskart</text><image href="http://198.51.100.1/spor.png"/></svg>'
)
HOSTILE_PAGE = (
    b"<!doctype html><html><head><title>x</title><script>alert('stjal')</script></head><body onload='alert(2)'>"
    b"<p>Vedtak om permittering</p><img src='http://198.51.100.1/spor.png' onerror='alert(3)'>"
    b"<p>Hilsen ledelsen</p></body></html>"
)
