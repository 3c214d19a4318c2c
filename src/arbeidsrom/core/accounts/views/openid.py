"""Signing in with an OpenID provider (PL-AUTH-001)."""

from __future__ import annotations

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
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from arbeidsrom.core.accounts import actions, arriving, client_keys, openid, standing
from arbeidsrom.core.accounts.adapter import origin_of
from arbeidsrom.core.accounts.arriving import Arrival
from arbeidsrom.core.accounts.confirming import recently_confirmed
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
DID_NOT_WORK = gettext_lazy("You could not be signed in automatically. Choose how you want to sign in.")
SIGN_IN, CONFIRM, CONNECT = "sign_in", "confirm", "connect"
NOT_THERE = frozenset({"login_required", "interaction_required", "consent_required", "account_selection_required"})
"""What a provider says to a silent request when nobody it knows sits there (Core 3.1.2.6)."""


@login_not_required
@require_GET
def openid_start(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the provider to show who it is; whoever is signed in and needs a higher level, once more."""
    chosen = provider_or_404(provider)
    level = max(chosen.minimum_level, wanted_level(request), key=lambda one: one.rank)
    silent = chosen.automatic and "silent" in request.GET and not request.user.is_authenticated
    return ask(request, chosen, purpose=SIGN_IN, level=level, silent=silent, anew=request.user.is_authenticated)


@require_GET
def openid_confirm(request: HttpRequest) -> HttpResponse:
    """Before something protected: show once more who it is, where the session began."""
    provider = standing.provider_of(request)
    if provider is None:
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': next_page(request) or '/'})}")
    if "go" in request.GET:
        return ask(request, provider, purpose=CONFIRM, level=standing.level_of(request), anew=True)
    context = {"provider": provider, "next_page": next_page(request)}
    return plain_page(request, "accounts/openid_confirm.html", context)


@require_POST
@recently_confirmed
def openid_connect(request: HttpRequest, provider: str) -> HttpResponse:
    """Tie the own identifier at a provider to the own account, such as that of the work network."""
    chosen = provider_or_404(provider)
    return ask(request, chosen, purpose=CONNECT, level=chosen.minimum_level, anew=True)


@login_not_required
@require_GET
def openid_callback(request: HttpRequest, provider: str) -> HttpResponse:
    """The browser comes back with the answer; each is taken once, in the browser that asked."""
    chosen = provider_or_404(provider)
    now = timezone.now()
    asked = take_pending(request, chosen, now=now)
    if asked is None:
        return unasked(request, chosen)
    try:
        answer = openid.take_answer(chosen, asked, request.GET.dict(), redirect_uri=callback_address(chosen), now=now)
    except ProviderRefused as no:
        log.info("openid_refused", provider=chosen.key, code=no.code[:60])
        return not_signed_in(request, chosen, asked, no)
    except ProviderSilent as silent:
        log.warning("openid_silent", provider=chosen.key, about=str(silent)[:200])
        return failed(request, "silent", chosen, asked)
    except NotTrusted as doubt:
        log.warning("openid_not_trusted", provider=chosen.key, about=str(doubt)[:200])
        return failed(request, "not_trusted", chosen, asked)
    if chosen.is_shared(answer.claims):
        return choose_oneself(
            request, asked, _("The PC is logged on to by a user whom several share. Sign in yourself.")
        )
    reached = chosen.level_of(answer.claims)
    if not reached.reaches(Level(asked.level)) or not chosen.has_wanted_method(answer.claims):
        return failed(request, "too_low", chosen, asked)
    return {SIGN_IN: sign_in, CONFIRM: confirm, CONNECT: connect}[asked.purpose](
        request, chosen, asked, answer, reached, now=now
    )


def sign_in(
    request: HttpRequest, provider: Provider, asked: Request, answer: Answer, level: Level, *, now: datetime
) -> HttpResponse:
    """Whoever has an account or a position comes in; everybody else is told whom to ask."""
    account = arriving.account_for(arrival_of(request, provider, answer), today=timezone.localdate(), now=now)
    if account is None and asked.silent:
        return choose_oneself(request, asked, _("The user of this PC has no access here. Sign in another way."))
    if account is None:
        return refusal(request, "nobody", provider)
    if request.user.is_authenticated and request.user != account:
        logout(request)
    adapter = get_adapter()
    before = request.session.session_key
    record_authentication(request, account, "openid", type=method_of(provider, answer))
    adapter.login(request, account)
    standing.note(request, provider, level)
    arriving.remember_session(
        account,
        session_key=str(request.session.session_key),
        instead_of=before,
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


def confirm(
    request: HttpRequest, provider: Provider, asked: Request, answer: Answer, level: Level, *, now: datetime
) -> HttpResponse:
    """The same person has shown once more that it is them."""
    account = arriving.account_for(arrival_of(request, provider, answer), today=timezone.localdate(), now=now)
    if account is None or account != request.user:
        return refusal(request, "somebody_else", provider)
    record_authentication(request, account, "openid", type=method_of(provider, answer), reauthenticated=True)
    standing.note(request, provider, level)
    actions.note_confirmed(account, origin=origin_of(request), now=now)
    return redirect(asked.next or "/")


def connect(
    request: HttpRequest, provider: Provider, asked: Request, answer: Answer, level: Level, *, now: datetime
) -> HttpResponse:
    """The identifier is tied to the account of whoever asked; not when it is another's, or the number is."""
    if not request.user.is_authenticated:
        return refusal(request, "unknown", provider)
    account = account_of(request)
    arrival = arrival_of(request, provider, answer)
    is_own = arriving.is_number_of(account, arrival.identity) and arriving.link_subject(
        account, issuer=provider.issuer, subject=arrival.subject, origin=arrival.origin, now=now
    )
    if not is_own:
        return refusal(request, "somebody_else", provider)
    messages.success(request, _("You can now sign in with %(name)s.") % {"name": provider.name})
    return redirect("profile")


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
        provider, purpose=purpose, level=level, next_page=next_page(request), now=now, silent=silent, anew=anew
    )
    place_of_answer, language = callback_address(provider), get_language() or "nb"
    try:
        place = openid.address_to_ask(provider, asked, redirect_uri=place_of_answer, language=language, now=now)
    except (ProviderSilent, ProviderRefused, client_keys.ClientKeyProblem) as problem:
        log.error("openid_not_asked", provider=provider.key, about=str(problem)[:200])
        return failed(request, "silent", provider, asked)
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


def method_of(provider: Provider, answer: Answer) -> str:
    """How somebody signed in, for the log: «ID-porten (BankID)»."""
    ways = ", ".join(words_of(answer.claims.get("amr")))[:80]
    return f"{provider.name} ({ways})" if ways else provider.name


def not_signed_in(request: HttpRequest, provider: Provider, asked: Request, no: ProviderRefused) -> HttpResponse:
    """The provider says no: whoever pressed «cancel» there can choose again, the rest is a fault."""
    if asked.silent and no.code in NOT_THERE:
        return choose_oneself(request, asked)
    if no.code == "access_denied" and asked.purpose == SIGN_IN:
        return choose_oneself(request, asked, _("You did not sign in. Choose how you want to sign in."))
    return failed(request, "refused", provider, asked)


def failed(request: HttpRequest, reason: str, provider: Provider, asked: Request) -> HttpResponse:
    """An answer that signs nobody in; whoever was to come in automatically chooses how instead (KP-EIMP-003)."""
    if asked.silent:
        return choose_oneself(request, asked, str(DID_NOT_WORK))
    return refusal(request, reason, provider)


def unasked(request: HttpRequest, provider: Provider) -> HttpResponse:
    """An answer to nothing that this browser has asked, or that came too late."""
    if provider.automatic and not request.user.is_authenticated:
        messages.info(request, str(DID_NOT_WORK))
        return redirect(f"{reverse('account_login')}?explicit=1")
    return refusal(request, "unknown", provider)


def choose_oneself(request: HttpRequest, asked: Request, word: str = "") -> HttpResponse:
    """The page with all ways in, where nothing happens by itself any more."""
    if word:
        messages.info(request, word)
    query = {"explicit": "1", **({"next": asked.next} if asked.next else {})}
    return redirect(f"{reverse('account_login')}?{urlencode(query)}")


STATUS = {
    "unknown": 400, "not_trusted": 400, "refused": 400, "silent": 503, "too_low": 403, "nobody": 403,
    "somebody_else": 403,
}  # fmt: skip


def refusal(request: HttpRequest, reason: str, provider: Provider) -> HttpResponse:
    """Why somebody did not come in, and what they can do; nothing about who is known here."""
    context = {"reason": reason, "provider": provider, "contact": settings.SIGN_IN_CONTACT}
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
    found = standing.provider_named(key)
    if found is None:
        raise Http404
    return found


def account_of(request: HttpRequest) -> Account:
    """Whoever is signed in."""
    return cast("Account", request.user)
