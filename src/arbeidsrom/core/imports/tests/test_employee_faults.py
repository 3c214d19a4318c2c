"""Deliveries that are wrong: the state is that of before, and the run says why (KP-PIMP-002)."""

from __future__ import annotations

import pytest

from arbeidsrom.core.imports.actions import NotConfirmed, apply_import
from arbeidsrom.core.imports.models import ImportRun, RefusedLine
from arbeidsrom.core.imports.reading import Fault
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.imports.tests.hr_files import (
    HEADING,
    NUMBERS,
    TODAY,
    UNITS,
    Line,
    a_region,
    archive,
    at,
    days,
    everything,
    held,
    night,
    positions_file,
    rehearsed,
)
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import job

pytestmark = pytest.mark.django_db
STAFF = [Line(number) for number in range(1, 13)]


@pytest.fixture(autouse=True)
def region() -> Unit:
    return a_region()


def refused(run: ImportRun) -> list[tuple[int, str, str]]:
    return list(run.refused_lines.order_by("line").values_list("line", "column", "fault"))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (HEADING.encode() + b"\n", Fault.EMPTY),
        (HEADING.replace(";", ",").encode() + b"\n", Fault.DELIMITER),
        (HEADING.encode("latin-1") + b"\n", Fault.ENCODING),
        (HEADING.replace("ansattnummer", "nummer").encode() + b"\n", Fault.MISSING_COLUMNS),
        (b"PK\x03\x04 not an archive", Fault.NOT_AN_ARCHIVE),
        (positions_file(STAFF[:5]).encode(), Fault.MUCH_SMALLER),
    ],
)
def test_a_file_that_is_empty_malformed_or_much_smaller_is_refused_as_a_whole(content: bytes, fault: Fault) -> None:
    night(STAFF)
    before = everything()
    run = rehearsed(content, today=TODAY + days(1))
    assert (run.state, run.fault) == (RunState.REFUSED, fault)
    assert everything() == before


def test_an_archive_without_the_file_of_positions_is_refused() -> None:
    content = archive(STAFF).replace(b"stillinger.csv", b"stillingar.csv")
    assert rehearsed(content).fault == Fault.MISSING_TABLE


@pytest.mark.parametrize(
    ("units", "fault", "line"),
    [
        (UNITS.replace("11;Medisinsk klinikk;klinikk;1", "11;Medisinsk klinikk;klinikk;111"), Fault.UNIT_CIRCLE, 5),
        (UNITS.replace("11;Medisinsk klinikk;klinikk;1", "11;Medisinsk klinikk;klinikk;77"), Fault.UNKNOWN_PARENT, 5),
        (UNITS + "121;En gang til;kostnadssted;12\n", Fault.DUPLICATE, 11),
        (UNITS.replace("klinikk;1\n12", "sal;1\n12"), Fault.UNKNOWN_CHOICE, 5),
        (UNITS[:-1], Fault.HALF_LINE, 10),
    ],
)
def test_a_tree_with_a_fault_in_it_is_refused_as_a_whole(units: str, fault: Fault, line: int) -> None:
    night(STAFF)
    before = everything()
    run = rehearsed(archive(STAFF, units=units), today=TODAY + days(1))
    assert (run.state, run.fault) == (RunState.REFUSED, fault)
    assert line in [row.line for row in run.refused_lines.all()]
    assert everything() == before


@pytest.mark.parametrize(
    ("line", "column", "fault"),
    [
        (Line(1, identity=""), "fødselsnummer", Fault.REQUIRED),
        (Line(1, identity="12345678901"), "fødselsnummer", Fault.IDENTITY_NUMBER),
        (Line(1, unit="999", trust="1"), "kostnadssted", Fault.UNKNOWN_PLACE),
        (Line(1, trust="9"), "foretak", Fault.UNKNOWN_PLACE),
        (Line(1, starts="2026-02-30"), "fra", Fault.DATE),
        (Line(1, starts="01.02.2026"), "fra", Fault.DATE),
        (Line(1, starts="2026-05-01", ends="2026-04-01"), "til", Fault.DATES_REVERSED),
        (Line(1, percent="mye"), "stillingsprosent", Fault.NUMBER),
        (Line(1, category="sjef"), "kategori", Fault.UNKNOWN_CHOICE),
        (Line(1, given=""), "fornavn", Fault.REQUIRED),
        (Line(1, given="K" * 101), "fornavn", Fault.TOO_LONG),
        (Line(1, email="kari"), "epost", Fault.EMAIL),
        (Line(1, mobile="ring"), "mobil", Fault.PHONE),
        (Line(1, identity=NUMBERS[2]), "fødselsnummer", Fault.TWO_NUMBERS),
    ],
)
def test_a_line_that_cannot_be_used_is_told_of_and_its_employee_left_alone(
    line: Line, column: str, fault: Fault
) -> None:
    night(STAFF)
    before = everything()
    run = night([line, *STAFF[1:]], today=TODAY + days(1))
    assert refused(run) == [(2, column, fault)]
    assert everything() == before


def test_a_half_written_last_line_stops_the_run_and_ends_nobody() -> None:
    night(STAFF)
    content = positions_file(STAFF)[:-20]
    run = rehearsed(content.encode(), today=TODAY + days(1))
    assert run.state == RunState.STOPPED
    assert "cut_off" in run.stops
    assert run.removed == 0


def test_two_lines_about_the_same_first_day_in_a_position_the_later_is_not_used() -> None:
    run = night([*STAFF, Line(1, title="Overlege")])
    assert refused(run) == [(14, "fra", Fault.OVERLAPS)]
    assert held(1) == ["111"]
    again = night([*STAFF, Line(1, title="Overlege")], today=TODAY + days(1))
    assert refused(again) == [(14, "fra", Fault.OVERLAPS)]


def test_the_same_line_twice_is_used_once() -> None:
    run = night([*STAFF, STAFF[0]])
    assert run.added == len(STAFF)
    assert refused(run) == [(14, "ansattnummer", Fault.OVERLAPS)]


def test_two_people_under_one_employee_number_the_later_line_is_not_used() -> None:
    run = night([*STAFF, Line(1, "112", identity=NUMBERS[50])])
    assert refused(run) == [(14, "fødselsnummer", Fault.OTHER_PERSON)]


def test_a_line_without_a_number_stops_a_run_that_would_end_somebody() -> None:
    night(STAFF)
    nameless = str(STAFF[0]).replace("1001", "", 1)
    run = rehearsed(positions_file([nameless, *STAFF[1:]]).encode(), today=TODAY + days(1))
    assert run.state == RunState.STOPPED
    assert run.stops == ["unknown_lines"]


@pytest.mark.req("KP-HF-041")
def test_an_import_that_would_end_unusually_many_positions_stops_until_a_person_confirms() -> None:
    night(STAFF)
    run = rehearsed(archive(STAFF[:6]), today=TODAY + days(1))
    assert run.state == RunState.STOPPED
    assert "many_removed" in run.stops
    actor, now = job("imports.import_employees"), at(TODAY + days(1))
    with pytest.raises(NotConfirmed):
        apply_import(run.public_id, confirmed=False, actor=actor, now=now, today=TODAY + days(1))
    assert held(12, TODAY + days(1)) == ["111"]
    apply_import(run.public_id, confirmed=True, actor=actor, now=now, today=TODAY + days(1))
    assert held(12, TODAY + days(1)) == []


def test_refused_lines_keep_nothing_of_what_stood_in_them() -> None:
    run = night([Line(1, given="Kanarifugl", starts="i går"), *STAFF[1:]])
    row = RefusedLine.objects.get(run=run)
    assert "Kanarifugl" not in " ".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
