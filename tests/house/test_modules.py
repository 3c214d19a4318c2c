"""A module that is switched off leaves nothing behind, and what is left can be used (PL-MOD-001)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from arbeidsrom.config.tests.worker import database_url

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("sharing", "competence", "workspace")
SETS = (
    "sharing,competence,workspace",
    "sharing,workspace",
    "competence",
    "sharing",
    "none",
)  # the workspace stands on sharing: alone it is refused (config/tests/test_settings.py)
OF_SHARING = {
    *("addresses", "receiver's addresses", "menu", "permissions", "names of permissions", "roles", "offices", "jobs"),
    *("events", "notifications", "guards of the outbox", "models", "privacy declarations", "collectors", "cards"),
}
OF_WORKSPACE = OF_SHARING - {"receiver's addresses", "guards of the outbox"} | {"explainers", "destinations"}
OF_COMPETENCE = {"roles", "commands"}
SIGNS = {"sharing": OF_SHARING, "competence": OF_COMPETENCE, "workspace": OF_WORKSPACE}
CHOSEN_BY_CANDIDATES = {"competence.mentor"}
"""Nobody is a mentor before there is specialist training, in which candidates choose theirs."""

Told = dict[str, dict[str, Any]]


@cache
def installation(modules: str) -> Told:
    """What an installation with these modules offers, and what its people get; a process in the tests' database."""
    environment = os.environ | {
        "ARBEIDSROM_MODULES": modules,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "arbeidsrom.config.settings",
    }
    command = [sys.executable, "-m", "tests.house.installation"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-4000:]
    return dict(json.loads(told.stdout.splitlines()[-1]))


@pytest.fixture
def installed(db: None) -> Callable[[str], Told]:
    """The tables are there."""
    return installation


def named_after(module: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(f"{module}.") or name == module]


@pytest.mark.req("PL-MOD-001")
@pytest.mark.parametrize("modules", SETS)
def test_nothing_is_left_of_a_module_that_is_off(modules: str, installed: Callable[[str], Told]) -> None:
    offered = installed(modules)["offered"]

    left = {
        kind: found
        for module in MODULES
        if module not in modules
        for kind, names in offered.items()
        if (found := named_after(module, names))
    }
    assert left == {}


@pytest.mark.req("PL-MOD-001")
@pytest.mark.parametrize("modules", SETS)
def test_a_module_that_is_on_is_all_there(modules: str, installed: Callable[[str], Told]) -> None:
    offered = installed(modules)["offered"]

    for module in set(modules.split(",")) & set(MODULES):
        assert {kind for kind, names in offered.items() if named_after(module, names)} >= SIGNS[module]


@pytest.mark.req("PL-MOD-001", "PL-MOD-002")
@pytest.mark.parametrize("modules", SETS)
def test_what_is_left_can_be_used_by_somebody_of_each_role(modules: str, installed: Callable[[str], Told]) -> None:
    told = installed(modules)
    people = told["visited"].values()

    held = {role for one in people for role in one["roles"]}
    assert held == set(told["offered"]["roles"]) - CHOSEN_BY_CANDIDATES != set()
    assert {held for one in people for held in one["permissions"]} <= set(told["offered"]["permissions"])
    for one in people:
        assert len(one["answers"]) > 3
        assert set(one["answers"].values()) == {200}, one


@pytest.mark.req("PL-MOD-001", "PL-AUD-003")
@pytest.mark.parametrize("modules", SETS)
@pytest.mark.parametrize(
    ("permission", "page"),
    [
        ("audit.read", "/audit/"),
        ("privacy.answer_requests", "/privacy/requests/"),
        ("privacy.see_register", "/privacy/register/"),
    ],
)
def test_somebody_answers_for_the_data_whatever_modules_are_on(
    modules: str, permission: str, page: str, installed: Callable[[str], Told]
) -> None:
    contact = installed(modules)["visited"]["ingrid@samhold.example"]

    assert contact["roles"] == ["core.privacy_contact"]
    assert permission in contact["permissions"]
    assert contact["answers"][page] == 200


@pytest.mark.req("PL-MOD-001")
@pytest.mark.parametrize(
    ("modules", "email", "page"),
    [
        ("none", "admin@samhold.example", "/organisation/"),
        ("sharing", "admin@samhold.example", "/organisation/"),
        ("sharing", "admin@samhold.example", "/addresses/"),
        ("sharing", "admin@samhold.example", "/system-messages/"),
        ("sharing", "kjersti@samhold.example", "/desk/"),
        ("sharing,workspace", "admin@samhold.example", "/case-types/"),
        ("sharing,workspace", "kari@samhold.example", "/cases/"),
        ("competence", "sindre@midtnatt.example", "/imports/"),
        ("competence", "sindre@midtnatt.example", "/system-messages/"),
    ],
)
def test_people_find_the_work_of_their_role(
    modules: str, email: str, page: str, installed: Callable[[str], Told]
) -> None:
    assert installed(modules)["visited"][email]["answers"][page] == 200
