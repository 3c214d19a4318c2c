import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.modules.sharing.rules import codes

BODIES = st.text(codes.ALPHABET, min_size=codes.RANDOM_SYMBOLS, max_size=codes.RANDOM_SYMBOLS)
CODES = BODIES.map(lambda body: body + codes.check_symbol(body))


def test_the_alphabet_has_a_prime_number_of_symbols_without_lookalikes_or_vowels():
    assert len(set(codes.ALPHABET)) == 29
    assert not set("01AEIOU") & set(codes.ALPHABET)


def test_new_codes_are_valid_and_differ():
    made = {codes.new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(codes.read_code(code) == code for code in made)


@given(CODES)
def test_a_code_is_read_as_it_is_shown(code):
    assert codes.read_code(codes.grouped(code)) == code


@given(CODES, st.sampled_from([" ", "-", "–", "  ", "\u00a0", ".", ""]), st.booleans())
def test_lower_case_and_any_grouping_are_accepted(code, between, lower):
    typed = between.join(code)
    assert codes.read_code(f" {typed.lower() if lower else typed}\n") == code


@given(CODES, st.integers(0, 11), st.sampled_from(codes.ALPHABET))
def test_one_wrong_symbol_is_always_caught(code, place, other):
    if code[place] == other:
        return
    with pytest.raises(codes.MistypedCode):
        codes.read_code(code[:place] + other + code[place + 1 :])


@given(CODES, st.integers(0, 11), st.integers(0, 11))
def test_two_swapped_symbols_are_always_caught(code, first, second):
    if code[first] == code[second]:
        return
    symbols = list(code)
    symbols[first], symbols[second] = symbols[second], symbols[first]
    with pytest.raises(codes.MistypedCode):
        codes.read_code("".join(symbols))


@pytest.mark.parametrize("typed", ["", "2345", "0" * 12, "AEIO-UAEI-OUAE", "2345-6789-BCDF-GH", "²345-6789-BCDF"])
def test_what_cannot_be_a_code_is_mistyped(typed):
    with pytest.raises(codes.MistypedCode):
        codes.read_code(typed)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(typed):
    try:
        code = codes.read_code(typed)
    except codes.MistypedCode:
        return
    assert codes.check_symbol(code[:-1]) == code[-1]
