"""The text of documents of every kind is found, and a hostile file harms nobody (KL-DOC-007)."""

import io
import os
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from arbeidsrom.core.vault import isolation
from arbeidsrom.core.vault.readers import kinds, limits, web
from arbeidsrom.core.vault.readers.limits import Gathered, Outcome, Unreadable
from arbeidsrom.core.vault.text import extract

from . import files


@pytest.mark.req("KL-DOC-007")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("referat.docx", files.word(), ["Referat fra drøftingsmøte", files.SENTENCE, "80 %", "Klubben ved Sørlia"]),
        ("lønn.xlsx", files.sheet(), ["Lønn", "Ansatt 2", "31252.5", "Kveldstillegg"]),
        ("turnus.xlsx", files.written_sheet(), ["Turnus", "Nattevakt", "7.5"]),
        ("allmøte.pptx", files.slides(), ["Omstilling ved avdelingen", "Færre stillinger", "Spør om utvalgskretsen"]),
        ("oppsigelse.pdf", files.pdf(), ["Oppsigelse datert 3. februar"]),
        ("epost.eml", files.mail(attached=files.word("Hemmelig vedlegg")), ["Kari Åsen", "17-3", "Hemmelig vedlegg"]),
        ("epost.msg", files.outlook(), ["Kari Åsen", "Innkalling til drøftingsmøte", files.SENTENCE]),
        ("notat.txt", "Møte på tirsdag\r\nkl. ti".encode("cp1252"), ["Møte på tirsdag"]),
        ("notat.txt", "Møte på tirsdag".encode("utf-16"), ["Møte på tirsdag"]),
        ("vedtak.html", files.HOSTILE_PAGE, ["Vedtak om permittering", "Hilsen ledelsen"]),
        (
            "brev.rtf",
            rb"{\rtf1{\fonttbl{\f0 Arial;}}\f0 Oppsigelse p\'e5 dagen\par Hilsen}",
            ["Oppsigelse på dagen", "Hilsen"],
        ),
    ],
)
def test_the_text_of_a_document_is_found(name, content, words):
    found = extract(content, name)
    assert found.outcome is Outcome.READ
    assert not found.disguised
    for word in words:
        assert word in found.text
    assert "stjal" not in found.text
    assert "Arial" not in found.text


@pytest.mark.parametrize(
    ("name", "content", "outcome"),
    [
        ("bombe.docx", files.bomb(files.word(), mebibytes=20), Outcome.HOSTILE),
        ("bombe.xlsx", files.bomb(files.sheet(), "xl/sharedStrings.xml", mebibytes=20), Outcome.HOSTILE),
        ("latter.docx", files.laughing_word(), Outcome.HOSTILE),
        ("låst.pdf", files.pdf(password="hemmelig"), Outcome.ENCRYPTED),
        ("låst.docx", files.locked_office_file(), Outcome.ENCRYPTED),
        ("avkuttet.docx", files.word()[:2000], Outcome.BROKEN),
        ("ødelagt.pdf", b"%PDF-1.7\n" + os.urandom(400), Outcome.BROKEN),
        ("tom.txt", b"", Outcome.EMPTY),
        ("gammelt.doc", files.compound({"WordDocument": b"Oppsigelse"}), Outcome.UNSUPPORTED),
        ("gammelt.ppt", files.compound({"PowerPoint Document": b"Oppsigelse"}), Outcome.UNSUPPORTED),
        ("lyd.mp3", b"ID3\x04\x00" + bytes(400), Outcome.UNSUPPORTED),
        ("bilde.jpg", files.picture(), Outcome.UNSUPPORTED),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name, content, outcome):
    found = extract(content, name)
    assert (found.outcome, found.text.strip()) == (outcome, "")


def test_many_parts_in_a_zip_are_a_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(limits.MAX_ENTRIES + 1):
            archive.writestr(f"word/{number}.xml", b"")
    assert extract(out.getvalue(), "mange.docx").outcome is Outcome.HOSTILE


def test_ten_thousand_pages_are_read_in_part():
    found = extract(files.pdf(10_000), "lang.pdf")
    assert found.outcome is Outcome.PARTLY
    assert "Oppsigelse datert" in found.text


def test_forwarded_mails_are_read_down_to_a_limit():
    assert "innerst" in extract(files.nested_mail(3), "videresendt.eml").text
    deep = extract(files.nested_mail(40), "dyp.eml")
    assert "lag 39" in deep.text
    assert "innerst" not in deep.text


def test_mail_parts_packed_a_thousand_deep_are_survived():
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    found = extract(b"From: a@example.no\nSubject: x\n" + parts, "dyp.eml")
    assert found.outcome in {Outcome.HOSTILE, Outcome.BROKEN, Outcome.READ, Outcome.GAVE_UP}


def test_tags_nested_a_hundred_thousand_deep_are_survived():
    found = extract(b"<html>" + b"<div>" * 100_000 + b"ord", "dyp.html")
    assert found.outcome in {Outcome.READ, Outcome.EMPTY, Outcome.BROKEN, Outcome.HOSTILE}


def test_a_sheet_with_a_value_in_its_very_last_cell_does_not_take_all_memory():
    found = extract(files.wide_sheet(), "stort.xlsx")
    assert found.outcome is Outcome.READ
    assert "Sist" in found.text


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("faktura.pdf", files.word(), "word"),
        ("bilde.jpg", files.HOSTILE_PAGE, "web_page"),
        ("referat.docx", files.pdf(), "pdf"),
        ("notat.txt", files.HOSTILE_SVG, "plain"),
    ],
)
def test_a_file_is_what_its_bytes_say(name, content, kind):
    found = extract(content, name)
    if kind != "plain":
        assert (found.kind, found.disguised) == (kind, True)
    assert "alert" not in found.text


def test_a_very_large_file_is_left_alone_without_being_gathered():
    taken = []

    def chunks():
        for _number in range(1000):
            taken.append(1)
            yield bytes(1024**2)

    assert extract(chunks(), "film.mp4").outcome is Outcome.TOO_LARGE
    assert len(taken) == 65


def test_a_reader_that_is_too_slow_is_ended():
    assert extract(files.pdf(), "x.pdf", seconds=0.01).outcome is Outcome.GAVE_UP


def test_a_reader_that_dies_does_not_take_the_caller_with_it(monkeypatch):
    monkeypatch.setattr(isolation.sys, "executable", "/bin/false")
    assert extract(files.word(), "x.docx").outcome is Outcome.GAVE_UP


def test_an_answer_that_lies_about_its_lengths_is_not_believed():
    assert isolation._parse(b'{"outcome": "read", "parts": [5]}\nabc').outcome is Outcome.GAVE_UP
    assert isolation._parse(b'{"outcome": "read", "parts": [-3, 6]}\nabc').outcome is Outcome.GAVE_UP
    assert isolation._parse(b'{"outcome": "owned", "parts": []}\n').outcome is Outcome.GAVE_UP


CONFINED = """
import os
from arbeidsrom.core.vault.readers.__main__ import confine
confine()
assert set(os.environ) <= {"PYTHONPATH", "PYTHONUTF8", "LC_CTYPE"}, os.environ
try:
    os.write(os.open({path!r}, os.O_CREAT | os.O_WRONLY), b"klartekst")
except OSError:
    print("could not write")
try:
    bytearray(2 * 1024**3)
except MemoryError:
    print("could not take all memory")
"""


def test_the_reading_process_holds_no_secret_and_can_neither_write_files_nor_take_all_memory(tmp_path):
    done = subprocess.run(
        [sys.executable, "-s", "-c", CONFINED.replace("{path!r}", repr(str(tmp_path / "spor")))],
        env={"PYTHONPATH": str(isolation.SOURCES), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["could not write", "could not take all memory"]
    assert not (tmp_path / "spor").exists() or (tmp_path / "spor").read_bytes() == b""


def test_the_secrets_of_the_program_are_not_handed_to_the_reading_process(monkeypatch):
    given = {}
    monkeypatch.setenv("DATABASE_URL", "postgresql://hemmelig")
    original = subprocess.Popen

    def seen(*args, **kwargs):
        given.update(kwargs["env"])
        return original(*args, **kwargs)

    monkeypatch.setattr(isolation.subprocess, "Popen", seen)
    assert extract(b"hei", "x.txt").text == "hei"
    assert set(given) == {"PYTHONPATH", "PYTHONUTF8"}


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STARTS = [b"", b"%PDF-", b"{\\rtf", b"<html>", b"From: a\nTo: b\n\n", b"<svg>", OLD_WORD, b"PK\x03\x04"]


def test_a_cut_attachment_does_not_spoil_the_mail_around_it():
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.no", "b@example.no", "Varsel"
    mail.set_content("Se vedlegget.")
    mail.add_attachment(OLD_WORD, maintype="application", subtype="msword", filename="brev.doc")

    read = extract(mail.as_bytes(), "varsel.eml")

    assert "Se vedlegget." in read.text
    assert "brev.doc" in read.text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000), st.sampled_from(STARTS))
@example(b"", OLD_WORD)
@example(bytes(600), OLD_WORD)
@example(b"", b"PK\x03\x04")
def test_whatever_the_bytes_the_textual_readers_end_in_text_or_a_reason(data, start):
    content = start + data
    try:
        kind = kinds.detect(content, "x")
    except Unreadable:
        return
    gathered = Gathered(characters=10_000)
    reader = {
        kinds.Kind.WEB_PAGE: web.web_page,
        kinds.Kind.RICH_TEXT: web.rich_text,
        kinds.Kind.DRAWING: web.drawing,
    }.get(kind)
    if reader:
        reader(content, gathered)
    assert "\x00" not in gathered.text()


def test_no_reader_imports_django():
    listed = subprocess.run(
        [sys.executable, "-c", "import sys, arbeidsrom.core.vault.readers.show; print('django' in sys.modules)"],
        env={"PYTHONPATH": str(isolation.SOURCES), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.strip() == "False"
    assert Path(isolation.SOURCES / "arbeidsrom").is_dir()
