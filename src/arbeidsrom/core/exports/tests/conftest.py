"""What tests of exports stand on: lists that are long from eleven rows, taken in batches of ten."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from arbeidsrom.web.lists import excel, long


@pytest.fixture(autouse=True)
def short_lists_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long, "IN_REQUEST", 10)
    monkeypatch.setattr(excel, "BATCH", 10)


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    """Where sealed files lie."""
    settings.VAULT_FOLDER = tmp_path / "files"
    return settings.VAULT_FOLDER
