"""How long an SMS is, and who can be reached."""

from __future__ import annotations

import pytest

from arbeidsrom.core.membership import rules


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("æøå" * 53, 1),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("č" * 70, 1),
        ("č" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_the_number_of_sms_a_text_is_sent_as(text: str, parts: int) -> None:
    assert rules.sms_parts(text) == parts


def test_a_message_ends_with_who_wrote_it() -> None:
    sender = rules.Sender("Kari Ødegård", "Klubbleder, Sykehusklubben", "kari@example.no")
    assert rules.signed(" Hei \n", sender) == "Hei\n\nKari Ødegård\nKlubbleder, Sykehusklubben"
