"""A delivery is taken back as one step: everything is as it was, whatever it did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from django.db.models import QuerySet

from arbeidsrom.core.imports.models import AnnouncedChange, PersonBefore, PositionChange
from arbeidsrom.core.imports.tests.hr_files import (
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
    position,
    rehearsed,
    undone,
)
from arbeidsrom.core.organisation import changes
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.roles.models import GrantSource, RoleGrant

pytestmark = pytest.mark.django_db

FIRST = [
    Line(1, leader="1009", email="kari@helse.example"),
    Line(2, "112", leader="1009"),
    Line(3, "121", ends="2026-12-24"),
    Line(4, "211"),
    Line(9, "111", title="Leder"),
]
UNITS_AFTER = UNITS.replace("12;Kirurgisk klinikk;klinikk;1\n", "").replace(
    "121;Operasjon;kostnadssted;12", "121;Operasjonsstua;kostnadssted;11\n122;Ny post;kostnadssted;11"
)
ABSENCES = "ansattnummer;foretak;kostnadssted;fra;til\n1001;1;111;2026-11-01;\n"


@pytest.fixture(autouse=True)
def region() -> Unit:
    return a_region()


def test_whatever_a_night_changed_is_as_before_when_it_is_undone() -> None:
    night(FIRST, absences=ABSENCES)
    by_hand = position(2, "112")
    by_hand.hr_leader, by_hand.leader, by_hand.leader_by_hand = by_hand.leader, position(1), True
    by_hand.save()
    AnnouncedChange.objects.create(
        position=position(4, "211"),
        to_unit=Unit.objects.get(code="112"),
        on=TODAY + days(1),
        announced_by="Drift",
        announced_at=at(TODAY),
    )
    before = everything()
    second = [
        Line(1, leader="1005", title="Fagsykepleier", email="ny@helse.example"),
        Line(2, "211", starts="2026-11-24"),
        Line(3, "121", ends="2027-12-24", identity=str(Line(8)).split(";")[1]),
        Line(4, "112", starts="2026-11-24"),
        Line(5, "122", starts="2026-11-24", given="Ny"),
    ]
    run = night(
        second,
        units=UNITS_AFTER,
        absences=ABSENCES.replace("2026-11-01;", "2026-11-01;2026-12-01"),
        today=TODAY + days(1),
    )
    assert everything() != before
    assert AnnouncedChange.objects.get().state == "followed"

    undone(run, today=TODAY + days(1))

    assert everything() == before
    assert AnnouncedChange.objects.get().state == "waiting"


def test_the_first_delivery_goes_away_as_a_whole_too() -> None:
    before = everything()
    run = night(FIRST)
    assert Position.objects.count() == len(FIRST)
    undone(run)
    assert everything() == before


def test_a_new_employee_whom_something_hangs_on_by_now_stays_without_access() -> None:
    run = night(FIRST)
    RoleGrant.objects.create(
        position=position(1), role="x", unit=position(1).unit, valid_from=TODAY, source=GrantSource.ORDER
    )
    undone(run)
    assert Person.objects.filter(employee_number="1001").exists()
    assert held(1) == []
    assert not Person.objects.filter(employee_number="1002").exists()


def test_an_earlier_night_cannot_be_undone_and_what_it_remembered_of_people_is_thrown_away() -> None:
    first = night(FIRST)
    night([*FIRST[1:], Line(1, leader="1009", email="ny@helse.example")], today=TODAY + days(1))
    first.refresh_from_db()
    assert not first.can_undo
    assert not PersonBefore.objects.filter(run=first).exists()
    assert not PositionChange.objects.filter(run=first, before__isnull=False).exists()


class Things:
    """What some app has hanging on positions."""

    def __init__(self) -> None:
        self.ended: dict[UUID, list[str]] = {}

    def foresee(self, positions: QuerySet[Position], *, on: date) -> int:
        return positions.count()

    def carry_out(self, positions: QuerySet[Position], *, on: date, run: UUID) -> int:
        self.ended[run] = sorted(positions.values_list("person__employee_number", flat=True))
        return len(self.ended[run])

    def take_back(self, run: UUID) -> int:
        return len(self.ended.pop(run))


@pytest.fixture
def things() -> Iterator[Things]:
    one = Things()
    changes.register("things of the test", one)
    yield one
    del changes._consequences["things of the test"]


def test_what_hangs_on_positions_is_foreseen_in_rehearsal_ends_with_them_and_comes_back(things: Things) -> None:
    night(FIRST)
    rest = [line for line in FIRST if line.number not in (1, 3)]
    rehearsal = rehearsed(archive(rest), today=TODAY + days(1))
    assert rehearsal.foreseen.get(things="things of the test").count == 2
    assert things.ended == {rehearsal.public_id: []} or not things.ended.get(rehearsal.public_id)
    run = night(rest, today=TODAY + days(1))
    assert things.ended[run.public_id] == ["1001", "1003"]
    undone(run, today=TODAY + days(1))
    assert run.public_id not in things.ended
