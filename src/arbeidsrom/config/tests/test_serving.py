"""How many can be answered at the same time."""

from __future__ import annotations

from runpy import run_module

import pytest


def threads() -> int:
    return int(run_module("arbeidsrom.config.serving")["threads"])


def test_the_public_page_has_threads_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARBEIDSROM_WEB_THREADS", "4")
    monkeypatch.delenv("ARBEIDSROM_RECEIVER_THREADS", raising=False)
    assert threads() == 4
    monkeypatch.setenv("ARBEIDSROM_PROCESS", "receiver")
    assert threads() == 16
    monkeypatch.setenv("ARBEIDSROM_RECEIVER_THREADS", "24")
    assert threads() == 24
