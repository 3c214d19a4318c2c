"""Changes announced in advance: the position goes on, as the import follows (KP-PREREG, KP-PIMP-009)."""

from __future__ import annotations

import pytest

from arbeidsrom.core.imports.models import AnnouncedChange, AnnouncementState, ChangeKind, PositionChange
from arbeidsrom.core.imports.tests.hr_files import TODAY, Line, a_region, at, days, held, night, position
from arbeidsrom.core.organisation.models import PositionSpan, Unit

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + days(1)


@pytest.fixture(autouse=True)
def region() -> Unit:
    return a_region()


def announce(number: int, unit: str = "111", to: str = "112", **given) -> AnnouncedChange:
    return AnnouncedChange.objects.create(
        position=position(number, unit),
        to_unit=Unit.objects.get(code=to),
        on=given.get("on", TOMORROW),
        announced_by="Drift",
        announced_at=at(TODAY),
    )


def moved(number: int, to: str = "112") -> Line:
    return Line(number, to, starts=TOMORROW.isoformat(), leader="1009")


@pytest.mark.req("KP-PREREG-004")
def test_an_announced_employee_keeps_the_position_and_its_cost_centre_changes() -> None:
    night([Line(1, leader="1009"), Line(9, "112")])
    old, announced = position(1), announce(1)
    run = night([moved(1), Line(9, "112")], today=TOMORROW)

    same = position(1, "112")
    assert same.pk == old.pk
    assert (same.valid_from, same.valid_to, same.replaced) == (TOMORROW, None, False)
    assert held(1, TOMORROW) == ["112"]
    span = PositionSpan.objects.get(position=same)
    assert (span.unit.code, span.valid_to) == ("111", TOMORROW)
    assert PositionChange.objects.get(run=run, position=same).kind == ChangeKind.CONTINUED
    assert (run.added, run.removed, run.moved) == (0, 0, 1)
    announced.refresh_from_db()
    assert (announced.state, announced.settled_in) == (AnnouncementState.FOLLOWED, run.public_id)


def test_a_former_position_in_the_new_cost_centre_gives_its_place_to_the_one_that_goes_on() -> None:
    night([Line(1, "111"), Line(1, "112"), Line(9)])
    former, old = position(1, "112"), position(1, "111")
    night([Line(1, "111"), Line(9)], today=TOMORROW)
    announce(1, on=TODAY + days(5))
    run = night([Line(1, "112", starts="2026-11-28"), Line(9)], today=TODAY + days(5))
    assert position(1, "112").pk == old.pk
    former.refresh_from_db()
    assert former.replaced
    assert run.removed == 0


@pytest.mark.req("KP-PIMP-009")
def test_one_that_comes_with_another_cost_centre_follows_the_import_and_is_reported() -> None:
    night([Line(1), Line(9)])
    old, announced = position(1), announce(1, to="121")
    night([moved(1, "112"), Line(9)], today=TOMORROW)
    assert position(1, "112").pk != old.pk
    announced.refresh_from_db()
    assert announced.state == AnnouncementState.DEVIATED


@pytest.mark.req("KP-PIMP-009")
def test_one_that_never_comes_is_reported_after_its_day_and_changes_nothing() -> None:
    night([Line(1), Line(9)])
    announced = announce(1)
    lines = [Line(1), Line(9)]
    night(lines, today=TOMORROW)
    announced.refresh_from_db()
    assert announced.state == AnnouncementState.WAITING
    run = night(lines, today=TODAY + days(2))
    announced.refresh_from_db()
    assert (announced.state, announced.settled_on) == (AnnouncementState.MISSED, TODAY + days(2))
    assert (run.changed, run.removed) == (0, 0)
    assert held(1, TODAY + days(2)) == ["111"]
