"""One program and one browser for all journeys; each person gets a window of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import chromium, somebody
from tests.journeys.program import Program, running

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys go through the same program, one after the other."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    """The program with its demonstration."""
    home = Path(tempfile.mkdtemp(prefix="arbeidsrom-journey-"))
    home.chmod(0o755)
    with running(home) as started:
        yield started
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def window(browser: Browser, program: Program) -> Iterator[Callable[..., Page]]:
    """``window(name="Kari", width=PHONE, scheme="dark", language="nn", script=False)`` opens one for somebody."""
    with ExitStack() as windows:

        def opened(**how: Any) -> Page:
            return windows.enter_context(somebody(browser, program.url, **how))

        yield opened
