"""What the sign-in page shows of the providers."""

from __future__ import annotations

from django import template
from django.conf import settings

from arbeidsrom.core.accounts.providers import Provider

register = template.Library()


@register.simple_tag
def openid_providers() -> tuple[Provider, ...]:
    """Whom one can sign in with, in the order of the settings."""
    return tuple(settings.OPENID_PROVIDERS)
