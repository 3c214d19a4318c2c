"""The conversation with an OpenID provider: the authorisation code flow with PKCE and a signed client assertion.

OpenID Connect Core 1.0, RFC 7636 (PKCE), RFC 7523 (client assertion), RFC 9126 (pushed requests) and RFC 9207 (who
answers). The words of the protocol are Authlib's, signatures joserfc's; what is trusted is decided here.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken, IDToken
from django.core.cache import cache
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet, OctKey
from requests import RequestException

from arbeidsrom.core.accounts import client_keys
from arbeidsrom.core.accounts.providers import Level, Provider

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Only signatures that nobody but the provider can make: never ``none``, never a shared secret."""
PATIENCE = 10
"""Seconds that a provider has to answer."""
KNOWN_FOR = 3600
"""Seconds that its addresses and keys are remembered."""
FETCHED_AGAIN_AFTER = 60
"""Seconds between two looks for a key that is not known: nobody makes the program hammer a provider."""
CLOCKS_DIFFER = 60
"""Seconds that two machines' clocks may be apart."""
ASSERTED_FOR = 60
"""Seconds that our own signature shows who asks; ID-porten takes no more than two minutes."""
FRESH = 600
"""Seconds that an answer is good for after it was made, whatever it says itself."""


LONGEST_SUBJECT = 255
"""Characters of a provider's own identifier (Core 2)."""


class ProviderSilent(Exception):
    """The provider does not answer, or answers with what is no answer."""


class ProviderRefused(Exception):
    """The provider says no; ``code`` is its own word, such as ``access_denied``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotTrusted(Exception):
    """What came back is not what the provider would have said to us, now; the message says which check failed."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is remembered of a request until its answer comes: each is answered once."""

    state: str
    nonce: str
    verifier: str
    provider: str
    level: str
    purpose: str
    silent: bool
    anew: bool
    next: str
    began: int

    def kept(self) -> dict[str, Any]:
        """As the session keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """Who it is, as the provider has said and we have verified."""

    claims: Mapping[str, Any]
    subject: str
    id_token: str

    def word(self, claim: str) -> str:
        """A claim that is a text; nothing when it is missing or something else."""
        value = self.claims.get(claim) if claim else None
        return value if isinstance(value, str) else ""


def new_request(
    provider: Provider,
    *,
    purpose: str,
    level: Level,
    next_page: str,
    now: datetime,
    silent: bool = False,
    anew: bool = False,
) -> Request:
    """A request that nobody can guess, tied to the browser that makes it.

    A ``silent`` one shows no page: whoever is not signed in there stays out. One ``anew`` demands that the person shows
    who it is once more.
    """
    return Request(
        state=generate_token(43),
        nonce=generate_token(43),
        verifier=generate_token(64),
        provider=provider.key,
        level=level,
        purpose=purpose,
        silent=silent,
        anew=anew,
        next=next_page,
        began=int(now.timestamp()),
    )


def address_to_ask(provider: Provider, request: Request, *, redirect_uri: str, language: str, now: datetime) -> str:
    """Where the browser is sent."""
    about = metadata(provider)
    asked = {
        **provider.parameters,
        "nonce": request.nonce,
        "ui_locales": language,
        **({"acr_values": acr} if (acr := provider.asks_for(Level(request.level))) else {}),
        **({"prompt": "none"} if request.silent else {}),
        **({"prompt": "login", "max_age": "0"} if request.anew else {}),
    }
    with session_with(provider, redirect_uri, now=now) as session:
        url, _state = session.create_authorization_url(
            about["authorization_endpoint"], state=request.state, code_verifier=request.verifier, **asked
        )
        if not provider.pushed and not about.get("require_pushed_authorization_requests"):
            return str(url)
        return pushed(provider, about, session, url)


def pushed(provider: Provider, about: Mapping[str, Any], session: OAuth2Session, url: str) -> str:
    """The request goes from server to server, and the browser carries only its number (RFC 9126)."""
    place = about.get("pushed_authorization_request_endpoint")
    if not place:
        raise ProviderSilent("takes no pushed requests")
    auth = session.client_auth(PrivateKeyJWT.name)
    try:
        told = session.post(
            place, data=urlsplit(url).query, headers=FORM, auth=auth, withhold_token=True, allow_redirects=False
        )
        number = told.json()["request_uri"] if told.status_code in (200, 201) else None
    except (RequestException, ValueError, KeyError, TypeError) as error:
        raise ProviderSilent("pushed request") from error
    if not number:
        raise ProviderRefused("pushed_request")
    query = urlencode({"client_id": provider.client_id, "request_uri": number})
    return f"{about['authorization_endpoint']}?{query}"


FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def take_answer(
    provider: Provider,
    request: Request,
    given: Mapping[str, str],
    *,
    redirect_uri: str,
    now: datetime,
) -> Answer:
    """Exchange what the browser brought for who it is; nothing the browser itself says is believed."""
    about = metadata(provider)
    answers_for = given.get("iss", "")
    if (answers_for or about.get("authorization_response_iss_parameter_supported")) and answers_for != provider.issuer:
        raise NotTrusted("another provider answers")
    if said := given.get("error"):
        raise ProviderRefused(said)
    if not given.get("code"):
        raise NotTrusted("no code")
    with session_with(provider, redirect_uri, now=now) as session:
        try:
            tokens = session.fetch_token(
                about["token_endpoint"],
                grant_type="authorization_code",
                code=given["code"],
                code_verifier=request.verifier,
                redirect_uri=redirect_uri,
                allow_redirects=False,
            )
        except OAuthError as error:
            raise ProviderRefused(str(error.error)) from error
        except (RequestException, ValueError, TypeError, AttributeError) as error:
            raise ProviderSilent("token") from error
    id_token = tokens.get("id_token")
    if not isinstance(id_token, str):
        raise NotTrusted("no id_token")
    access_token = str(tokens.get("access_token") or "")
    claims = verified(provider, id_token, nonce=request.nonce, access_token=access_token, now=now)
    if request.anew and now.timestamp() - claims.get("auth_time", 0) > FRESH:
        raise NotTrusted("auth_time")
    subject = claims.get(provider.subject_claim)
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotTrusted(f"no {provider.subject_claim}")
    return Answer(claims, subject, id_token)


def verified(provider: Provider, id_token: str, *, nonce: str, access_token: str, now: datetime) -> Mapping[str, Any]:
    """What the signed answer says, once signature, issuer, receiver, time and nonce are right (Core 3.1.3.7)."""
    try:
        token = opened(provider, id_token)
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "exp": {"essential": True},
                "iat": {"essential": True},
            },
            {"client_id": provider.client_id, "nonce": nonce, "access_token": access_token},
        )
        claims.validate(now=int(now.timestamp()), leeway=CLOCKS_DIFFER)
    except JoseError as error:
        raise NotTrusted(f"{type(error).__name__}: {error}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise NotTrusted(f"malformed ({type(error).__name__})") from error
    if now.timestamp() - claims["iat"] > FRESH + CLOCKS_DIFFER:
        raise NotTrusted("iat")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotTrusted("nonce")
    if not isinstance(claims.get("auth_time", 0), int | float):
        raise NotTrusted("auth_time")
    return cast("Mapping[str, Any]", claims)


LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Who has signed out at the provider: the session there, or everything of the person's."""

    sid: str
    subject: str


def told_to_sign_out(provider: Provider, logout_token: str, *, now: datetime) -> SignedOut:
    """What the provider says from server to server, once it is shown to be new and its own (Back-Channel 2.6)."""
    try:
        token = opened(provider, logout_token)
        claims = IDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "exp": {"essential": True},
                "iat": {"essential": True},
                "jti": {"essential": True},
            },
        )
        claims.ESSENTIAL_CLAIMS = ["iss", "aud", "exp", "iat", "jti"]
        claims.validate(now=int(now.timestamp()), leeway=CLOCKS_DIFFER)
    except JoseError as error:
        raise NotTrusted(f"{type(error).__name__}: {error}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise NotTrusted(f"malformed ({type(error).__name__})") from error
    if str(token.header.get("typ", "")).lower().removeprefix("application/") != "logout+jwt" or "nonce" in claims:
        raise NotTrusted("no logout_token")
    if not isinstance(events := claims.get("events"), dict) or not isinstance(events.get(LOGGED_OUT), dict):
        raise NotTrusted("events")
    told = SignedOut(*(value if isinstance(value := claims.get(name), str) else "" for name in ("sid", "sub")))
    if not (told.sid or told.subject) or now.timestamp() - claims["iat"] > FRESH + CLOCKS_DIFFER:
        raise NotTrusted("sid, sub or iat")
    mark = sha256(f"{provider.issuer} {claims['jti']}".encode()).hexdigest()
    if not cache.add(f"openid.logout.{mark}", 1, 2 * FRESH):
        raise NotTrusted("told before")
    return told


def address_to_sign_out(provider: Provider, *, id_token: str, state: str, back: str) -> str:
    """Where the browser is sent to sign out there too; nothing where the provider has no such place (RP-Initiated)."""
    place = metadata(provider).get("end_session_endpoint")
    if not isinstance(place, str) or not place.startswith(("https://", provider.issuer)):
        return ""
    asked = {"id_token_hint": id_token, "post_logout_redirect_uri": back, "state": state}
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"


def opened(provider: Provider, id_token: str) -> jwt.Token:
    """The token with its signature verified; a key that is not known is looked for once more, but not all the time."""
    try:
        return jwt.decode(id_token, keys(provider), algorithms=ALGORITHMS)
    except InvalidKeyIdError:
        if not cache.add(f"openid.looked.{provider.key}", 1, FETCHED_AGAIN_AFTER):
            raise
    return jwt.decode(id_token, keys(provider, anew=True), algorithms=ALGORITHMS)


def keys(provider: Provider, *, anew: bool = False) -> KeySet:
    """The provider's public keys."""
    told = remembered(f"openid.keys.{provider.key}", metadata(provider)["jwks_uri"], anew=anew)
    try:
        found: list[Key] = [key for key in KeySet.import_key_set(cast("Any", told)) if not isinstance(key, OctKey)]
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderSilent("keys") from error
    return KeySet(found)


ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def metadata(provider: Provider) -> Mapping[str, Any]:
    """What the provider says of itself; it must say that it is the one we know (Discovery 1.0, 4.3)."""
    place = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    told = remembered(f"openid.metadata.{provider.key}", place)
    secure = provider.issuer.startswith("https://")
    for name in ADDRESSES:
        address = told.get(name)
        if not isinstance(address, str) or (secure and not address.startswith("https://")):
            raise ProviderSilent(f"no {name}")
    if told.get("issuer") != provider.issuer:
        raise ProviderSilent("says that it is another")
    return told


def remembered(name: str, place: str, *, anew: bool = False) -> Mapping[str, Any]:
    """A JSON document of the provider's, fetched once an hour for all processes."""
    told = None if anew else cache.get(name)
    if told is None:
        with OAuth2Session(default_timeout=PATIENCE) as session:
            try:
                answer = session.get(place, withhold_token=True, allow_redirects=False)
                told = answer.json() if answer.status_code == 200 else None
            except (RequestException, ValueError) as error:
                raise ProviderSilent(place) from error
        if not isinstance(told, dict):
            raise ProviderSilent(place)
        cache.set(name, told, KNOWN_FOR)
    return cast("Mapping[str, Any]", told)


def session_with(provider: Provider, redirect_uri: str, *, now: datetime) -> OAuth2Session:
    """A client that signs for itself; the assertion is meant for the issuer, as the national services demand."""
    key = client_keys.signing_key()
    session = OAuth2Session(
        provider.client_id,
        key,
        token_endpoint_auth_method=PrivateKeyJWT.name,
        code_challenge_method="S256",
        redirect_uri=redirect_uri,
        scope=" ".join(provider.scopes),
        default_timeout=PATIENCE,
    )
    good_until = {"exp": int(now.timestamp()) + ASSERTED_FOR}
    header = {"kid": key.kid}
    assertion = PrivateKeyJWT(provider.issuer, good_until, header, client_keys.algorithm_of(key))
    session.register_client_auth_method(assertion)
    return session
