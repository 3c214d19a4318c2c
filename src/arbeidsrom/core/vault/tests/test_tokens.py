"""Words become keyed numbers that a search meets again (KL-DOC-007)."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.core.vault import tokens


def keyed(key: bytes):
    def hash_word(word: str) -> int:
        return int.from_bytes(hmac.digest(key, word.encode(), hashlib.sha256)[:8], "big", signed=True)

    return hash_word


HASH = keyed(b"tenant")


def finds(query: str, text: str) -> bool:
    stored = set(tokens.tokens_for(text, HASH))
    asked = tokens.query_tokens(query, HASH)
    return bool(asked) and all(alternatives & stored for alternatives in asked)


@pytest.mark.req("KL-DOC-007")
@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("oppsigelser", "Oppsigelsen ble levert i møtet."),
        ("OPPSIGELSE", "oppsigelsene"),
        ("arbeidsmilj", "etter arbeidsmiljøloven § 17-3"),
        ("17-3", "etter arbeidsmiljøloven § 17-3"),
        ("26-5283924-55", "Referanse 26-5283924-55."),
        ("3.2.2026", "datert 3.2.2026"),
        ("lønn", "Lønnsslipp for mai"),
        ("Aas", "Kari Ås"),
        ("Ås", "Kari Aasen"),
        ("åse", "Aase Holm"),
        ("renè", "René Dahl"),
        ("björn", "Bjørn Vik"),
        ("drøftingsmøte-referat", "Referat fra drøftingsmøtet"),
        ("kari@example.no", "Skriv til kari@example.no i dag"),
        ("møte tirsdag", "På tirsdag er det møte."),
    ],
)
def test_a_search_finds_the_document(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("opp", "Op. 17"),
        ("møte torsdag", "På tirsdag er det møte."),
        ("17-4", "etter § 17-3"),
        ("arbeidsmiljøutvalg", "etter arbeidsmiljøloven"),
        ("båt", "bat"),
        ("sigelse", "oppsigelse"),
        ("", "alt"),
        ("§ !", "alt"),
    ],
)
def test_a_search_does_not_find_what_is_not_there(query, text):
    assert not finds(query, text)


def test_without_the_tenants_key_the_numbers_mean_nothing():
    stored = set(tokens.tokens_for("oppsigelse", HASH))
    others = tokens.query_tokens("oppsigelse", keyed(b"another tenant"))
    assert not any(alternatives & stored for alternatives in others)


def test_numbers_fit_a_bigint_and_stand_once_in_order():
    stored = tokens.tokens_for("møte møte Møtet møter 17-3", HASH)
    assert stored == sorted(set(stored))
    assert all(-(2**63) <= token < 2**63 for token in stored)


def test_a_dictionary_of_a_document_leaves_a_bounded_number_of_tokens():
    text = " ".join(f"ord{number}løsning{number}" for number in range(50_000))
    assert len(tokens.tokens_for(text, HASH)) <= tokens.MAX_TOKENS + 50


@given(st.text(max_size=200))
def test_every_text_finds_itself_by_each_of_its_words(text):
    stored = set(tokens.tokens_for(text, HASH))
    for word in text.split():
        assert all(alternatives & stored for alternatives in tokens.query_tokens(word, HASH))
