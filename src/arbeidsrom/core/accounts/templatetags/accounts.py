"""What the sign-in page shows of the providers."""

from __future__ import annotations

from django import template
from django.conf import settings

from arbeidsrom.core.accounts import standing
from arbeidsrom.core.accounts.providers import Provider

register = template.Library()


@register.simple_tag
def openid_providers() -> tuple[Provider, ...]:
    """Whom one can sign in with, in the order of the settings."""
    return tuple(settings.OPENID_PROVIDERS)


@register.simple_tag(takes_context=True)
def still_signed_in_at(context: template.Context) -> Provider | None:
    """The provider that did not answer when somebody signed out."""
    return standing.provider_named(context["request"].GET.get("still", ""))


@register.simple_tag
def has_local_sign_in() -> bool:
    """Whether passwords and passkeys sign in here."""
    return bool(settings.LOCAL_SIGN_IN)
