"""Signing out leaves nothing behind in the browser; what each page takes of how somebody signed in."""

from __future__ import annotations

import time
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from arbeidsrom.core.accounts import standing
from arbeidsrom.core.accounts.adapter import origin_of
from arbeidsrom.core.accounts.confirming import back_to
from arbeidsrom.core.accounts.providers import Level
from arbeidsrom.web.middleware import AroundViews, Handler
from arbeidsrom.web.pages import plain_page

SIGNED_OUT = f"{settings.COOKIE_PREFIX}signed-out"
"""In the browser of whoever has pressed «Logg ut», until they sign in themselves or close it (KP-EIMP-005)."""


def clear_after_signing_out(get_response: Handler) -> Handler:
    """Whoever was signed in before a request and is not after it has left: the browser forgets what pages stored.

    Pages themselves are never kept (``no-store``), and the work network does not sign in by itself again.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        has_left = not request.user.is_authenticated and _has_pressed_sign_out(request, response)
        if has_left or (was_signed_in and not request.user.is_authenticated):
            response.headers["Clear-Site-Data"] = '"storage"'
        if has_left:
            response.set_cookie(SIGNED_OUT, "1", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        elif SIGNED_OUT in request.COOKIES and request.user.is_authenticated:
            response.delete_cookie(SIGNED_OUT, samesite="Lax")
        return response

    return middleware


def _has_pressed_sign_out(request: HttpRequest, response: HttpResponse) -> bool:
    """Also where the session had ended before, so that there was nobody to sign out, and where one left half-way in."""
    match = request.resolver_match
    is_there = match is not None and match.url_name == "account_logout"
    return is_there and request.method == "POST" and response.status_code < 400


MODULES = "arbeidsrom.modules."


class SecurityLevels(AroundViews):
    """A module opens only for those whose sign-in is as sure as the installation demands for it (PL-AUTH-001)."""

    def process_view(
        self, request: HttpRequest, view: Handler, _arguments: tuple[Any, ...], _named: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer in the page's place with the ways to a higher level."""
        place = getattr(view, "__module__", "")
        module = place.removeprefix(MODULES).partition(".")[0] if place.startswith(MODULES) else ""
        needed: Level | None = settings.SECURITY_LEVELS.get(module)
        is_for_all = not request.user.is_authenticated or not getattr(view, "login_required", True)
        if needed is None or is_for_all or standing.level_of(request).reaches(needed):
            return None
        context = {
            "providers": [one for one in settings.OPENID_PROVIDERS if one.can_reach(needed)],
            "level": needed,
            "next_page": back_to(request),
            "contact": settings.SIGN_IN_CONTACT,
        }
        return plain_page(request, "accounts/higher_level.html", context, status=403)


TRIED = "openid_tried"
NOT_AGAIN_WITHIN = 60
"""Seconds after which signing in by itself is tried once more in the same browser."""
LOCAL = frozenset({"account_login", "account_reset_password", "account_reset_password_from_key", "mfa_login_webauthn"})


class WaysIn(AroundViews):
    """On the work network one is signed in without a form (KP-LOGIN-002); passwords are taken where they are wanted."""

    def process_view(
        self, request: HttpRequest, _view: Handler, _arguments: tuple[Any, ...], _named: dict[str, Any]
    ) -> HttpResponse | None:
        """Send a browser of the work network on from the sign-in page, once; the page says so with ``explicit``."""
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in LOCAL and not settings.LOCAL_SIGN_IN and (name != "account_login" or request.method == "POST"):
            raise Http404
        if name != "account_login" or request.method != "GET" or request.user.is_authenticated:
            return None
        automatic = next((one for one in settings.OPENID_PROVIDERS if one.automatic), None)
        itself = "explicit" not in request.GET and SIGNED_OUT not in request.COOKIES
        if automatic is None or not itself or not is_on_work_network(origin_of(request)):
            return None
        now = int(time.time())
        if now - request.session.get(TRIED, 0) < NOT_AGAIN_WITHIN:
            return None
        request.session[TRIED] = now
        query = {"silent": "1", **({"next": place} if (place := request.GET.get("next")) else {})}
        return redirect(f"{reverse('openid_start', args=[automatic.key])}?{urlencode(query)}")


def is_on_work_network(address: str) -> bool:
    """Whether the browser's address is one of the employer's own."""
    try:
        return any(ip_address(address) in network for network in settings.WORK_NETWORKS)
    except ValueError:
        return False
