import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts import client_keys


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Path:
    settings.OPENID_KEY_FILE = tmp_path / "keys" / "openid.jwks"
    return tmp_path / "keys" / "openid.jwks"


def published() -> list[str]:
    return [key["kid"] for key in client_keys.published()["keys"]]


@pytest.mark.req("PL-AUTH-001")
def test_a_key_is_published_before_it_signs_and_after_it_has_signed(key_file: Path) -> None:
    first = client_keys.make_key()
    assert (client_keys.signing_key().kid, published()) == (first, [first])

    second = client_keys.make_key()
    assert (client_keys.signing_key().kid, published()) == (first, [first, second])

    assert client_keys.change_key() == second
    assert (client_keys.signing_key().kid, published()) == (second, [second, first])

    third = client_keys.make_key()
    assert (client_keys.signing_key().kid, published()) == (second, [second, third])


def test_the_keys_are_for_their_owner_alone_and_only_public_halves_are_published(key_file: Path) -> None:
    client_keys.make_key()

    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert "d" in json.loads(key_file.read_text())["keys"][0]
    assert not {"d", "p", "q"} & set(client_keys.published()["keys"][0])


def test_without_a_second_key_there_is_nothing_to_change_to(key_file: Path) -> None:
    client_keys.make_key()

    with pytest.raises(client_keys.ClientKeyProblem):
        client_keys.change_key()


@pytest.mark.parametrize("content", ["", "{}", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}'])
def test_a_file_without_keys_is_told(key_file: Path, content: str) -> None:
    key_file.parent.mkdir()
    key_file.write_text(content)

    with pytest.raises(client_keys.ClientKeyProblem):
        client_keys.read()


def test_the_command_makes_and_changes_keys(key_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("openid_key", "--new")
    call_command("openid_key", "--new")
    first, second = published()
    call_command("openid_key", "--switch")
    call_command("openid_key")

    assert published() == [second, first]
    assert second in capsys.readouterr().out.splitlines()[-2]
    key_file.unlink()
    with pytest.raises(CommandError):
        call_command("openid_key", "--switch")


@pytest.mark.req("PL-AUTH-001")
@pytest.mark.django_db
def test_providers_fetch_the_keys_at_an_address_of_ours(installation: Any) -> None:
    answer = Client().get(reverse("openid_keys"))

    assert answer.headers["Content-Type"] == "application/jwk-set+json"
    assert [key["kid"] for key in answer.json()["keys"]] == ["ours"]
    assert "d" not in answer.json()["keys"][0]
