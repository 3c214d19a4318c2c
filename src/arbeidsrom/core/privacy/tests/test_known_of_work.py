"""What somebody is told of their employment."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from arbeidsrom.core.organisation.models import (
    Absence,
    Category,
    Employment,
    PastLeader,
    Person,
    Position,
    PositionKind,
    PositionSpan,
)
from arbeidsrom.core.privacy import known, known_of_work
from arbeidsrom.core.privacy.collectors import DataSubject
from tests.cast import Cast

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.req("PL-AUD-003")
def test_an_employee_is_told_everything_that_the_hr_system_has_said(cast: Cast):
    person = cast.people["kari"]
    person.employee_number, person.professional_number = "A1001", "1234567"
    person.save()
    position = Position.objects.get(person=person)
    leader = Position.objects.filter(person=cast.people["per"]).get()
    position.leader, position.led_since, position.employer = leader, FIRST, cast.local_union
    position.save()
    Employment.objects.create(
        position=position,
        starts_on=FIRST,
        ends_on=LAST,
        title="Sykepleier",
        job_code="6455",
        category=Category.APPRENTICE,
        leader_number="A0007",
        digest=b"",
        stated_in=uuid4(),
    )
    PastLeader.objects.create(position=position, leader=leader, by_hand=False, valid_from=FIRST, valid_to=LAST)
    PositionSpan.objects.create(position=position, unit=position.unit, valid_from=FIRST, valid_to=LAST)
    Absence.objects.create(position=position, starts_on=FIRST)

    (section,) = known_of_work.of_employee(DataSubject("Kari", person=person.public_id), cast.kari)

    told = [str(each.value) for record in section.records for each in record.facts if each.value]
    for word in ("A1001", "1234567", "6455", "A0007", leader.person.name, cast.local_union.name, position.unit.name):
        assert word in told
    assert [record.heading for record in section.records][1] == "Sykepleier"
    assert len(section.records) == 6
    assert "31. desember 2026" in " ".join(told)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([PositionKind.EMPLOYMENT], {"HR-systemet"}),
        ([PositionKind.EMPLOYMENT, PositionKind.LOAN], {"HR-systemet"}),
        ([PositionKind.OFFICE], {"fagforeningen"}),
        ([PositionKind.EMPLOYMENT, PositionKind.OFFICE], {"HR-systemet", "fagforeningen"}),
        ([], {"administrator"}),
    ],
)
def test_name_and_positions_are_corrected_where_they_come_from(cast: Cast, kinds: list[str], said: set[str]):
    person = Person.objects.create(given_name="Silje", family_name="Berg")
    unit = cast.local_union
    for kind in kinds:
        Position.objects.create(person=person, unit=unit, kind=kind, employer=unit, valid_from=FIRST)
    for section in (known.identity(person), known.positions(person)):
        assert {
            word for word in ("HR-systemet", "fagforeningen", "administrator") if word in section.correction
        } == said
