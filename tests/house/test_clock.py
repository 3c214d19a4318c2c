"""Time comes in as an argument: what the lint cannot tell apart, the day of a moment from the day of the clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "arbeidsrom"
WITHOUT_CLOCK = {"actions", "queries", "access", "rules", "states", "models"}
OF_THE_CLOCK = {"localdate", "localtime", "now", "today"}


def asked_of_the_clock(text: str) -> Iterator[int]:
    """The lines that ask the clock: a moment's own day has the moment as argument."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in OF_THE_CLOCK:
                yield node.lineno


@pytest.mark.parametrize("asked", ["timezone.localdate()", "localdate()", "date.today()", "timezone.now()"])
def test_the_clock_is_found(asked: str) -> None:
    assert list(asked_of_the_clock(f"x = {asked}")) == [1]
    assert list(asked_of_the_clock("x = timezone.localdate(now)")) == []


def test_what_decides_reads_writes_and_reckons_is_given_the_time() -> None:
    files = [
        path
        for path in SOURCE.rglob("*.py")
        if not {"tests", "views"} & set(path.parts) and {path.stem, path.parent.name} & WITHOUT_CLOCK
    ]
    assert len(files) > 100
    assert {
        f"{path.relative_to(SOURCE)}:{line}" for path in files for line in asked_of_the_clock(path.read_text())
    } == set()
