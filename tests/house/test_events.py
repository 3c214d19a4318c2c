"""Whatever is recorded can be told: every event has been declared with a sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from arbeidsrom.core.audit import events

SOURCE = Path(__file__).resolve().parents[2] / "src" / "arbeidsrom"


def recorded() -> Iterator[tuple[str, str]]:
    """Every event named in a call of ``record``, with its file."""
    for file in sorted(SOURCE.rglob("*.py")):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) == "record" and node.args:
                for constant in ast.walk(node.args[0]):
                    if isinstance(constant, ast.Constant) and isinstance(constant.value, str) and "." in constant.value:
                        yield constant.value, str(file.relative_to(SOURCE))


def is_declared(event: str) -> bool:
    """An event, or the beginning that several events share where the end is chosen by the caller."""
    return event in events.declared() or (
        event.endswith(".") and any(key.startswith(event) for key in events.declared())
    )


def called(call: ast.Call) -> str:
    """The name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.req("PL-AUD-001")
def test_every_event_that_is_recorded_is_declared_with_a_sentence() -> None:
    named = list(recorded())

    assert len(named) > 40
    assert [(event, file) for event, file in named if not is_declared(event)] == []


def test_every_sentence_can_be_told_in_every_language_also_when_its_details_are_erased() -> None:
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            for key in events.declared():
                assert events.tell(key).strip()
                assert "%(" not in events.tell(key)
