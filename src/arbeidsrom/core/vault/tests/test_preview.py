"""Documents are shown in the page without anything in them being run, fetched, stored or cached (KL-DOC-006)."""

import io

import pytest
from django.template.loader import render_to_string
from PIL import Image

from arbeidsrom.core.vault import preview as previews
from arbeidsrom.core.vault.isolation import Answer
from arbeidsrom.core.vault.preview import Shown, clean, preview
from arbeidsrom.core.vault.readers.limits import Outcome

from . import files


@pytest.mark.req("KL-DOC-006")
def test_pages_of_a_pdf_are_pictures_some_at_a_time():
    shown = preview(files.pdf(23, script=True), "oppsigelse.pdf", first_page=11)
    assert (shown.shown, shown.first, shown.last, shown.total, shown.next, shown.previous) == (
        Shown.PAGES, 11, 20, 23, 21, 1,
    )  # fmt: skip
    with Image.open(io.BytesIO(shown.pictures[0].data)) as page:
        assert (page.format, page.size) == ("JPEG", (shown.pictures[0].width, shown.pictures[0].height))
        assert min(page.convert("L").getextrema()) < 60 < 250 < max(page.convert("L").getextrema())
    assert 'width="1100"' in render_to_string("vault/preview.html", {"preview": shown})
    assert preview(files.pdf(23), "oppsigelse.pdf", first_page=21).next is None


@pytest.mark.req("KL-DOC-006")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photograph_is_drawn_anew_without_what_it_tells_about_itself(kind):
    (picture,) = preview(files.picture((400, 300), kind), f"bilde.{kind.lower()}").pictures
    assert b"Storgata" not in picture.data
    with Image.open(io.BytesIO(picture.data)) as drawn:
        assert drawn.size == ((300, 400))
        assert not drawn.getexif()


@pytest.mark.req("KL-DOC-006")
def test_a_word_document_is_shown_as_headings_paragraphs_tables_and_pictures():
    shown = preview(files.word(picture=files.picture()), "referat.docx")
    assert shown.shown is Shown.DOCUMENT
    assert "<h3>Referat fra drøftingsmøte</h3>" in shown.html
    assert "80 %" in shown.html
    assert 'src="data:image/jpeg;base64,' in shown.html


@pytest.mark.req("KL-DOC-006")
@pytest.mark.parametrize("content", [files.sheet(500), files.written_sheet()])
def test_a_workbook_is_shown_as_its_first_rows(content):
    (sheet,) = preview(content, "lønn.xlsx").sheets
    assert sheet.rows[0][1].replace(",", "").isdigit()
    assert sheet.more is (sheet.name == "Lønn")
    assert len(sheet.rows) == (200 if sheet.more else 1)


@pytest.mark.req("KL-DOC-006")
def test_a_mail_is_shown_with_its_headers_text_and_names_of_what_is_attached():
    shown = preview(files.mail(attached=files.word()), "epost.eml")
    assert [value for _label, value in shown.headers][2:] == [
        "3. februar 2026 kl. 09.15",
        "Innkalling til drøftingsmøte",
    ]
    assert files.SENTENCE in shown.text
    assert shown.attached[0][0] == "vedlegg.docx"


@pytest.mark.req("KL-DOC-006")
def test_an_outlook_message_is_shown_like_any_mail():
    shown = preview(files.outlook(), "epost.msg")
    assert shown.shown is Shown.MAIL
    assert "Innkalling til drøftingsmøte" in [value for _label, value in shown.headers]
    assert shown.text == files.SENTENCE


@pytest.mark.req("KL-DOC-006")
def test_plain_text_and_slides_are_shown_as_words():
    assert preview("Møte på tirsdag".encode("cp1252"), "notat.txt").text == "Møte på tirsdag"
    assert "Omstilling" in preview(files.slides(), "allmøte.pptx").text


@pytest.mark.parametrize(
    ("name", "content"),
    [("kart.svg", files.HOSTILE_SVG), ("kart.png", files.HOSTILE_SVG), ("side.html", files.HOSTILE_PAGE)],
)
def test_drawings_and_web_pages_are_words_only(name, content):
    shown = preview(content, name)
    page = render_to_string("vault/preview.html", {"preview": shown})
    assert shown.shown is Shown.TEXT
    for harm in ("<script", "onerror", "onload", "spor.png", "stjal", "<svg"):
        assert harm not in page


def test_macros_are_said_and_never_shown():
    macro = files.with_part(files.word(), "word/vbaProject.bin", b"Sub AutoOpen() Shell")
    shown = preview(macro, "referat.docm")
    assert shown.macros
    assert "AutoOpen" not in shown.html
    assert "vedlegg.docx" not in shown.html


@pytest.mark.parametrize(
    ("name", "content", "outcome"),
    [
        ("bombe.docx", files.bomb(files.word(), mebibytes=20), Outcome.HOSTILE),
        ("latter.docx", files.laughing_word(), Outcome.HOSTILE),
        ("låst.pdf", files.pdf(password="hemmelig"), Outcome.ENCRYPTED),
        ("låst.xlsx", files.locked_office_file(), Outcome.ENCRYPTED),
        ("gammelt.doc", files.compound({"WordDocument": b"Oppsigelse"}), Outcome.UNSUPPORTED),
        ("gammelt.ppt", files.compound({"PowerPoint Document": b"Oppsigelse"}), Outcome.UNSUPPORTED),
        ("lyd.mp3", b"ID3\x04\x00" + bytes(400), Outcome.UNSUPPORTED),
        ("avkuttet.jpg", files.picture()[:200], Outcome.BROKEN),
        ("tom.txt", b"", Outcome.EMPTY),
    ],
)
def test_what_cannot_be_shown_says_why(name, content, outcome):
    shown = preview(content, name)
    assert (shown.shown, shown.outcome) == (Shown.NOTHING, outcome)
    assert str(shown.reason) in render_to_string("vault/preview.html", {"preview": shown})


def test_a_picture_that_unpacks_to_a_billion_points_is_not_unpacked():
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    assert preview(out.getvalue(), "stor.png").outcome is Outcome.HOSTILE


def test_a_file_that_lies_about_its_kind_is_shown_as_what_it_is_and_says_so():
    shown = preview(files.pdf(), "bilde.jpg")
    assert (shown.shown, shown.disguised) == (Shown.PAGES, True)
    assert "data:image/jpeg" in render_to_string("vault/preview.html", {"preview": shown})


def test_a_reader_that_has_been_taken_over_cannot_put_anything_harmful_on_the_page():
    html = b"<p onclick='x()'>Hei<script>alert(1)</script><img src='http://x.example/x'><a href='javascript:1'>her</a>"
    taken_over = Answer(Outcome.READ, {"shown": "document", "parts": []}, [html])
    assert previews._believed(taken_over).html == "<p>Hei<img>her</p>"
    not_a_picture = Answer(Outcome.READ, {"shown": "picture", "sizes": [[1, 1]]}, [b"<svg onload=alert(1)>"])
    with pytest.raises(ValueError):
        previews._believed(not_a_picture)
    assert "data:image/svg" not in clean('<img src="data:image/svg+xml;base64,PHN2Zz4=">')


def test_headings_of_a_document_lie_below_those_of_the_page():
    assert clean("<h2>A</h2><h4>B</h4><h1>C</h1><h2>D</h2>") == "<h3>A</h3><h4>B</h4><h3>C</h3><h4>D</h4>"
