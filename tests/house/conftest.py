"""What several of the house's checks of itself share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction

from tests.cast import NOW
from tests.house.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One case with everything in it, and the cast around it; gone when the module is done."""
    with django_db_blocker.unblock(), time_machine.travel(NOW), transaction.atomic():
        yield make_world(tmp_path_factory.mktemp("files"))
        transaction.set_rollback(True)
