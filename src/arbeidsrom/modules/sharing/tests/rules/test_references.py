import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.modules.sharing.rules import references


def test_the_reference_of_the_design_is_valid():
    assert references.read_reference("26-5283924-55") == "26-5283924-55"


@pytest.mark.parametrize("typed", ["26 5283924 55", "26528392455", " 26–5283924–55\n", "26.5283924.55"])
def test_spaces_and_other_dashes_are_accepted(typed):
    assert references.read_reference(typed) == "26-5283924-55"


@pytest.mark.parametrize(
    "typed", ["", "26-5283924-56", "26-5283942-55", "26-528392-55", "26-5283924-5x", "٢٦-5283924-55"]
)
def test_a_mistyped_reference_is_refused(typed):
    with pytest.raises(references.MistypedReference):
        references.read_reference(typed)


@given(st.integers(2000, 2099))
def test_new_references_carry_the_year_and_their_check_digits(year):
    reference = references.new_reference(year)
    assert re.fullmatch(r"\d{2}-\d{7}-\d{2}", reference)
    assert reference.startswith(f"{year % 100:02}-")
    assert references.read_reference(reference) == reference


@given(st.integers(0, 10), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_caught(place, digit):
    digits = "26528392455"
    if digits[place] == digit:
        return
    with pytest.raises(references.MistypedReference):
        references.read_reference(digits[:place] + digit + digits[place + 1 :])
