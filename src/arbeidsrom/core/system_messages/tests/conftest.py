from __future__ import annotations

from pathlib import Path

import pytest

from arbeidsrom.core.system_messages.tests.world import Hospital, make_hospital
from tests.cast import Cast


@pytest.fixture
def hospital(cast: Cast, tmp_path: Path, settings: pytest.FixtureRequest) -> Hospital:
    """The hospital, with a store of files of its own and no scanner unless a test starts one."""
    settings.VAULT_FOLDER = tmp_path / "files"  # type: ignore[attr-defined]
    settings.SCANNER = ""  # type: ignore[attr-defined]
    return make_hospital(cast)
