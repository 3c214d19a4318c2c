"""Every state of every app is in a table of what can follow what, can be reached, and stands in the app's diagram."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Choices

Table = dict[Choices, set[Choices]]


def tables() -> dict[str, Table]:
    """The tables of all apps, by app and name."""
    found = {}
    for app in apps.get_app_configs():
        if app.name.startswith("arbeidsrom.") and (Path(app.path) / "states.py").exists():
            module = import_module(f"{app.name}.states")
            found |= {
                f"{app.label} {name}": value for name, value in vars(module).items() if name.endswith("CAN_FOLLOW")
            }
    return found


def test_there_are_tables() -> None:
    assert len(tables()) >= 6


@pytest.mark.parametrize("name", sorted(tables()))
def test_every_state_is_in_its_table_and_can_be_reached(name: str) -> None:
    table = tables()[name]
    choices = type(next(iter(table)))
    assert set(table) == set(choices)
    reached: set[Choices] = set()
    waiting = [next(iter(choices))]  # the first one is the beginning
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += table[state]
    assert reached == set(choices)


@pytest.mark.parametrize("name", sorted(tables()))
def test_every_state_stands_in_the_diagram_of_its_app_or_is_named_beside_it(name: str) -> None:
    readme = (Path(apps.get_app_config(name.split()[0]).path) / "README.md").read_text()
    drawn = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", readme, re.DOTALL))
    assert [state.value for state in tables()[name] if not re.search(rf"\b{state.value}\b", drawn)] == []
