"""A delivery whose file of positions was applied last is not read again, where all that it says still stands."""

from __future__ import annotations

from datetime import date

import pytest

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.hr_register.staging import PositionReader
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.tests.hr_files import (
    TODAY,
    UNITS,
    Line,
    a_region,
    applied,
    archive,
    at,
    days,
    everything,
    held,
    night,
    position,
    positions_file,
    rehearsed,
    undone,
)
from arbeidsrom.core.organisation.models import Absence, Employment, Position, Unit
from arbeidsrom.lib.actor import job

pytestmark = pytest.mark.django_db

LINES = [Line(1), Line(2, leader="1001"), Line(3, "112", starts="2019-05-05", ends="2027-01-31")]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[ImportRun]:
    """The runs whose positions were read line by line."""
    a_region()
    runs: list[ImportRun] = []
    reading = PositionReader.read

    def noted(reader: PositionReader, chunks: object) -> object:
        runs.append(reader._reading.run)
        return reading(reader, chunks)  # type: ignore[arg-type]

    monkeypatch.setattr(PositionReader, "read", noted)
    return runs


def test_the_file_that_was_applied_last_is_not_read_again(read: list[ImportRun]) -> None:
    night(LINES)
    before = everything()
    read.clear()
    runs = [night(LINES, today=TODAY + days(number)) for number in (1, 2)]

    assert read == []
    assert [(run.lines, run.unchanged, run.refused, run.before) for run in runs] == [(3, 3, 0, 3)] * 2
    assert everything() == before


def test_what_follows_from_the_day_alone_follows_also_when_nothing_is_read(read: list[ImportRun]) -> None:
    night(LINES)
    read.clear()
    night(LINES, today=date(2027, 2, 1))
    assert read == []
    assert held(3, date(2027, 2, 1)) == []


@pytest.mark.parametrize(
    "lines",
    [
        [*LINES, Line(4, unit="999")],  # refused: it is to be reported each night
        [*LINES, Line(4, starts="2028-01-01")],  # too early: it is to be read until it counts
        [*LINES, Line(4, identity="1")],
        [*LINES, LINES[0]],
        [*LINES, ";;;"],
    ],
    ids=["unknown place", "begins later", "no identity number", "twice", "no line"],
)
def test_a_file_that_was_not_taken_over_whole_is_read_each_night(read: list[ImportRun], lines: list[Line]) -> None:
    first = night(lines)
    again = night(lines, today=TODAY + days(1))
    assert read == [first, again]
    assert again.refused == first.refused


def test_another_file_is_read_and_so_is_the_former_one_after_it(read: list[ImportRun]) -> None:
    night(LINES)
    other = night([*LINES[:2], Line(3, "112", starts="2019-05-05")], today=TODAY + days(1))
    back = night(LINES, today=TODAY + days(2))
    assert read[1:] == [other, back]
    assert (back.changed, back.unchanged) == (1, 2)


def test_after_an_undone_run_its_file_is_read_and_that_before_it_is_not(read: list[ImportRun]) -> None:
    night(LINES)
    other = [*LINES, Line(5)]
    undone(night(other, today=TODAY + days(1)), today=TODAY + days(1))
    read.clear()
    assert rehearsed(archive(LINES), today=TODAY + days(1)).unchanged == 3
    assert read == []
    assert rehearsed(archive(other), today=TODAY + days(1)).added == 1
    assert len(read) == 1


def test_units_and_absences_beside_an_unchanged_file_are_read(read: list[ImportRun]) -> None:
    night(LINES)
    read.clear()
    heading, today = "ansattnummer;foretak;kostnadssted;fra;til\n", TODAY + days(1)
    absent = heading + f"1001;1;111;{today.isoformat()};\nx;1;111;{today.isoformat()};\n"
    run = night(LINES, today=today, units=UNITS.replace("Sengepost A", "Sengepost Alfa"), absences=absent)
    again = night(LINES, today=today + days(1), units=UNITS, absences=heading)
    assert read == [], "that an absence was refused has nothing to do with positions"
    assert (run.refused, run.unchanged, again.unchanged) == (1, 3, 3)
    assert position(1).unit.name == "Sengepost A"
    assert not Absence.objects.filter(dropped_in=None).exists()


def test_after_a_delivery_of_another_part_the_file_is_read(read: list[ImportRun]) -> None:
    night(LINES)
    read.clear()
    trust = Unit.objects.get(code="1")
    run = actions.open_run(
        register="employees", scope=trust, file_name="hr.zip", actor=job("imports.import_employees"), now=at(TODAY)
    )
    run = actions.rehearse(run.public_id, chunks=[archive(LINES, units=None)], now=at(TODAY), today=TODAY)
    assert len(read) == 1, "a part is not the whole, though the lines are the same"
    applied(run)
    again = night(LINES, today=TODAY + days(1))
    assert read == [run, again]


def test_where_somebody_is_missing_who_was_there_the_file_is_read(read: list[ImportRun]) -> None:
    night(LINES)
    gone = Position.objects.get(person__employee_number="1003")
    Employment.objects.filter(position=gone).delete()
    run = night(LINES, today=TODAY + days(1))
    assert read[-1] == run
    assert run.unchanged == 2


def test_a_file_that_comes_without_an_archive_is_read_as_it_comes(read: list[ImportRun]) -> None:
    night(LINES)
    run = rehearsed(positions_file(LINES).encode(), today=TODAY + days(1))
    assert read[-1] == run
    assert run.unchanged == 3
