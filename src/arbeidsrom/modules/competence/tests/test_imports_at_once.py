"""A delivery of the HR system and somebody at work, on two real connections: one waits for the other, never both."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from arbeidsrom.core.imports.tests.hr_files import TODAY, applied, archive, at, days, held, night, position, rehearsed
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.people.actions.activations import activate_position, deactivate_position
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.statuses.people import hold_people
from arbeidsrom.modules.competence.tests.test_at_once import LONGEST, on_a_connection_of_its_own, wait_until_waiting
from arbeidsrom.modules.competence.tests.test_position_changes import (
    LEADER,
    Ordinary,
    acting,
    looks_after_access,
    nina,
    states,
)

pytestmark = pytest.mark.django_db(transaction=True)

LAST = TODAY + days(5)
LATER = LAST + days(3)


def changes(plan: models.Plan) -> object:
    """Somebody changes the plan, and then comes to whoever has it."""
    return models.Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)


def meanwhile(first: Callable[[], object], theirs: Callable[[], object], *then: Callable[[], object]) -> None:
    """What somebody does first, what comes to wait for it, and what is done after that."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other: Future[object] = pool.submit(partial(on_a_connection_of_its_own, theirs))
            wait_until_waiting(other)
            for what in then:
                what()
        other.result(timeout=LONGEST)


def raise_version(of: Position) -> None:
    Position.objects.filter(pk=of.pk).update(lock_version=F("lock_version") + 1)


@pytest.mark.parametrize("how", ["went on", "ended by hand"])
def test_a_delivery_waits_for_whoever_changes_a_plan_before_it_holds_those_who_have_it(how: str) -> None:
    before = nina(ends=LAST.isoformat()) if how == "went on" else nina()
    given = Ordinary(before, LEADER).gets("Smittevern")
    if how == "went on":
        night([before, LEADER], today=LAST + days(1))
    else:
        ends_by_hand()
    assert states(given) == {"Smittevern": "deactivated"}
    again = nina(starts=(LAST + days(1)).isoformat())._replace(family="Nesheim")
    run = rehearsed(archive([before, again, LEADER]), today=LATER)
    person, plan = position(1).person, given["Smittevern"].plan

    meanwhile(partial(changes, plan), partial(applied, run, today=LATER), partial(hold_people, [person.pk]))

    person.refresh_from_db()
    assert (held(1, LATER), person.family_name) == (["111"], "Nesheim")
    assert states(given) == {"Smittevern": "active"}
    assert truth.differences([person.pk]) == []


def ends_by_hand() -> None:
    looks_after_access()
    _by_hand(deactivate_position)()


def _by_hand(action: Callable[..., Any]) -> Callable[[], object]:
    actor = acting(position(9, "112"), today=LATER)
    return partial(action, position(1).public_id, actor=actor, now=at(LATER), today=LATER)


@pytest.mark.parametrize("action", [activate_position, deactivate_position], ids=lambda one: one.__name__)
@pytest.mark.parametrize("first", ["the plan", "the person"])
def test_whoever_makes_a_position_active_or_ends_it_by_hand_waits_for_a_delivery_before_holding_it(
    action: Callable[..., Any], first: str
) -> None:
    given = Ordinary().gets("Smittevern")
    mine, plan = position(1), given["Smittevern"].plan
    looks_after_access()
    if action is activate_position:
        _by_hand(deactivate_position)()
    begins = partial(changes, plan) if first == "the plan" else partial(hold_people, [mine.person_id])

    meanwhile(begins, _by_hand(action), partial(hold_people, [mine.person_id]), partial(raise_version, mine))

    active = action is activate_position
    assert held(1, LATER) == (["111"] if active else [])
    assert states(given) == {"Smittevern": "active" if active else "deactivated"}
    assert truth.differences([mine.person_id]) == []
