from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from arbeidsrom.core.role_orders.tests.ward import Ward, make_ward
from arbeidsrom.core.roles.tests.hospital import NOW


@pytest.fixture
def ward(db: None) -> Iterator[Ward]:
    """The small health trust on its own day, with owners of roles."""
    with time_machine.travel(NOW, tick=False):
        yield make_ward()
