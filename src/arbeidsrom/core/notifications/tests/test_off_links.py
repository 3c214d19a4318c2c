"""The link that switches mails off: for half a year, under today's secret key or an earlier one, and for ours alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from arbeidsrom.core.notifications import off_links
from tests.cast import NOW

KIND = "workspace.case.offered"


def test_a_link_says_whose_mails_of_which_kind_and_tells_nobody_else() -> None:
    token = off_links.make(7, KIND, now=NOW)
    assert off_links.read(token, now=NOW) == (7, KIND)
    assert KIND not in token


def test_a_link_lasts_for_half_a_year() -> None:
    token = off_links.make(7, KIND, now=NOW)
    assert off_links.read(token, now=NOW + timedelta(days=180)) == (7, KIND)
    assert off_links.read(token, now=NOW + timedelta(days=180, seconds=1)) is None


@pytest.mark.parametrize("token", ["", "x", "æøå", "A" * 80])
def test_what_we_have_not_made_opens_nothing(token: str) -> None:
    assert off_links.read(token, now=NOW) is None


def test_a_link_outlives_a_change_of_the_secret_key_as_long_as_the_earlier_one_is_named(settings: Settings) -> None:
    token, earlier = off_links.make(7, KIND, now=NOW), settings.SECRET_KEY
    settings.SECRET_KEY = "another secret key that is long enough for this"
    assert off_links.read(token, now=NOW) is None
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert off_links.read(token, now=NOW) == (7, KIND)
