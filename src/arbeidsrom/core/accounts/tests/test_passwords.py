"""Which passwords are refused besides the short and the common ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from arbeidsrom.core.accounts.passwords import is_listed
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-AUTH-003")]

BREACHED = [f"passord nummer {number} fra et innbrudd" for number in range(500)]


@pytest.mark.parametrize(
    "password",
    ["Sykehusklubben2026", "arbeidsrom-arbeidsrom", "Kari.Ødegård.1975!", "kari@example.no2026", "Helseforbund-1234"],
)
def test_words_of_the_organisation_the_program_and_the_person_count_for_nothing(
    cast: Cast, settings: object, password: str
) -> None:
    settings.PASSWORD_WORDS = ("Helseforbund",)  # type: ignore[attr-defined]
    with pytest.raises(ValidationError) as refused:
        validate_password(password, cast.accounts["kari"])
    assert [error.code for error in refused.value.error_list] == ["password_of_own_words"]


@pytest.mark.parametrize("password", ["Sykehusklubben spiser vafler om fredagen", "seks grønne ryggsekker"])
def test_a_sentence_may_name_the_club(cast: Cast, password: str) -> None:
    validate_password(password, cast.accounts["kari"])


@pytest.fixture
def breached(tmp_path: Path, settings: object) -> Path:
    """A list as it is published: sorted hashes with counts."""
    hashes = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in BREACHED)
    file = tmp_path / "breached.txt"
    file.write_text("\r\n".join(f"{each}:{number}" for number, each in enumerate(hashes)) + "\r\n")
    settings.BREACHED_PASSWORDS = str(file)  # type: ignore[attr-defined]
    return file


def test_every_line_of_the_list_is_found_and_nothing_else(breached: Path) -> None:
    assert all(is_listed(word, breached) for word in BREACHED)
    assert not any(is_listed(f"{word} ikke", breached) for word in BREACHED)


def test_a_breached_password_is_refused(cast: Cast, breached: Path) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(BREACHED[7], cast.accounts["kari"])
    assert [error.code for error in refused.value.error_list] == ["password_breached"]


@pytest.mark.parametrize("lines", ["{0}", "{0}\n", "0:1\n{0}:3", "{0}\nFFFF:1\n"])
def test_the_ends_of_the_list_are_found_too(tmp_path: Path, lines: str) -> None:
    file = tmp_path / "short.txt"
    wanted = hashlib.sha1(b"et ord", usedforsecurity=False).hexdigest()
    file.write_text(lines.format(wanted))
    assert is_listed("et ord", file)
    assert not is_listed("et annet ord", file)
