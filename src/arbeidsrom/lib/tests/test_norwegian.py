"""The alphabet, and that what people type meets what is written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from arbeidsrom.lib import norwegian

NAMES = st.text("aAbBeéiIoOzæÆäøØöåÅáÁčđŋšŧž -'.", min_size=1, max_size=30)


@pytest.mark.req("PL-UI-001")
def test_names_sort_by_the_norwegian_alphabet() -> None:
    names = ["Åsheim", "Ödman", "Berg", "Ås", "Čearru", "Aksel", "Ærlig", "Aasen", "Ødegård", "Zahl", "Dahl", "Áhkká"]
    assert sorted(names, key=norwegian.sort_key) == [
        *("Áhkká", "Aksel", "Berg", "Čearru", "Dahl", "Zahl"),
        *("Ærlig", "Ødegård", "Ödman", "Ås", "Aasen", "Åsheim"),
    ]


@given(st.lists(st.text()))
@example(["Åse Aas", "Ås\nAase", ""])
def test_very_many_keys_are_those_of_each(texts: list[str]) -> None:
    assert norwegian.sort_keys(texts) == [norwegian.sort_key(text) for text in texts]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Bjørn Ødegård", "ødeg"),
        ("Bjørn Ødegård", "bjoern"),
        ("Åse Lund", "aase"),
        ("Aase Lund", "åse"),
        ("Aase Lund", "Ås"),
        ("Máret Ánne Sara", "maret ann"),
        ("Ingá Čárajeaddji", "cara"),
        ("André Müller", "myller"),
        ("Per-Olav Næss", "olav naess"),
        ("Bo Li", "bo li"),
        ("Kari Nordmann", "kari no"),
        ("Hubertwolfeschlegelsteinhausen", "hubertwolfeschlegel"),
    ],
)
def test_what_is_typed_finds_what_is_written(written: str, typed: str) -> None:
    assert set(norwegian.searched_prefixes(typed)) <= norwegian.name_prefixes(written)


@pytest.mark.parametrize(
    ("written", "typed"), [("Kari Nordmann", "karl"), ("Kari Nordmann", "ordmann"), ("Bo Li", "lie")]
)
def test_another_name_is_not_found(written: str, typed: str) -> None:
    assert not set(norwegian.searched_prefixes(typed)) <= norwegian.name_prefixes(written)


@given(NAMES)
def test_every_name_is_found_by_itself(name: str) -> None:
    assert set(norwegian.searched_prefixes(name)) <= norwegian.name_prefixes(name)


def test_no_words_give_no_prefixes() -> None:
    assert norwegian.searched_prefixes(" .- ") == []


@pytest.mark.parametrize("text", ["912 34 567", "+47 91234567", "0047 912 34 567", "4791234567", "(+47) 91 23 45 67"])
def test_a_phone_number_is_the_same_however_it_is_written(text: str) -> None:
    assert norwegian.phone_index(text) == "+4791234567"


def test_a_foreign_phone_number_keeps_its_country() -> None:
    assert norwegian.phone_index("+46 70 123 45 67") == "+46701234567"
    assert norwegian.phone_index("") == ""


def test_an_email_address_is_compared_without_case() -> None:
    assert norwegian.email_index(" Kari.Nordmann@Example.ORG ") == "kari.nordmann@example.org"


@pytest.mark.req("PL-UI-001")
@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+4741234567", "412 34 567"),
        ("+4722334455", "22 33 44 55"),
        ("90000001", "900 00 001"),
        ("+46701234567", "+46701234567"),
        ("", ""),
    ],
)
def test_a_phone_number_is_written_as_norwegians_write_it(stored: str, shown: str) -> None:
    assert norwegian.shown_phone(stored).replace("\u00a0", " ") == shown
