import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.core.notifications.outbox import Content, MessageStopped, inspect
from arbeidsrom.core.notifications.states import Channel
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing.rules import channels, codes, links

CODE = codes.grouped(codes.new_code())


@given(
    st.binary(min_size=32, max_size=32), st.sampled_from(["%s", "Nøkkel: %s.", "https://x.example/forsendelse/#%s\n"])
)
def test_a_link_key_is_found_wherever_it_stands(token, sentence):
    assert channels.holds_link_key(sentence % links.written(token))


@pytest.mark.parametrize("sentence", ["%s", "Kode: %s.", "<b>%s</b>", "(%s)\n"])
def test_a_code_is_found_wherever_it_stands(sentence):
    for _ in range(200):
        assert channels.holds_code(sentence % codes.grouped(codes.new_code()))


def test_what_only_looks_like_a_code_or_a_key_is_none():
    wrong = CODE[:-1] + codes.ALPHABET[(codes.ALPHABET.index(CODE[-1]) + 1) % len(codes.ALPHABET)]
    assert not channels.holds_code(f"{wrong} ORDET-HELT-UTEN 2026-11-22")
    assert not channels.holds_link_key("a" * 42 + " " + "b" * 44 + " " + "_" * 43)
    assert not channels.holds_code(links.written(bytes(32)))


@pytest.mark.parametrize("part", ["text", "subject", "html"])
def test_no_code_leaves_by_mail_and_no_link_by_sms(part):
    key = links.written(links.new_token())
    with pytest.raises(MessageStopped):
        inspect(Channel.MAIL, Content(**({"text": ""} | {part: f"Kode {CODE}"})))
    with pytest.raises(MessageStopped):
        inspect(Channel.SMS, Content(**({"text": ""} | {part: f"Lenke {key}"})))
    inspect(Channel.MAIL, Content(**({"text": ""} | {part: f"Lenke {key}"})))
    inspect(Channel.SMS, Content(**({"text": ""} | {part: f"Kode {CODE}"})))


def test_who_writes_a_code_in_a_mail_is_told_so_and_nothing_breaks():
    with pytest.raises(Refused, match=r"e-mail|e-post"):
        inspect(Channel.MAIL, Content(text=f"Koden er {CODE}"))
