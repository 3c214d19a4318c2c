"""The region of these tests, and a role that gives what a test asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from arbeidsrom.core.people.tests.factories import TEST_ROLE, Region, a_region
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.registry import Role


@pytest.fixture
def region(db: None) -> Region:
    return a_region()


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``role("people.see_employees")``: what the test's role allows."""

    def declare(*permissions: str) -> None:
        given = Role(TEST_ROLE, "Prøverolle", "", frozenset(permissions))
        monkeypatch.setitem(registry._registry.roles, TEST_ROLE, given)

    return declare
