"""Providers in the settings: understood or refused by name, and what production refuses of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from joserfc.jwk import KeySet, RSAKey

from arbeidsrom.config.tests.test_settings import start

ID_PORTEN = {"profile": "id-porten", "client_id": "abc"}


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "openid.jwks"
    key = RSAKey.generate_key(2048, {"kid": "ours", "use": "sig", "alg": "RS256"})
    path.write_text(json.dumps(KeySet([key]).as_dict(private=True)))
    path.chmod(0o600)
    return path


@pytest.mark.req("PL-AUTH-001", "PL-MOD-001")
@pytest.mark.django_db(transaction=True)
def test_with_a_provider_its_addresses_are_there_and_forms_may_end_there_and_without_not(key_file: Path) -> None:
    told = (
        "; from django.conf import settings; from django.urls import NoReverseMatch, reverse\n"
        "print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])\n"
        "try: print(reverse('openid_keys'))\n"
        "except NoReverseMatch: print('no address')"
    )
    without = start(told)
    with_one = start(
        told, ARBEIDSROM_OPENID_PROVIDERS=json.dumps([ID_PORTEN]), ARBEIDSROM_OPENID_KEY_FILE=str(key_file)
    )

    assert without.stdout.splitlines()[-2:] == ["[\"'self'\"]", "no address"], without.stderr
    assert with_one.stdout.splitlines()[-2:] == [
        "[\"'self'\", 'https://idporten.no', 'https://login.idporten.no']",
        "/sign-in/keys/",
    ], with_one.stderr


@pytest.mark.req("PL-MOD-003")
@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("OPENID_PROVIDERS", "[", "ARBEIDSROM_OPENID_PROVIDERS: is no JSON"),
        ("OPENID_PROVIDERS", '[{"profile": "bankid"}]', "provider 1: there is no profile “bankid”"),
        ("SECURITY_LEVELS", "workspace=4", "ARBEIDSROM_SECURITY_LEVELS: must be like workspace=high"),
        ("SECURITY_LEVELS", "workspaces=high", "there is no module “workspaces”"),
        ("WORK_NETWORKS", "10.20", "ARBEIDSROM_WORK_NETWORKS: "),
        ("LOCAL_SIGN_IN", "0", "nobody can sign in"),
        ("OPENID_PROVIDERS", json.dumps([ID_PORTEN]), "ARBEIDSROM_OPENID_KEY_FILE must hold our keys"),
        (
            "OPENID_PROVIDERS",
            json.dumps([ID_PORTEN | {"issuer": "http://idporten.example"}]),
            "every issuer must begin with https",
        ),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_is_refused_by_name(variable: str, value: str, says: str) -> None:
    refused = start(**{f"ARBEIDSROM_{variable}": value})

    assert refused.returncode != 0
    assert says in refused.stderr
