"""Before something protected leaves the program the person shows once more that it is them."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from arbeidsrom.core.accounts import standing

View = Callable[..., HttpResponse]

OPENED = "opened_after_confirming"
READING = frozenset({"GET", "HEAD"})


def recently_confirmed(view: View) -> View:
    """The page opens only a short time after signing in or confirming (``ACCOUNT_REAUTHENTICATION_TIMEOUT``)."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_unless_confirmed(request) or view(request, *args, **kwargs)

    return asked


def ask_unless_confirmed(request: HttpRequest) -> HttpResponse | None:
    """The way to the page that asks who it is; None when that was shown lately.

    A form that was opened by somebody who had just confirmed may be sent as long as a session lasts without activity,
    so that nothing that was typed is lost. A form that nobody opened, as a thief of the session would send, asks.
    """
    now = time.time()
    opened = {
        path: at for path, at in request.session.get(OPENED, {}).items() if now - at < settings.SESSION_COOKIE_AGE
    }
    if is_confirmed(request, now):
        if request.method in READING:
            request.session[OPENED] = opened | {request.path: now}
        return None
    if request.method not in READING:
        if request.path in opened:
            return None
        messages.info(request, _("Show that it is you, and then press once more."))
    where = "openid_confirm" if standing.provider_of(request) else "account_reauthenticate"
    asking = redirect(f"{reverse(where)}?{urlencode({'next': back_to(request)})}")
    asking.asks_first = True  # type: ignore[attr-defined]
    return asking


def is_confirmed(request: HttpRequest, now: float) -> bool:
    """Whether the person has shown a short time ago that it is them."""
    shown = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(shown) and now - max(shown) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def back_to(request: HttpRequest) -> str:
    """The page that was asked for, or the one that the form stood on."""
    if request.method in READING:
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
