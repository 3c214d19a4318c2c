from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from arbeidsrom.core.roles.tests.hospital import NOW, Hospital, make_hospital


@pytest.fixture
def hospital(db: None) -> Iterator[Hospital]:
    """The small health trust, on its own day."""
    with time_machine.travel(NOW, tick=False):
        yield make_hospital()
