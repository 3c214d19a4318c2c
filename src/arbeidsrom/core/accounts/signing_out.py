"""Signing out here signs out at the provider too; the way back is known by its signature (RP-Initiated Logout 1.0)."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from arbeidsrom.core.accounts import arriving, openid, standing
from arbeidsrom.core.accounts.openid import ProviderSilent

log = structlog.get_logger("arbeidsrom.sign_in")

SALT = "arbeidsrom.accounts.signed_out"
BACK_WITHIN = 15 * 60


def address_after(request: HttpRequest) -> str:
    """Where the browser goes when the session has ended: by the provider that it began with, or to the sign-in page.

    A provider that does not answer keeps nobody from signing out here.
    """
    here = f"{reverse('account_login')}?explicit=1"
    issuer, id_token = arriving.take_answer_of(request.session.session_key)
    provider = standing.provider_issuing(issuer)
    if provider is None or not id_token:
        return here
    state = signing.TimestampSigner(salt=SALT).sign(provider.key)
    back = settings.PUBLIC_URL + reverse("openid_signed_out")
    try:
        return openid.address_to_sign_out(provider, id_token=id_token, state=state, back=back) or here
    except ProviderSilent as silent:
        log.warning("openid_not_signed_out", provider=provider.key, about=str(silent)[:200])
        return f"{here}&still={provider.key}"


def provider_come_back_from(state: str) -> str:
    """The key of the provider that one has signed out at; nothing for a state that is not ours, or an old one."""
    try:
        return signing.TimestampSigner(salt=SALT).unsign(state, max_age=BACK_WITHIN)
    except signing.BadSignature:
        return ""
