"""Files as they really come: cut off, in another encoding, from a spreadsheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.core.imports.reading import Columns, Fault, FileRefused, Line, read_table

COLUMNS = Columns(required=("nummer", "navn"), optional=("sted",))


def lines_of(content: bytes, size: int = 7) -> list[Line]:
    return list(read_table((content[at : at + size] for at in range(0, len(content), size)), COLUMNS))


def fault_of(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refusal:
        lines_of(content)
    return refusal.value


def test_columns_may_stand_in_any_order_and_others_are_passed_over() -> None:
    assert lines_of("navn;farge;NUMMER\nÅse;blå;12\n".encode()) == [Line(2, ("12", "Åse", ""))]


def test_a_byte_order_mark_windows_line_ends_and_empty_lines_are_forgiven() -> None:
    content = b"\xef\xbb\xbfnummer;navn\r\n1; Kari \r\n\r\n2;Ola\r\n"
    assert lines_of(content) == [Line(2, ("1", "Kari", "")), Line(4, ("2", "Ola", ""))]


def test_quotation_marks_hold_semicolons() -> None:
    assert lines_of(b'nummer;navn\n1;"Li; Bo ""B"""\n')[0].fields[1] == 'Li; Bo "B"'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"PK\x03\x04\x14\x00;nummer", Fault.NOT_TEXT),
        ("nummer;navn\n".encode("utf-16-le"), Fault.NOT_TEXT),
        ("nummer;navn;område\n1;a;b".encode("latin-1"), Fault.ENCODING),
        (b"nummer,navn\n1,Kari\n", Fault.DELIMITER),
        (b"nummer\tnavn\n1\tKari\n", Fault.DELIMITER),
        (b"nummer;sted\n1;Oslo\n", Fault.MISSING_COLUMNS),
        (b"nummer;navn;navn\n1;a;b\n", Fault.DOUBLE_COLUMNS),
    ],
)
def test_a_file_that_is_something_else_is_refused_as_a_whole(content: bytes, fault: Fault) -> None:
    assert fault_of(content).fault is fault


def test_missing_columns_are_named() -> None:
    assert fault_of(b"sted;by\n").columns == ("nummer", "navn")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("1;Bj\xf8rn".encode("latin-1"), Fault.ENCODING),
        (b"1;Kari;Oslo", Fault.FIELD_COUNT),
        (b"1", Fault.FIELD_COUNT),
        (b'1;"Kari', Fault.QUOTES),
        (b'1;"Kari" Nordmann', Fault.QUOTES),
        (b"1;Ka\x07ri", Fault.CONTROL_CHARACTERS),
        (b"1;Ka\x00ri", Fault.CONTROL_CHARACTERS),
        (b"1;" + b"x" * 70_000, Fault.TOO_LONG),
    ],
)
def test_a_line_that_cannot_be_read_says_why_and_still_whom_it_is_about(line: bytes, fault: Fault) -> None:
    broken, whole = lines_of(b"nummer;navn\n" + line + b"\n2;Ola\n")
    assert (broken.fault, broken.fields[0]) == (fault, "1")
    assert whole == Line(3, ("2", "Ola", ""))


def test_a_file_that_ends_in_the_middle_of_a_line_is_noticed() -> None:
    assert [line.fault for line in lines_of(b"nummer;navn\n1;Kari\n2")] == [None, Fault.HALF_LINE]
    assert [line.fault for line in lines_of(b"nummer;navn\n1;Kari")] == [Fault.HALF_LINE], "perhaps Karianne"


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    largest = 0

    def endless():
        yield b"nummer;navn\n1;"
        for _ in range(2000):
            yield b"x" * 10_000

    for line in read_table(endless(), COLUMNS):
        largest = max(largest, sum(len(field) for field in line.fields))
        assert line.fault is Fault.TOO_LONG
    assert 0 < largest < 200_000


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_are_lines_or_a_refusal(content: bytes, size: int) -> None:
    """However the bytes are cut into pieces, the lines are the same."""
    try:
        assert lines_of(b"nummer;navn\n" + content, size) == lines_of(b"nummer;navn\n" + content, 10_000)
    except FileRefused as refusal:
        pytest.fail(f"the heading was right: {refusal.fault}")
