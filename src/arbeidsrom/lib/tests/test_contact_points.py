"""Whoever is reached in the same way is found, however it was written."""

from __future__ import annotations

import pytest

from arbeidsrom.lib.contact_points import contact_points

MAIL, MOBILE, OFFICE = "mail:berg@kommunen.example", "phone:+4741234567", "phone:+4722334455"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", set()),
        ("Møtes i resepsjonen", set()),
        ("berg@kommunen.example", {MAIL}),
        (" Berg@Kommunen.Example ", {MAIL}),
        ("<berg@kommunen.example>.", {MAIL}),
        ("412 34 567", {MOBILE}),
        ("+47 41234567", {MOBILE}),
        ("0047 412 34 567", {MOBILE}),
        ("tlf.41234567", {MOBILE}),
        ("Tlf: 22 33 44 55 / 412 34 567, berg@kommunen.example", {MAIL, MOBILE, OFFICE}),
        ("412 34 567 · berg@kommunen.example", {MAIL, MOBILE}),
        ("+46 70 123 45 67", {"phone:+46701234567"}),
        ("berg41234567@kommunen.example", {"mail:berg41234567@kommunen.example"}),
    ],
)
def test_every_address_and_number_is_found_in_one_form(text: str, found: set[str]) -> None:
    assert contact_points(text) == found
