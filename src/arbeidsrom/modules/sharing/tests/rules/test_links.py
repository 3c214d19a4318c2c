import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.modules.sharing.rules import links

TOKENS = st.binary(min_size=32, max_size=32)


def test_tokens_are_256_bits_and_differ():
    assert len({links.new_token() for _ in range(100)}) == 100
    assert len(links.new_token()) == 32


@given(TOKENS)
def test_the_key_alone_and_the_whole_link_give_the_token(token):
    assert links.read_token(links.written(token)) == token
    assert links.read_token(links.link_address("https://deling.example/", token)) == token


@given(TOKENS, st.integers(1, 40))
def test_a_link_broken_by_a_mail_program_is_still_read(token, place):
    link = links.link_address("https://deling.example", token)
    assert links.read_token(f" <{link[:-place]}\r\n {link[-place:]}>\n") == token


def test_the_token_stands_in_the_fragment_and_nowhere_else():
    token = bytes(range(32))
    before, _, fragment = links.link_address("https://deling.example", token).partition("#")
    assert before == "https://deling.example/forsendelse/"
    assert fragment == links.written(token)


@pytest.mark.parametrize(
    "pasted", ["", "#", "abc", "A" * 42, "A" * 44, "https://deling.example/forsendelse/", "Å" * 43, "B" * 43]
)
def test_what_is_no_link_key_is_refused(pasted):
    with pytest.raises(links.MistypedLinkKey):
        links.read_token(pasted)


def test_the_database_holds_only_the_hash():
    token = links.new_token()
    assert links.token_hash(token) == hashlib.sha256(token).digest()
