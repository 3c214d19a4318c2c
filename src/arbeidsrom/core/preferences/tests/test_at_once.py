"""What a person keeps, sent from two windows at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from arbeidsrom.core.preferences import actions, queries
from arbeidsrom.core.preferences.models import Draft, SavedView
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(save: Callable[[int], None]) -> None:
    """Four windows."""
    start = Barrier(4)

    def one(number: int) -> None:
        start.wait(timeout=30)
        try:
            save(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))


def test_a_draft_that_is_saved_from_several_windows_is_one_of_what_they_wrote() -> None:
    cast = make_cast()

    def save(number: int) -> None:
        actions.keep_draft("a.form", None, {"title": [str(number)]}, actor=cast.kari, now=cast.now)

    for _ in range(5):
        at_once(save)
        assert Draft.objects.get().content["title"][0] in "0123"
        actions.discard_draft("a.form", None, actor=cast.kari)


def test_a_list_opens_with_one_of_the_views_that_are_saved_at_once() -> None:
    cast = make_cast()
    kari, now = cast.kari, cast.now
    at_once(lambda number: actions.open_list_with("a.list", f"q={number}", actor=kari, now=now))
    assert SavedView.objects.get().opens_list
    assert queries.opening_view(kari, "a.list") in {f"q={number}" for number in range(4)}

    actions.open_list_with("a.list", "q=after", actor=kari, now=now)
    assert queries.opening_view(kari, "a.list") == "q=after"
    actions.open_list_with("a.list", "", actor=kari, now=now)
    assert not SavedView.objects.exists()
