"""Signing out at the provider and here, whoever begins (PL-AUTH-001)."""

from __future__ import annotations

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from arbeidsrom.core.accounts import arriving, openid, signing_out, standing
from arbeidsrom.core.accounts.openid import NotTrusted, ProviderSilent
from arbeidsrom.core.accounts.views.openid import provider_or_404

log = structlog.get_logger("arbeidsrom.sign_in")


@login_not_required
@require_GET
def openid_signed_out(request: HttpRequest) -> HttpResponse:
    """Back from the provider, where one has signed out too."""
    provider = standing.provider_named(signing_out.provider_come_back_from(request.GET.get("state", "")))
    if provider is not None:
        messages.success(request, _("You are signed out here and at %(name)s.") % {"name": provider.name})
    return redirect(f"{reverse('account_login')}?explicit=1")


@login_not_required
@xframe_options_exempt
@require_GET
def openid_front_channel(request: HttpRequest, provider: str) -> HttpResponse:
    """The provider shows this in a frame when the person signs out there (Front-Channel Logout 1.0).

    The browser sends no cookie into a frame of another site; the session is found by the provider's name for it, which
    nobody can guess.
    """
    chosen = provider_or_404(provider)
    sid = request.GET.get("sid", "")
    if request.GET.get("iss") != chosen.issuer or not sid:
        return HttpResponse(status=400)
    count = arriving.end_sessions_of_provider(issuer=chosen.issuer, sid=sid, now=timezone.now())
    log.info("openid_front_channel", provider=chosen.key, ended=count)
    answer = HttpResponse()
    answer.headers["Cache-Control"] = "no-store"
    answer._csp_replace = {"frame-ancestors": list(chosen.origins)}  # type: ignore[attr-defined]
    return answer


@csrf_exempt
@login_not_required
@require_POST
def openid_back_channel(request: HttpRequest, provider: str) -> HttpResponse:
    """The provider itself says that the person has signed out there, and signs it (Back-Channel Logout 1.0)."""
    chosen = provider_or_404(provider)
    now = timezone.now()
    try:
        told = openid.told_to_sign_out(chosen, request.POST.get("logout_token", ""), now=now)
    except (NotTrusted, ProviderSilent) as doubt:
        log.warning("openid_back_channel_refused", provider=chosen.key, about=str(doubt)[:200])
        return HttpResponse(status=400)
    count = arriving.end_sessions_of_provider(issuer=chosen.issuer, sid=told.sid, subject=told.subject, now=now)
    log.info("openid_back_channel", provider=chosen.key, ended=count)
    answer = HttpResponse()
    answer.headers["Cache-Control"] = "no-store"
    return answer
