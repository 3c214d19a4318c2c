"""From our sign-in page to the real provider and back, as a browser goes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import reverse

from arbeidsrom.core.accounts.providers import Provider
from tests.openid_provider.process import Surfer


def begin(client: Client, provider: Provider, **query: str) -> str:
    """Press the provider's button; gives where the browser is sent."""
    answer = client.get(reverse("openid_start", args=[provider.key]), query)
    assert answer.status_code == 302, answer.content.decode()[:500]
    return str(answer.headers["Location"])


def sign_in(
    client: Client, provider: Provider, who: str, way: str = "BankID", surfer: Surfer | None = None, **query: str
) -> Any:
    """The whole way: to the provider, through its pages, and back with its answer."""
    place = (surfer or Surfer(provider.issuer)).sign_in(begin(client, provider, **query), who, way)
    return client.get(local(place))


def local(place: str) -> str:
    parts = urlsplit(place)
    return f"{parts.path}?{parts.query}"


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
