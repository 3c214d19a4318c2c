"""Loans that end with an import: with the position they are from, or with the department they are to (KP-PIMP-019)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from arbeidsrom.core.imports.models import ChangeKind, Foreseen, PositionChange
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
    rehearsed,
    undone,
)
from arbeidsrom.core.organisation.models import Position, PositionKind, Unit
from arbeidsrom.core.people.actions.loans import Terms, register_loan
from arbeidsrom.core.people.models import Loan
from arbeidsrom.core.people.rules import Days
from arbeidsrom.core.roles import queries as roles

pytestmark = pytest.mark.django_db

STAFF = (
    Line(1, leader="1002"),
    Line(2, title="Leder", given="Astrid"),
    Line(3, "112", title="Leder", given="Berit"),
)
TWO_NIGHTS, THREE_NIGHTS = TODAY + days(2), TODAY + days(3)


@pytest.fixture(autouse=True)
def region() -> Unit:
    return a_region()


def lend(first: date, last: date | None = None, unit: str = "112") -> Loan:
    """Employee 1 is lent by 2 to 3."""
    leader = roles.actor_in(position(2), account_id=None, origin="", today=TODAY)
    return register_loan(
        position(1).public_id,
        terms=Terms(Unit.objects.get(code=unit).public_id, position(3, "112").public_id, Days(first, last)),
        actor=leader,
        now=at(TODAY),
        today=TODAY,
    )


def loans() -> list[tuple[date, date | None]]:
    found = Position.objects.filter(kind=PositionKind.LOAN).order_by("valid_from")
    return [(each.valid_from, each.valid_to) for each in found]


def without_the_first(lines: Iterable[Line] = STAFF) -> list[Line]:
    return [line for line in lines if line.number != 1]


@pytest.mark.req("KP-PIMP-019", "KP-LENDEND-005")
def test_an_ongoing_loan_ends_with_the_own_position_and_goes_on_when_the_import_is_undone() -> None:
    night(STAFF)
    lend(TODAY + days(1), TODAY + days(40))
    before = everything()
    run = rehearsed(archive(without_the_first()), today=TWO_NIGHTS)
    assert Foreseen.objects.get(run=run, things="loans").count == 1

    applied(run, today=TWO_NIGHTS)
    assert loans() == [(TODAY + days(1), TWO_NIGHTS)]
    assert held(1, TWO_NIGHTS) == []
    undone(run, today=TWO_NIGHTS)
    assert everything() == before


@pytest.mark.req("KP-PIMP-019")
def test_a_loan_that_has_not_begun_never_does_when_the_own_position_ends_and_comes_back_with_it() -> None:
    night(STAFF)
    loan = lend(TODAY + days(20))
    temporary = loan.temporary.public_id
    run = night(without_the_first(), today=TWO_NIGHTS)

    loan.refresh_from_db()
    assert (loans(), loan.temporary) == ([], None)
    undone(run, today=TWO_NIGHTS)
    loan.refresh_from_db()
    assert loans() == [(TODAY + days(20), None)]
    assert (loan.temporary.public_id, loan.taken_away) == (temporary, None)
    assert loan.temporary.lent_from == position(1)


@pytest.mark.req("KP-PIMP-019")
def test_a_loan_ends_with_a_position_whose_own_last_day_has_passed() -> None:
    lines = [Line(1, leader="1002", ends=(TODAY + days(1)).isoformat()), *STAFF[1:]]
    night(lines)
    lend(TODAY + days(1), TODAY + days(40))
    run = night(lines, today=TWO_NIGHTS)
    assert PositionChange.objects.filter(run=run, kind=ChangeKind.EXPIRED).count() == 1
    assert loans() == [(TODAY + days(1), TWO_NIGHTS)]


def test_a_loan_ends_when_its_department_closes_and_keeps_no_department_open() -> None:
    night([*STAFF, Line(4, "121")])
    lend(TODAY + days(1), unit="121")
    without = UNITS.replace("121;Operasjon;kostnadssted;12\n", "")
    run = night(STAFF, today=TWO_NIGHTS, units=without)

    assert Unit.objects.get(code="121").valid_to == TWO_NIGHTS
    assert loans() == [(TODAY + days(1), TWO_NIGHTS)]
    assert held(1, TWO_NIGHTS) == ["111"]
    undone(run, today=TWO_NIGHTS)
    assert loans() == [(TODAY + days(1), None)]


def test_a_night_that_ends_nothing_leaves_loans_alone() -> None:
    night(STAFF)
    lend(TODAY + days(1), TODAY + days(1))
    lend(TODAY + days(5))
    for today in (TWO_NIGHTS, THREE_NIGHTS):
        night(STAFF, today=today)
    assert loans() == [(TODAY + days(1), TWO_NIGHTS), (TODAY + days(5), None)]
