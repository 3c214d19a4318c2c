"""What a true provider would never send, and what somebody in between might: all of it is refused."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from joserfc import jwt

from arbeidsrom.core.accounts.models import Subject
from arbeidsrom.core.accounts.tests.conftest import KARIS, OUR_KEYS, told
from arbeidsrom.core.accounts.tests.false_provider import (
    OTHER_KEY,
    FalseProvider,
    lying,
    signed,
    signed_by_nobody,
    signed_with_the_public_key,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def liar(installation: Any) -> Iterator[FalseProvider]:
    with lying() as provider:
        installation.OPENID_PROVIDERS = (told(provider.issuer, pushed=False),)
        yield provider


class Asking:
    """A browser that has been sent to the provider, and what it was sent with."""

    def __init__(self) -> None:
        self.client = Client()
        place = self.client.get(reverse("openid_start", args=["id-porten"])).headers["Location"]
        self.query = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
        self.nonce = self.query["nonce"]

    def comes_back(self, **other: str) -> Any:
        given = {"code": "c", "state": self.query["state"], **other}
        return self.client.get(reverse("openid_callback", args=["id-porten"]), given)

    @property
    def is_in(self) -> bool:
        return "_auth_user_id" in self.client.session


def test_a_right_answer_comes_in(known: Cast, liar: FalseProvider) -> None:
    """What all the refusals below differ from in one thing each."""
    asking = Asking()
    liar.answers(signed(liar.claims(asking.nonce, pid=KARIS)))
    asking.comes_back()

    assert asking.is_in


NOW = int(time.time())
LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another receiver": {"aud": "somebody-else"},
    "several receivers and nobody named": {"aud": ["arbeidsrom", "somebody-else"]},
    "made for another": {"aud": ["arbeidsrom", "somebody-else"], "azp": "somebody-else"},
    "no receiver": {"aud": None},
    "another issuer": {"iss": "https://idporten.example"},
    "no issuer": {"iss": None},
    "expired": {"exp": NOW - 3600, "iat": NOW - 7200},
    "without an end": {"exp": None},
    "made long ago": {"iat": NOW - 86400},
    "made in the future": {"iat": NOW + 86400},
    "not yet good": {"nbf": NOW + 86400},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no text": {"sub": 5},
    "about another access token": {"at_hash": "bm90IHRoZSByaWdodCBvbmU"},
    "ways that are no list": {"amr": "BankID"},
    "too low": {"acr": "idporten-loa-low"},
    "a level that nobody knows": {"acr": "very-high-indeed"},
    "no level": {"acr": None},
}


@pytest.mark.req("PL-AUTH-001")
@pytest.mark.parametrize("lie", LIES)
def test_a_signed_answer_that_is_wrong_in_one_thing_is_refused(known: Cast, liar: FalseProvider, lie: str) -> None:
    asking = Asking()
    liar.answers(signed(liar.claims(asking.nonce, pid=KARIS, **LIES[lie])))
    answer = asking.comes_back()

    assert answer.status_code in (400, 403)
    assert not asking.is_in
    assert not Subject.objects.exists()


@pytest.mark.req("PL-AUTH-001")
@pytest.mark.parametrize("forge", [signed_by_nobody, signed_with_the_public_key])
def test_only_signatures_that_nobody_else_can_make_are_taken(known: Cast, liar: FalseProvider, forge: Any) -> None:
    asking = Asking()
    liar.answers(forge(liar.claims(asking.nonce, pid=KARIS)))

    assert asking.comes_back().status_code == 400
    assert not asking.is_in


@pytest.mark.req("PL-AUTH-001")
def test_a_signature_by_anothers_key_under_a_known_name_is_refused(known: Cast, liar: FalseProvider) -> None:
    asking = Asking()
    liar.answers(signed(liar.claims(asking.nonce, pid=KARIS), OTHER_KEY, kid="first"))

    assert asking.comes_back().status_code == 400
    assert not asking.is_in


@pytest.mark.req("PL-AUTH-001")
def test_a_new_key_is_looked_for_once_and_an_unknown_one_not_at_every_try(known: Cast, liar: FalseProvider) -> None:
    asking = Asking()
    liar.answers(signed(liar.claims(asking.nonce, pid=KARIS)))
    asking.comes_back()
    looked = liar.asked.count("/jwks")

    for _ in range(3):
        stranger = Asking()
        liar.answers(signed(liar.claims(stranger.nonce, pid=KARIS), OTHER_KEY))
        assert stranger.comes_back().status_code == 400
    assert liar.asked.count("/jwks") == looked + 1

    cache.delete("openid.looked.id-porten")  # as a minute later
    liar.keys = [OTHER_KEY]
    rotated = Asking()
    liar.answers(signed(liar.claims(rotated.nonce, pid=KARIS), OTHER_KEY))
    rotated.comes_back()
    assert rotated.is_in


@pytest.mark.req("PL-AUTH-001")
def test_our_own_signature_is_meant_for_the_issuer_and_good_for_a_minute(known: Cast, liar: FalseProvider) -> None:
    asking = Asking()
    liar.answers(signed(liar.claims(asking.nonce, pid=KARIS)))
    asking.comes_back()
    form = liar.forms[-1]
    claims = jwt.decode(form["client_assertion"], OUR_KEYS).claims

    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert "client_secret" not in form
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("arbeidsrom", "arbeidsrom", liar.issuer)
    assert claims["exp"] - claims["iat"] <= 60
    assert len(claims["jti"]) > 20
    assert len(form["code_verifier"]) >= 43


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, json.dumps({"error": "invalid_grant"})),
        (401, json.dumps({"error": "invalid_client"})),
        (500, "out of order"),
        (200, "<html>"),
        (200, json.dumps({"access_token": "a", "token_type": "Bearer"})),
        (200, json.dumps({"access_token": "a", "token_type": "Bearer", "id_token": "a.b.c"})),
        (200, json.dumps({"access_token": "a", "token_type": "Bearer", "id_token": 5})),
        (200, json.dumps([1, 2])),
    ],
)
def test_an_answer_that_is_none_signs_nobody_in(known: Cast, liar: FalseProvider, status: int, text: str) -> None:
    asking = Asking()
    liar.token = lambda: (status, text)

    assert asking.comes_back().status_code in (400, 503)
    assert not asking.is_in


@pytest.mark.parametrize("code", ["server_error", "temporarily_unavailable", "invalid_request", "<script>"])
def test_an_error_that_the_provider_sends_is_a_page_that_says_so(known: Cast, liar: FalseProvider, code: str) -> None:
    asking = Asking()
    answer = asking.comes_back(error=code)

    assert answer.status_code == 400
    assert "<script>" not in answer.content.decode()
    assert not asking.is_in


def test_an_answer_nobody_asked_for_is_refused(known: Cast, liar: FalseProvider) -> None:
    liar.answers(signed(liar.claims("n", pid=KARIS)))
    client = Client()

    assert client.get(reverse("openid_callback", args=["id-porten"]), {"code": "c", "state": "s"}).status_code == 400
    assert client.get(reverse("openid_callback", args=["id-porten"])).status_code == 400
    assert liar.forms == []


def test_an_answer_that_comes_after_a_quarter_of_an_hour_is_refused(known: Cast, liar: FalseProvider) -> None:
    asking = Asking()
    session = asking.client.session
    for one in session["openid_pending"].values():
        one["began"] -= 15 * 60
    session.save()
    liar.answers(signed(liar.claims(asking.nonce, pid=KARIS)))

    assert asking.comes_back().status_code == 400
    assert liar.forms == []


def test_a_provider_that_says_it_is_another_is_not_used(known: Cast, liar: FalseProvider) -> None:
    liar.metadata["issuer"] = "https://idporten.example"
    answer = Client().get(reverse("openid_start", args=["id-porten"]))

    assert answer.status_code == 503


def test_when_the_provider_is_down_the_page_says_so_and_others_still_sign_in(known: Cast, installation: Any) -> None:
    installation.OPENID_PROVIDERS = (told("http://127.0.0.1:9"),)
    client = Client()
    answer = client.get(reverse("openid_start", args=["id-porten"]))

    assert answer.status_code == 503
    assert "ID-porten" in answer.content.decode()
    assert client.get(reverse("account_login")).status_code == 200


def test_a_provider_that_is_not_configured_does_not_exist(known: Cast, liar: FalseProvider) -> None:
    for name in ("openid_start", "openid_callback"):
        assert Client().get(reverse(name, args=["helseid"])).status_code == 404
