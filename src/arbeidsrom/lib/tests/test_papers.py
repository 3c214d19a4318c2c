"""Papers come out alike as PDF and as Word, keep to the standards, and whatever is written in them stays text."""

import io
from dataclasses import replace
from datetime import date

import docx
import pikepdf
import pypdfium2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arbeidsrom.lib.papers.content import Pairs, Paper, Points, Section, Table, Words
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.lib.papers.word import as_word

HOSTILE = '#read("/etc/passwd") *fet* $x$ @kilde \\ <script> {{ 7*7 }} «æøå» Šuŋŋá'
PAPER = Paper(
    kind="Saksfremstillingsskjema",
    title="Oppsigelse i strid med arbeidsmiljøloven",
    sender="Klubben ved Sørlia sykehjem",
    dated=date(2026, 11, 22),
    dated_words="søndag 22. november 2026",
    page_words=("Side", "av"),
    facts=(("Sak", "2026/14"),),
    sections=(
        Section("Partene", (Pairs((("Navn", "Kari Nordmann"),)),)),
        Section("Hendelser", (Table(("Dato", "Hendelse"), (("03.02.2026", HOSTILE),), (1, 3)),)),
        Section("Vurdering", (Words("Første avsnitt.\n\nAndre avsnitt."), Points(("Vurdere saken",)))),
    ),
    signatures=("Kari Nordmann", "Ola Hansen"),
    note="Inneholder personopplysninger",
)


def words_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def words_of_word(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())


def test_both_files_hold_everything_and_run_nothing_of_it():
    for words in (words_of_pdf(as_pdf(PAPER)), words_of_word(as_word(PAPER))):
        for expected in ("Kari Nordmann", "2026/14", "Andre avsnitt.", "Vurdere saken", "Ola Hansen", "03.02.2026"):
            assert expected in words
        assert '#read("/etc/passwd")' in words.replace("“", '"').replace("”", '"')
        assert "{{ 7*7 }}" in words
        assert "root:" not in words


def test_the_pdf_says_that_it_is_an_archive_file_that_can_be_read_aloud():
    with pikepdf.open(io.BytesIO(as_pdf(PAPER))) as document:
        about = document.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("2", "A", "1")
        assert document.Root.Lang == "nb"
        assert document.Root.MarkInfo.Marked
        assert about["dc:title"] == PAPER.title


def test_the_same_paper_gives_the_same_bytes():
    assert as_pdf(PAPER) == as_pdf(PAPER)
    assert as_word(PAPER) == as_word(PAPER)


def test_a_long_table_goes_over_pages_with_its_heading_on_each():
    rows = tuple((f"{number:02}.03.2026", "Det ble holdt et møte om saken. " * 4) for number in range(60))
    long = replace(PAPER, sections=(Section("Hendelser", (Table(("Dato", "Hendelse"), rows, (1, 4)),)),))
    document = pypdfium2.PdfDocument(as_pdf(long))
    assert len(document) > 3
    for page in list(document)[1:-1]:
        assert "Hendelse" in page.get_textpage().get_text_bounded()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.text(max_size=200))
def test_no_text_breaks_a_paper(title, words):
    odd = replace(PAPER, title=title.strip() or "x", sections=(Section("A", (Words(words), Points((words,)))),))
    assert as_pdf(odd).startswith(b"%PDF")
    assert as_word(odd).startswith(b"PK")
