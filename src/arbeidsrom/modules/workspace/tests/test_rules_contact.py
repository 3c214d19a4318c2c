"""How somebody in a case is reached."""

from __future__ import annotations

import pytest

from arbeidsrom.modules.workspace.rules.contact import Way, ways_to_reach

NUMBER = Way("412\u00a034\u00a0567", "tel:+4741234567")
ADDRESS = Way("anne@example.no", "mailto:anne@example.no")


@pytest.mark.parametrize(
    ("contact", "ways"),
    [
        ("", []),
        ("+4741234567", [NUMBER]),
        ("412 34 567", [NUMBER]),
        ("+4741234567 · anne@example.no", [NUMBER, ADDRESS]),
        ("anne@example.no, 41234567", [ADDRESS, NUMBER]),
        ("+46 70 123 45 67", [Way("+46 70 123 45 67", "tel:+46701234567")]),
        ("Sentralbordet", [Way("Sentralbordet", "")]),
        ("Storgata 12", [Way("Storgata 12", "")]),
        ("anne@example.no?cc=b@example.no", [Way("anne@example.no?cc=b@example.no", "")]),
    ],
)
def test_numbers_and_addresses_can_be_followed_and_other_words_stand_as_written(contact: str, ways: list[Way]) -> None:
    assert ways_to_reach(contact) == ways
