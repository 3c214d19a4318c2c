import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from arbeidsrom.core.accounts import providers
from arbeidsrom.core.accounts.providers import Level

ID_PORTEN = {"profile": "id-porten", "client_id": "abc"}


def one(**given: Any) -> providers.Provider:
    return providers.read(json.dumps([ID_PORTEN | given]))[0]


def test_a_profile_brings_what_is_the_same_for_everybody() -> None:
    found = one()

    assert (found.key, found.name, found.issuer) == ("id-porten", "ID-porten", "https://idporten.no")
    assert found.pid_claim == "pid"
    assert found.pushed
    assert found.origins == ("https://idporten.no", "https://login.idporten.no")


def test_the_installations_own_words_go_before_the_profiles() -> None:
    found = one(key="test", issuer="https://test.idporten.no", name="ID-porten test", minimum_level="high")

    assert (found.key, found.name, found.minimum_level) == ("test", "ID-porten test", Level.HIGH)
    assert found.level_claim == "acr"


@pytest.mark.req("PL-AUTH-001")
def test_all_three_services_can_be_configured_at_once() -> None:
    found = providers.read(
        json.dumps(
            [
                ID_PORTEN,
                {"profile": "helseid", "client_id": "def"},
                {"profile": "entra-id", "client_id": "ghi", "issuer": "https://login.microsoftonline.com/t/v2.0"},
            ]
        )
    )

    assert [provider.key for provider in found] == ["id-porten", "helseid", "entra-id"]


def test_the_settings_can_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "providers.json"
    file.write_text(json.dumps([ID_PORTEN]))

    assert providers.read(str(file))[0].client_id == "abc"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[", "is no JSON"),
        ("/no/such/file.json", "a file that can be read"),
        ("[1]", "a list of providers"),
        (json.dumps([ID_PORTEN, ID_PORTEN]), "the same “key”"),
        (json.dumps([{"profile": "id-porten"}]), "“client_id” is missing"),
        (json.dumps([{"client_id": "a", "issuer": "https://a.example"}]), "“key” is missing"),
        (json.dumps([{"profile": "bankid", "client_id": "a"}]), "there is no profile “bankid”"),
        (json.dumps([ID_PORTEN | {"isuer": "x"}]), "“isuer” is not known"),
        (json.dumps([ID_PORTEN | {"issuer": "idporten.no"}]), "“issuer” must be an address"),
        (json.dumps([ID_PORTEN | {"key": "Keys!"}]), "“key” must be small letters"),
        (json.dumps([ID_PORTEN | {"key": "keys"}]), "“key” must be small letters"),
        (json.dumps([ID_PORTEN | {"minimum_level": "4"}]), "'4' is not a valid Level"),
        (json.dumps([ID_PORTEN | {"scopes": "openid"}]), "“scopes” must be a list"),
    ],
)
def test_what_is_wrong_is_told(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        providers.read(text)


@pytest.mark.parametrize(
    ("profile", "claims", "level"),
    [
        ("id-porten", {"acr": "idporten-loa-high"}, Level.HIGH),
        ("id-porten", {"acr": "idporten-loa-substantial"}, Level.SUBSTANTIAL),
        ("id-porten", {"acr": "idporten-loa-low"}, Level.LOW),
        ("id-porten", {"acr": "Level4"}, Level.LOW),
        ("id-porten", {}, Level.LOW),
        ("helseid", {"helseid://claims/identity/security_level": "4"}, Level.HIGH),
        ("helseid", {"helseid://claims/identity/security_level": "3"}, Level.SUBSTANTIAL),
        ("helseid", {"acr": "Level4"}, Level.LOW),
        ("entra-id", {"amr": ["pwd", "mfa"]}, Level.SUBSTANTIAL),
        ("entra-id", {"amr": ["pwd"]}, Level.LOW),
        ("entra-id", {}, Level.LOW),
    ],
)
def test_what_an_answer_proves(profile: str, claims: dict[str, Any], level: Level) -> None:
    provider = one(profile=profile, issuer="https://a.example")

    if profile == "helseid" and "acr" in claims:
        assert provider.level_of(claims) is Level.LOW  # HelseID tells the level in a claim of its own
    assert provider.level_of(claims) is level


def test_the_lowest_level_that_is_enough_is_asked_for() -> None:
    assert one().asks_for(Level.LOW) == "idporten-loa-substantial"
    assert one().asks_for(Level.HIGH) == "idporten-loa-high"
    assert one(levels={}).asks_for(Level.HIGH) == ""


@pytest.mark.req("KP-LOGIN-004")
def test_shared_and_secondary_users_are_told_apart_by_what_the_directory_says() -> None:
    provider = one(shared_users={"preferred_username": ["felles-*"], "groups": ["shared"]})

    assert provider.is_shared({"preferred_username": "Felles-akutten@hf.example"})
    assert provider.is_shared({"groups": ["staff", "shared"]})
    assert not provider.is_shared({"preferred_username": "kari@hf.example", "groups": ["staff"]})
    assert not provider.is_shared({})


@pytest.mark.req("PL-MOD-001")
@pytest.mark.django_db
def test_without_a_provider_there_is_nothing_of_it(settings: Any) -> None:
    client = Client()

    assert settings.OPENID_PROVIDERS == ()
    for place in ("/sign-in/keys/", "/sign-in/id-porten/", "/sign-in/id-porten/answer/"):
        assert client.get(place).status_code in (302, 404)
        assert "openid" not in client.get("/accounts/login/").content.decode()
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "form-action 'self'" in policy.split("; ")
