"""The rules of the National Population Register, by its own examples and by numbers made at random."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.lib.identity_number import (
    Fault,
    InvalidIdentityNumber,
    Kind,
    grouped,
    has_control_digits,
    mask,
    parse,
    synthetic_numbers,
)

BORN = st.dates(min_value=date(1900, 1, 1), max_value=date(2039, 12, 31))


def completed(nine: str, remainder: int = 0) -> str | None:
    """An independent reckoning of the control digits, straight from the register's formulas."""
    first = (11 + remainder - sum(int(a) * b for a, b in zip(nine, (3, 7, 6, 1, 8, 9, 4, 5, 2), strict=True)) % 11) % 11
    if first == 10:
        return None
    second = (11 - sum(int(a) * b for a, b in zip(f"{nine}{first}", (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))) % 11
    return None if second == 10 else f"{nine}{first}{second}"


def fault_of(text: str, *, synthetic: bool = False) -> Fault:
    with pytest.raises(InvalidIdentityNumber) as refusal:
        parse(text, synthetic=synthetic)
    return refusal.value.fault


@pytest.mark.parametrize("number", ["02013299997", "02013299903", "30108299920", "30108299939"])
def test_the_registers_own_examples_for_2032_are_numbers(number: str) -> None:
    assert parse(number).digits == number


@pytest.mark.parametrize("remainder", range(11))
def test_the_first_control_digit_may_leave_no_more_than_three(remainder: int) -> None:
    number = completed("020132998", remainder)
    if number is not None:
        assert has_control_digits(number) == (remainder <= 3)


@pytest.mark.parametrize("text", ["301082 99920", " 30108299920 ", "301082-99920", "301082\u00a099920"])
def test_blanks_and_hyphens_are_forgiven(text: str) -> None:
    assert parse(text).digits == "30108299920"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.NOT_ELEVEN_DIGITS),
        ("3010829992", Fault.NOT_ELEVEN_DIGITS),
        ("301082999200", Fault.NOT_ELEVEN_DIGITS),
        ("3010829992x", Fault.NOT_ELEVEN_DIGITS),
        ("٣٠١٠٨٢٩٩٩٢٠", Fault.NOT_ELEVEN_DIGITS),
        ("30108299921", Fault.CONTROL_DIGITS),
        ("30108299930", Fault.CONTROL_DIGITS),
        ("31028299920", Fault.NO_SUCH_DATE),
        ("29022300000", Fault.NO_SUCH_DATE),
        ("00010100000", Fault.NO_SUCH_DATE),
        ("01138200000", Fault.NO_SUCH_DATE),
        ("40018200000", Fault.NO_SUCH_DATE),
        ("81018200000", Fault.HELP_NUMBER),
        ("95108299920", Fault.HELP_NUMBER),
    ],
)
def test_what_is_no_number_is_refused_with_its_fault(text: str, fault: Fault) -> None:
    assert fault_of(text) is fault


def test_a_local_help_number_is_never_a_real_number() -> None:
    """Month + 40: a help number in the health service, a test number elsewhere."""
    number = completed("305082268")
    assert number is not None
    assert fault_of(number) is Fault.HELP_NUMBER
    assert parse(number, synthetic=True).synthetic


@pytest.mark.parametrize("nine", ["701082268", "410100500", "710300268"])
def test_a_d_number_has_forty_more_in_its_day(nine: str) -> None:
    number = completed(nine)
    assert number is not None
    assert parse(number).kind is Kind.D_NUMBER


@pytest.mark.parametrize("nine", ["301082268", "290200501", "311299499"])
def test_a_birth_number_is_no_d_number(nine: str) -> None:
    number = completed(nine)
    assert number is not None
    assert (parse(number).kind, parse(number).synthetic) == (Kind.BIRTH_NUMBER, False)


@given(BORN)
def test_every_number_of_the_generator_is_synthetic_and_valid_and_found_once(born: date) -> None:
    numbers = list(synthetic_numbers(born))
    assert len(numbers) == len(set(numbers)) > 300
    for number in numbers[:5]:
        parsed = parse(number, synthetic=True)
        assert parsed.synthetic
        assert number[:2] == f"{born:%d}"
        assert int(number[2:4]) == born.month + 80
        assert number == completed(number[:9])


@pytest.mark.req("PL-MOD-004")
@given(BORN)
def test_a_synthetic_number_is_refused_where_test_numbers_are_not_welcome(born: date) -> None:
    assert fault_of(next(synthetic_numbers(born))) is Fault.SYNTHETIC


@given(BORN, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_never_passes_by_todays_rules(born: date, place: int, shift: int) -> None:
    number = next(synthetic_numbers(born))
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    second = sum(int(a) * b for a, b in zip(wrong, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11
    assert second != 0
    assert not has_control_digits(wrong)


@given(st.text())
def test_a_refusal_never_repeats_the_text(text: str) -> None:
    assert fault_of(f"{text} x") is Fault.NOT_ELEVEN_DIGITS


def test_years_without_numbers_have_no_synthetic_ones() -> None:
    with pytest.raises(ValueError, match="no identity numbers"):
        next(synthetic_numbers(date(2040, 1, 1)))


def test_a_number_is_masked_when_it_is_printed() -> None:
    number = parse("30108299920")
    assert str(number) == mask("30108299920") == "301082 •••••"
    assert "99920" not in f"{number!r}"
    assert grouped("30108299920") == "301082 99920"
