"""Whatever people do in whatever order, no status is wrong, nothing is untold, and what is refused leaves no trace."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import actions
from arbeidsrom.modules.competence.actions import spreading
from arbeidsrom.modules.competence.statuses import refresh
from arbeidsrom.modules.competence.tests.chance.deeds import DRAWN
from arbeidsrom.modules.competence.tests.chance.walk import walk

pytestmark = pytest.mark.django_db

LONG_STEPS = 250


def in_lots(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Of two seeds one takes what is made for many: jobs, lots and pairs through a table."""
    if seed % 2:
        monkeypatch.setattr(spreading, "AT_ONCE", 1)
        monkeypatch.setattr(spreading, "PEOPLE_A_TIME", 2)
        monkeypatch.setattr(refresh, "FEW", 0)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_action_every_status_is_true(hospital: Hospital, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    in_lots(monkeypatch, seed)
    walk(hospital, seed=seed, steps=75)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 500))
def test_after_a_hundred_thousand_actions_every_status_is_true(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    in_lots(monkeypatch, seed)
    done = walk(hospital, seed=seed, steps=LONG_STEPS)
    assert sum(done.values()) == LONG_STEPS


def doors() -> Iterator[str]:
    """The actions that a person can take: they say who acts and are a transaction of their own."""
    for found in pkgutil.walk_packages(actions.__path__, f"{actions.__name__}."):
        module = import_module(found.name)
        for name, one in vars(module).items():
            named = inspect.isfunction(one) and one.__module__ == module.__name__ and not name.startswith("_")
            if named and hasattr(one, "__wrapped__") and "actor" in inspect.signature(one).parameters:
                yield f"{module.__name__}.{name}"


def test_every_action_is_among_those_that_are_drawn() -> None:
    assert sorted(set(doors()) - DRAWN.keys()) == []
