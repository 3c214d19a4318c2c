"""Single log-out: whoever signs out here has signed out at the provider, and the other way round (PL-AUTH-001)."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from joserfc import jwt

from arbeidsrom.core.accounts.models import ProviderSession
from arbeidsrom.core.accounts.providers import Provider
from arbeidsrom.core.accounts.tests.conftest import ADDRESS, KARIS, told
from arbeidsrom.core.accounts.tests.false_provider import KEY, OTHER_KEY, FalseProvider, lying
from arbeidsrom.core.accounts.tests.walking import begin, is_signed_in, local, sign_in
from arbeidsrom.core.audit.models import Entry
from tests.cast import Cast
from tests.openid_provider.process import Ear, Surfer

pytestmark = pytest.mark.django_db
EXPLICIT = "/accounts/login/?explicit=1"


@pytest.mark.req("PL-AUTH-001")
def test_signing_out_here_signs_out_at_the_provider_and_comes_back(known: Cast, provider: Provider) -> None:
    client, surfer = Client(), Surfer(provider.issuer)
    sign_in(client, provider, "kari", surfer=surfer)
    place = client.post(reverse("account_logout")).headers["Location"]
    asked = parse_qs(urlsplit(place).query)
    back = surfer.sign_out(place)
    welcome = client.get(local(back), follow=True)

    assert place.startswith(f"{provider.issuer}/session/end?")
    assert asked["id_token_hint"][0].startswith("eyJ")
    assert parse_qs(urlsplit(back).query)["state"] == asked["state"]
    assert not is_signed_in(client)
    assert "Du er logget ut her og hos ID-porten." in welcome.content.decode()
    again = surfer.follow(begin(Client(), provider))
    assert not isinstance(again, str)  # the provider asks who it is: nobody is signed in there any more


@pytest.mark.req("PL-AUTH-001")
def test_a_way_back_that_is_not_ours_says_nothing(known: Cast, provider: Provider) -> None:
    client, surfer = Client(), Surfer(provider.issuer)
    sign_in(client, provider, "kari", surfer=surfer)
    back = local(surfer.sign_out(client.post(reverse("account_logout")).headers["Location"]))

    for changed in (back.replace("state=", "state=x"), urlsplit(back).path):
        assert "logget ut her" not in Client().get(changed, follow=True).content.decode()


@pytest.mark.req("PL-AUTH-001")
def test_the_provider_tells_from_server_to_server_that_somebody_has_signed_out(
    known: Cast, provider: Provider, ear: Ear
) -> None:
    """Two browsers; what is said in one of them ends that one alone, and is believed once."""
    client, other, surfer = Client(), Client(), Surfer(provider.issuer)
    sign_in(client, provider, "kari", surfer=surfer)
    sign_in(other, provider, "kari")
    kept = ProviderSession.objects.get(session_key=client.session.session_key)
    ear.heard.clear()
    asked = {"id_token_hint": kept.id_token, "post_logout_redirect_uri": f"{ADDRESS}/sign-in/signed-out/"}
    surfer.sign_out(f"{provider.issuer}/session/end?{urlencode(asked)}")
    (said,) = ear.heard
    door = reverse("openid_back_channel", args=[provider.key])

    assert Client(enforce_csrf_checks=True).post(door, dict(parse_qsl(said))).status_code == 200
    assert client.get(reverse("home")).status_code == 302
    assert other.get(reverse("home")).status_code == 200
    assert Entry.objects.filter(event="accounts.signed_out_by_provider").count() == 1
    assert Client().post(door, dict(parse_qsl(said))).status_code == 400


@pytest.mark.req("PL-AUTH-001")
def test_the_frame_that_the_provider_shows_ends_that_session_alone(known: Cast, provider: Provider) -> None:
    client, other = Client(), Client()
    sign_in(client, provider, "kari")
    sign_in(other, provider, "ola")
    sid = ProviderSession.objects.get(session_key=client.session.session_key).sid
    frame = Client()  # no cookie reaches a frame of another site
    door = reverse("openid_front_channel", args=[provider.key])

    for query in ({"iss": provider.issuer}, {"sid": sid}, {"iss": "https://another.example", "sid": sid}):
        assert frame.get(door, query).status_code == 400
    assert frame.get(door, {"iss": provider.issuer, "sid": "guessed"}).status_code == 200
    assert client.get(reverse("home")).status_code == 200

    answer = frame.get(door, {"iss": provider.issuer, "sid": sid})
    assert answer.status_code == 200
    assert "X-Frame-Options" not in answer.headers
    assert f"frame-ancestors {provider.issuer}" in answer.headers["Content-Security-Policy"]
    assert client.get(reverse("home")).status_code == 302
    assert other.get(reverse("home")).status_code == 200


def test_a_local_account_signs_out_here_alone(known: Cast, provider: Provider) -> None:
    client = known.browser("kari")

    assert client.post(reverse("account_logout")).headers["Location"] == EXPLICIT
    assert not is_signed_in(client)


def test_when_the_provider_is_down_one_can_still_sign_out_here(
    known: Cast, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import cache

    client = Client()
    sign_in(client, provider, "kari")
    cache.delete(f"openid.metadata.{provider.key}")
    monkeypatch.setattr("arbeidsrom.core.accounts.openid.remembered", silent)

    answer = client.post(reverse("account_logout"), follow=True)
    assert not is_signed_in(client)
    assert "fortsatt logget inn hos ID-porten" in answer.content.decode()


def silent(*_arguments: Any, **_named: Any) -> Any:
    from arbeidsrom.core.accounts.openid import ProviderSilent

    raise ProviderSilent("down")


@pytest.fixture
def liar(installation: Any) -> Iterator[FalseProvider]:
    with lying() as found:
        installation.OPENID_PROVIDERS = (told(found.issuer, pushed=False),)
        yield found


def signed_in_at(liar: FalseProvider) -> Client:
    from arbeidsrom.core.accounts.tests.test_openid_false_answers import Asking, signed

    asking = Asking()
    liar.answers(signed(liar.claims(asking.nonce, pid=KARIS)))
    asking.comes_back()
    assert asking.is_in
    return asking.client


NOW = int(time.time())
EVENTS = {"http://schemas.openid.net/event/backchannel-logout": {}}
LIES: dict[str, dict[str, Any]] = {
    "another receiver": {"aud": "somebody-else"},
    "another issuer": {"iss": "https://idporten.example"},
    "expired": {"exp": NOW - 3600},
    "made long ago": {"iat": NOW - 86400},
    "no number": {"jti": None},
    "no event": {"events": None},
    "another event": {"events": {"http://schemas.openid.net/event/other": {}}},
    "about nobody": {"sid": None},
    "an answer to a question": {"nonce": "n"},
}


def said(liar: FalseProvider, typ: str = "logout+jwt", key: Any = KEY, **other: Any) -> dict[str, str]:
    now = int(time.time())
    claims = {
        "iss": liar.issuer, "aud": "arbeidsrom", "iat": now, "exp": now + 120, "jti": f"{time.time_ns()}",
        "events": EVENTS, "sid": "s1", **other,
    }  # fmt: skip
    claims = {name: value for name, value in claims.items() if value is not None}
    return {"logout_token": jwt.encode({"alg": "RS256", "kid": "first", "typ": typ}, claims, key, default_type=None)}


@pytest.mark.req("PL-AUTH-001")
@pytest.mark.parametrize("lie", LIES)
def test_a_word_of_signing_out_that_is_wrong_in_one_thing_ends_nothing(
    known: Cast, liar: FalseProvider, lie: str
) -> None:
    client = signed_in_at(liar)
    door = reverse("openid_back_channel", args=["id-porten"])

    assert Client().post(door, said(liar, **LIES[lie])).status_code == 400
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.req("PL-AUTH-001")
def test_a_word_of_signing_out_that_is_right_ends_the_session_or_all_of_the_persons(
    known: Cast, liar: FalseProvider
) -> None:
    door = reverse("openid_back_channel", args=["id-porten"])
    client = signed_in_at(liar)

    for wrong in (said(liar, typ="JWT"), said(liar, key=OTHER_KEY), {"logout_token": "x"}, {}):
        assert Client().post(door, wrong).status_code == 400
    assert client.get(reverse("home")).status_code == 200
    assert Client().post(door, said(liar)).status_code == 200
    assert client.get(reverse("home")).status_code == 302

    again = signed_in_at(liar)
    assert Client().post(door, said(liar, sid=None, sub="somebody")).status_code == 200
    assert again.get(reverse("home")).status_code == 200
    assert Client().post(door, said(liar, sid=None, sub="kari")).status_code == 200
    assert again.get(reverse("home")).status_code == 302
