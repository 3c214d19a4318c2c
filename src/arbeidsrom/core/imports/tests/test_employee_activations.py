"""Positions made active or ended by hand last until a delivery is applied, and no longer (KP-HF-010–013, 040)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.imports.models import Foreseen
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.imports.tests.hr_files import (
    TODAY,
    Line,
    a_region,
    applied,
    archive,
    at,
    days,
    held,
    night,
    position,
    rehearsed,
    undone,
)
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.people.actions.activations import activate_position, deactivate_position
from arbeidsrom.core.people.models import Activation
from arbeidsrom.core.people.until_delivery import ByHand
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.registry import Role

pytestmark = pytest.mark.django_db

ADMINISTRATOR = Line(9, "112", given="Turid")
EVERYBODY = (Line(1), Line(2), ADMINISTRATOR)
WITHOUT_THE_FIRST = (Line(2), ADMINISTRATOR)
ENDED, REACTIVATED = TODAY + days(1), TODAY + days(10)
ROLE = "test.reactivates"


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> Unit:
    permissions = frozenset({"people.control_access", "people.reactivate"})
    monkeypatch.setitem(registry._registry.roles, ROLE, Role(ROLE, "Prøverolle", "", permissions))
    return a_region()


def by_hand(number: int, action=activate_position, *, today: date = REACTIVATED) -> Position:
    turid = position(9, "112")
    RoleGrant.objects.get_or_create(
        position=turid, role=ROLE, unit=Unit.objects.get(code="R"), with_subunits=True, valid_from=TODAY,
        source=GrantSource.ORDER,
    )  # fmt: skip
    actor = roles.actor_in(turid, account_id=None, origin="", today=today)
    return action(position(number).public_id, actor=actor, now=at(today), today=today)


def an_ended_position() -> None:
    night(EVERYBODY)
    night(WITHOUT_THE_FIRST, today=ENDED)


@pytest.mark.req("KP-HF-010", "KP-HF-035")
def test_a_position_made_active_by_hand_ends_with_the_next_delivery() -> None:
    an_ended_position()
    by_hand(1)
    assert held(1, REACTIVATED) == ["111"]
    run = rehearsed(archive(WITHOUT_THE_FIRST), today=REACTIVATED + days(1))
    assert Foreseen.objects.get(run=run, things="reactivations").count == 1
    assert held(1, REACTIVATED + days(1)) == ["111"]

    applied(run, today=REACTIVATED + days(1))
    assert held(1, REACTIVATED + days(1)) == []
    assert position(1).valid_to == ENDED
    assert Activation.objects.get().ended_in == run.public_id
    assert Entry.objects.filter(event="people.position.put_back", thing=position(1).public_id).count() == 1
    undone(run, today=REACTIVATED + days(1))
    assert held(1, REACTIVATED + days(1)) == ["111"]
    assert Activation.objects.get().ended_at is None


@pytest.mark.req("KP-HF-040")
def test_a_delivery_that_cannot_be_used_or_waits_ends_nothing() -> None:
    an_ended_position()
    by_hand(1)
    broken = rehearsed(b"noe helt annet", today=REACTIVATED + days(1))
    assert broken.state == RunState.REFUSED
    waiting = rehearsed(archive(WITHOUT_THE_FIRST), today=REACTIVATED + days(1))
    assert waiting.state == RunState.REHEARSED
    assert held(1, REACTIVATED + days(3)) == ["111"]


def test_who_comes_back_in_the_file_meanwhile_stays() -> None:
    an_ended_position()
    by_hand(1)
    back = Line(1, starts=(REACTIVATED + days(1)).isoformat(), title="Overlege")
    night([back, *WITHOUT_THE_FIRST], today=REACTIVATED + days(1))
    assert held(1, REACTIVATED + days(2)) == ["111"]
    assert position(1).title == "Overlege"
    assert not Activation.objects.filter(ended_at=None).exists()


def test_a_line_that_is_over_already_leaves_a_position_made_active_with_the_days_it_had_before() -> None:
    an_ended_position()
    by_hand(1)
    night([Line(1, ends=TODAY.isoformat()), *WITHOUT_THE_FIRST], today=REACTIVATED + days(1))
    assert held(1, REACTIVATED + days(1)) == []
    assert (position(1).valid_from, position(1).valid_to) == (date(2020, 1, 1), ENDED)


@pytest.mark.req("KP-HF-011")
def test_a_lis1_made_active_outlives_deliveries_for_thirty_days() -> None:
    lis1 = Line(1, category="LIS1", ends="2026-11-23")
    night([lis1, *WITHOUT_THE_FIRST])
    later = TODAY + days(60)
    night([lis1, *WITHOUT_THE_FIRST], today=later)
    by_hand(1, today=later)
    night([lis1, *WITHOUT_THE_FIRST], today=later + days(1))
    assert [held(1, later + days(day)) for day in (1, 30, 31)] == [["111"], ["111"], []]


@pytest.mark.req("KP-HF-013")
def test_a_position_ended_by_hand_is_back_with_the_next_delivery_that_has_it() -> None:
    night(EVERYBODY)
    before = position(1)
    by_hand(1, deactivate_position)
    assert held(1, REACTIVATED) == []
    night(EVERYBODY, today=REACTIVATED + days(1))
    after = position(1)
    assert held(1, REACTIVATED + days(1)) == ["111"]
    assert (after.valid_from, after.valid_to) == (before.valid_from, before.valid_to)


@pytest.mark.parametrize("action", [activate_position, deactivate_position])
def test_what_is_done_by_hand_anew_after_a_delivery_stands_when_that_is_undone(action) -> None:
    lines = EVERYBODY if action is deactivate_position else WITHOUT_THE_FIRST
    next_day = REACTIVATED + days(1)
    night(EVERYBODY)
    night(lines, today=ENDED)
    before = held(1, ENDED)
    by_hand(1, action)
    run = night(lines, today=next_day)
    assert held(1, next_day) == before
    by_hand(1, action, today=next_day)
    anew, by_then = Activation.objects.get(ended_at=None), position(1)

    undone(run, today=next_day)
    assert Activation.objects.get(ended_at=None) == anew
    assert (position(1).valid_from, position(1).valid_to) == (by_then.valid_from, by_then.valid_to)
    assert held(1, next_day) != before
    night(lines, today=next_day + days(1))
    assert held(1, next_day + days(1)) == before


def test_what_was_done_by_hand_ends_in_as_many_statements_however_much_it_is() -> None:
    night([*EVERYBODY, Line(3), Line(4)])
    counts, region = [], Unit.objects.get(code="R")
    for numbers in ((1,), (2, 3, 4)):
        for number in numbers:
            by_hand(number, deactivate_position)
        with CaptureQueriesContext(connection) as made:
            ended = ByHand().end(ByHand().lasting(region), run=uuid4(), now=at(REACTIVATED))
        assert len(ended) == len(numbers)
        counts.append(sum("audit_entry" not in each["sql"] for each in made.captured_queries))
    assert counts[0] == counts[1]


def test_a_delivery_for_another_trust_ends_nothing_here() -> None:
    an_ended_position()
    by_hand(1)
    assert ByHand().foresee(Unit.objects.get(code="2")) == 0
    assert ByHand().foresee(Unit.objects.get(code="1")) == 1
