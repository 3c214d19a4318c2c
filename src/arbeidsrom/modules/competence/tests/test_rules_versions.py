"""Numbers of versions."""

from __future__ import annotations

import pytest

from arbeidsrom.modules.competence.rules.versions import Version, following


@pytest.mark.req("KP-ADM-237")
@pytest.mark.parametrize(
    ("latest", "items", "number"),
    [
        (None, 1, "1.0"),
        (None, 9, "1.0"),
        (Version(1, 0), 1, "1.1"),
        pytest.param(Version(1, 9), 1, "1.10", marks=pytest.mark.req("KP-ADM-266")),
        pytest.param(Version(1, 10), 2, "2.0", marks=pytest.mark.req("KP-ADM-266")),
        (Version(2, 0), 5, "3.0"),
    ],
)
def test_one_item_is_a_small_step_and_several_a_large_one(latest: Version | None, items: int, number: str) -> None:
    assert str(following(latest, items=items)) == number


def test_ten_comes_after_nine() -> None:
    assert Version(1, 10) > Version(1, 9)


def test_nothing_is_no_version() -> None:
    with pytest.raises(ValueError, match="nothing"):
        following(None, items=0)
