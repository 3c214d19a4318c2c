"""Signing in and out with an OpenID provider (PL-AUTH-001)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arbeidsrom.core.accounts import arriving, client_keys, openid
from arbeidsrom.core.accounts.adapter import origin_of
from arbeidsrom.core.accounts.arriving import Arrival
from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.accounts.openid import Answer, NotTrusted, ProviderRefused, ProviderSilent, Request
from arbeidsrom.core.accounts.providers import Level, Provider, words_of
from arbeidsrom.web.pages import plain_page

log = structlog.get_logger("arbeidsrom.sign_in")

PENDING = "openid_pending"
"""The requests of this browser that have not been answered, by their state."""
MOST_PENDING = 5
ANSWERED_WITHIN = 15 * 60
"""Seconds that somebody may take to show the provider who they are."""
HERE = "openid"
"""How the session began: the provider and the level."""
SIGN_IN = "sign_in"


@login_not_required
@require_GET
def openid_start(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the provider to show who it is."""
    chosen = provider_or_404(provider)
    level = max(chosen.minimum_level, wanted_level(request), key=lambda one: one.rank)
    return ask(request, chosen, purpose=SIGN_IN, level=level)


@login_not_required
@require_GET
def openid_callback(request: HttpRequest, provider: str) -> HttpResponse:
    """The browser comes back with the answer; each is taken once, in the browser that asked."""
    chosen = provider_or_404(provider)
    now = timezone.now()
    asked = take_pending(request, chosen, now=now)
    if asked is None:
        return refusal(request, "unknown", chosen)
    try:
        answer = openid.take_answer(chosen, asked, request.GET.dict(), redirect_uri=callback_address(chosen), now=now)
    except ProviderRefused as no:
        log.info("openid_refused", provider=chosen.key, code=no.code[:60])
        return not_signed_in(request, chosen, asked, no)
    except ProviderSilent as silent:
        log.warning("openid_silent", provider=chosen.key, about=str(silent)[:200])
        return refusal(request, "silent", chosen)
    except NotTrusted as doubt:
        log.warning("openid_not_trusted", provider=chosen.key, about=str(doubt)[:200])
        return refusal(request, "not_trusted", chosen)
    reached = chosen.level_of(answer.claims)
    if not reached.reaches(Level(asked.level)) or not chosen.has_wanted_method(answer.claims):
        return refusal(request, "too_low", chosen)
    return sign_in(request, chosen, asked, answer, reached, now=now)


def sign_in(
    request: HttpRequest, provider: Provider, asked: Request, answer: Answer, level: Level, *, now: datetime
) -> HttpResponse:
    """Whoever has an account or a position comes in; everybody else is told whom to ask."""
    arrival = arrival_of(request, provider, answer)
    account = arriving.account_for(arrival, today=timezone.localdate(), now=now)
    if account is None:
        return refusal(request, "nobody", provider)
    if request.user.is_authenticated and request.user != account:
        logout(request)
    method = provider.name
    if ways := ", ".join(words_of(answer.claims.get("amr")))[:80]:
        method = f"{provider.name} ({ways})"
    record_authentication(request, account, "openid", type=method)
    adapter = get_adapter()
    adapter.login(request, account)
    request.session[HERE] = {"provider": provider.key, "level": str(level)}
    request.session["second_factor"] = level.reaches(Level.SUBSTANTIAL)
    arriving.remember_session(
        account,
        session_key=str(request.session.session_key),
        issuer=provider.issuer,
        sid=answer.word("sid")[:255],
        id_token=answer.id_token,
        now=now,
    )
    welcomed: HttpResponse = adapter.post_login(
        request, account, email_verification="none", signal_kwargs=None, email=None, signup=False,
        redirect_url=asked.next or None,
    )  # fmt: skip
    return welcomed


@login_not_required
@require_GET
def openid_keys(request: HttpRequest) -> HttpResponse:
    """The public halves of our own keys, for the providers (RFC 7517)."""
    try:
        told = client_keys.published()
    except client_keys.ClientKeyProblem as problem:
        log.error("openid_keys", about=str(problem))
        raise Http404 from problem
    answer = JsonResponse(told, content_type="application/jwk-set+json")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


def ask(
    request: HttpRequest, provider: Provider, *, purpose: str, level: Level, silent: bool = False, anew: bool = False
) -> HttpResponse:
    """Remember what is asked in this browser, and send it to the provider."""
    now = timezone.now()
    asked = openid.new_request(
        provider, purpose=purpose, level=level, silent=silent, next_page=next_page(request), now=now
    )
    try:
        place = openid.address_to_ask(
            provider,
            asked,
            redirect_uri=callback_address(provider),
            language=get_language() or "nb",
            now=now,
            anew=anew,
        )
    except (ProviderSilent, ProviderRefused, client_keys.ClientKeyProblem) as problem:
        log.error("openid_not_asked", provider=provider.key, about=str(problem)[:200])
        return refusal(request, "silent", provider)
    kept = dict(list(pending(request, now=now).items())[1 - MOST_PENDING :])
    request.session[PENDING] = kept | {asked.state: asked.kept()}
    return redirect(place)


def pending(request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """The requests of this browser that can still be answered, the oldest first."""
    kept: dict[str, Any] = request.session.get(PENDING, {})
    return {state: one for state, one in kept.items() if now.timestamp() - one["began"] < ANSWERED_WITHIN}


def take_pending(request: HttpRequest, provider: Provider, *, now: datetime) -> Request | None:
    """The request that this is the answer to. Nobody gets a second answer to it, not even at the same moment."""
    state = request.GET.get("state", "")
    kept = pending(request, now=now)
    found = kept.pop(state, None)
    request.session[PENDING] = kept
    if found is None or found["provider"] != provider.key:
        return None
    return Request(**found) if cache.add(f"openid.answered.{state}", 1, ANSWERED_WITHIN) else None


def arrival_of(request: HttpRequest, provider: Provider, answer: Answer) -> Arrival:
    """Who has come, in our words."""
    number = answer.word(provider.pid_claim)
    return Arrival(
        issuer=provider.issuer,
        subject=answer.subject,
        identity=arriving.valid_identity(number, synthetic=not settings.PRODUCTION),
        language=get_language() or "nb",
        origin=origin_of(request),
    )


def not_signed_in(request: HttpRequest, provider: Provider, asked: Request, no: ProviderRefused) -> HttpResponse:
    """The provider says no: whoever pressed «cancel» there can choose again, the rest is a fault."""
    if no.code == "access_denied":
        messages.info(request, _("You did not sign in. Choose how you want to sign in."))
        return redirect("account_login")
    return refusal(request, "refused", provider)


STATUS = {"unknown": 400, "not_trusted": 400, "refused": 400, "silent": 503, "too_low": 403, "nobody": 403}


def refusal(request: HttpRequest, reason: str, provider: Provider) -> HttpResponse:
    """Why somebody did not come in, and what they can do; nothing about who is known here."""
    context: Mapping[str, Any] = {
        "reason": reason,
        "provider": provider,
        "contact": settings.SIGN_IN_CONTACT,
    }
    return plain_page(request, "accounts/openid_refused.html", context, status=STATUS[reason])


def wanted_level(request: HttpRequest) -> Level:
    """The level that the person was sent to reach; the lowest when nothing is said."""
    told = request.GET.get("level", "")
    return Level(told) if told in list(Level) else Level.LOW


def next_page(request: HttpRequest) -> str:
    """Where the person was going, when that is a page of ours."""
    place = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if is_ours else ""


def callback_address(provider: Provider) -> str:
    """Where the provider sends the answer, as registered there."""
    return settings.PUBLIC_URL + reverse("openid_callback", args=[provider.key])


def provider_or_404(key: str) -> Provider:
    """The provider that the installation knows by that name."""
    for one in settings.OPENID_PROVIDERS:
        if one.key == key:
            return one
    raise Http404


def account_of(request: HttpRequest) -> Account:
    """Whoever is signed in."""
    return cast("Account", request.user)
