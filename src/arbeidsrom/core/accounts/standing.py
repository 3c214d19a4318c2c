"""How the present session began: by which provider, and how sure it is who it is (PL-AUTH-001)."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from arbeidsrom.core.accounts.providers import Level, Provider

HERE = "openid"
"""Where the session keeps it."""
STRONG = frozenset({"mfa"})


def note(request: HttpRequest, provider: Provider, level: Level) -> None:
    """The session stands on the provider's word."""
    request.session[HERE] = {"provider": provider.key, "level": str(level)}
    request.session["second_factor"] = level.reaches(Level.SUBSTANTIAL)


def provider_of(request: HttpRequest) -> Provider | None:
    """Whom the session began with; None for a local account, or a provider that is configured no more."""
    kept: dict[str, Any] = request.session.get(HERE, {})
    return provider_named(kept.get("provider", ""))


def provider_named(key: str) -> Provider | None:
    """The provider that the installation knows by that name."""
    found: list[Provider] = [one for one in settings.OPENID_PROVIDERS if one.key == key]
    return found[0] if found else None


def provider_issuing(issuer: str) -> Provider | None:
    """The provider with that issuer."""
    found: list[Provider] = [one for one in settings.OPENID_PROVIDERS if one.issuer == issuer]
    return found[0] if found else None


def level_of(request: HttpRequest) -> Level:
    """What the provider proved; of a local account, substantial with a second step or a passkey, else low."""
    kept: dict[str, Any] = request.session.get(HERE, {})
    if kept:
        return Level(kept["level"])
    steps = {record["method"] for record in get_authentication_records(request, request.user)}
    return Level.SUBSTANTIAL if steps & STRONG else Level.LOW
