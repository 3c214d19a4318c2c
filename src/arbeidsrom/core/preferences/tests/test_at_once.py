"""What a person keeps, sent from two windows at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from arbeidsrom.core.preferences import actions, queries
from arbeidsrom.core.preferences.models import SavedView
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_list_opens_with_one_of_the_views_that_are_saved_at_once() -> None:
    cast, start = make_cast(), Barrier(4)
    kari, now = cast.kari, cast.now

    def save(number: int) -> None:
        start.wait(timeout=30)
        try:
            actions.open_list_with("a.list", f"q={number}", actor=kari, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(4)))
    assert SavedView.objects.get().opens_list
    assert queries.opening_view(kari, "a.list") in {f"q={number}" for number in range(4)}

    actions.open_list_with("a.list", "q=after", actor=kari, now=now)
    assert queries.opening_view(kari, "a.list") == "q=after"
    actions.open_list_with("a.list", "", actor=kari, now=now)
    assert not SavedView.objects.exists()
