"""Dates, numbers and sizes as they are read in Norway, in the language of the page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from arbeidsrom.web.components import formats

DAY = date(2026, 11, 24)
NIGHT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # half past midnight in Oslo, the day after


@pytest.mark.req("PL-UI-001")
@pytest.mark.parametrize(
    ("language", "long", "short", "moment"),
    [
        ("nb", "tirsdag 24. november 2026", "24.11.2026", "25. november 2026 kl. 00.30"),
        ("nn", "tysdag 24. november 2026", "24.11.2026", "25. november 2026 kl. 00.30"),
        ("en", "Tuesday 24 November 2026", "24 Nov 2026", "25 November 2026, 00:30"),
    ],
)
def test_dates_are_written_out_in_the_language_of_the_page(language: str, long: str, short: str, moment: str):
    with override(language):
        assert formats.long_date(DAY) == long
        assert formats.short_date(DAY) == short
        assert formats.moment(NIGHT) == moment
        assert formats.short_date(NIGHT) != short


@pytest.mark.req("PL-UI-001")
@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (0, "0", "0"),
        (1234, "1\u202f234", "1\u202f234"),
        (-1234567, "−1\u202f234\u202f567", "−1\u202f234\u202f567"),
        (Decimal("9850.50"), "9\u202f850,50", "9\u202f850.50"),
        (0.5, "0,5", "0.5"),
    ],
)
def test_numbers_have_thin_spaces_and_the_comma_of_the_language(value: float, nb: str, en: str):
    with override("nb"):
        assert formats.number(value) == nb
    with override("en"):
        assert formats.number(value) == en


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "i dag"), (1, "i morgen"), (-1, "i går"), (3, "om 3 dager"), (-3, "for 3 dager siden"), (400, "om 400 dager")],
)
def test_a_day_beside_its_date_is_said_from_today(days: int, words: str):
    with override("nb"):
        assert formats.relative_day(date.fromordinal(DAY.toordinal() + days), DAY) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (2_449_000, "2,4 MB"), (999_950, "1 MB"), (5_368_709_120, "5,4 GB")],
)
def test_a_file_size_is_counted_in_thousands(size: int, words: str):
    with override("nb"):
        assert formats.file_size(size).replace("\u00a0", " ") == words


def test_nothing_is_shown_as_nothing():
    assert [formats.long_date(None), formats.moment(None), formats.number(None), formats.file_size(None)] == [""] * 4


def test_a_mail_address_is_broken_in_front_of_its_domain() -> None:
    assert formats.mail_address("silje@midtnatt.example") == "silje<wbr>@midtnatt.example"
    assert formats.mail_address("<b>@x") == "&lt;b&gt;<wbr>@x"
    assert formats.mail_address("") == ""
