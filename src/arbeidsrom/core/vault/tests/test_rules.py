import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.core.vault import rules


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("brev.pdf", "brev.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kari\\Møte 3.docx", "Møte 3.docx"),
        ("a\x00b\r\nc\x1b.txt", "abc.txt"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("..", "uten navn"),
        ("", "uten navn"),
        (".htaccess", "htaccess"),
        ("CON.txt", "_CON.txt"),
        ("hva? <nå>.txt", "hva nå.txt"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"),
        ("y" * 300, "y" * 150),
        ("A\u030a.txt", "Å.txt"),
    ],
)
def test_names_lose_what_could_do_harm(given_name, safe):
    assert rules.safe_name(given_name) == safe


@given(st.text(max_size=400))
def test_no_name_at_all_leads_out_of_its_folder(name):
    safe = rules.safe_name(name)
    assert safe
    assert len(safe) <= rules.LONGEST_NAME
    assert not set(safe) & set("/\\\0\r\n")
    assert safe not in {".", ".."}
    assert rules.safe_name(safe) == safe


@pytest.mark.parametrize(
    ("head", "name", "content_type", "lies"),
    [
        (b"%PDF-1.7", "a.pdf", "application/pdf", False),
        (b"%PDF-1.7", "a.docx", "application/pdf", True),
        (b"MZ\x90", "lønn.pdf", "application/vnd.microsoft.portable-executable", True),
        (b"<html>", "a.pdf", "application/pdf", True),
        (b"PK\x03\x04", "a.docx", rules._KNOWN["docx"], False),
        (b"PK\x03\x04", "a.zip", "application/zip", False),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.msg", "application/vnd.ms-outlook", False),
        (b"\xff\xd8\xff\xe0", "a.JPG", "image/jpeg", False),
        (b"hei", "a.txt", "text/plain", False),
        (b"", "tom.pdf", "application/pdf", False),
        (b"hva", "uten", "application/octet-stream", False),
    ],
)
def test_a_file_that_lies_about_its_type_is_told(head, name, content_type, lies):
    assert rules.told_by(head, name) == (content_type, lies)


def test_files_of_the_same_name_are_told_apart_in_a_folder():
    assert rules.distinct_names(["a.pdf", "A.pdf", "b", "b", "a (2).pdf"]) == [
        "a.pdf",
        "A (2).pdf",
        "b",
        "b (2)",
        "a (2) (2).pdf",
    ]
