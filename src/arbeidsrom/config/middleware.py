"""Who acts, and how refusals become pages."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsrom.config.frame import frame
from arbeidsrom.core.accounts.confirming import ask_unless_confirmed
from arbeidsrom.core.preferences.middleware import is_asked_by_script
from arbeidsrom.core.roles.acting import acting, must_choose, seen_by_support
from arbeidsrom.core.system_messages.views.pop_up import pop_up
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.errors import refused
from arbeidsrom.web.middleware import AroundViews, Handler
from arbeidsrom.web.requests import may_take_out

ACTIVITY_STEP = 300  # seconds between two notes that somebody is there
FOR_THE_BROWSER = ("web_service_worker", "web_manifest", "web_offline")
"""What the browser itself asks for, which shows nothing of anybody's."""
OWN_ACCOUNT = ("/accounts/", "/sign-in/", "/static/", "/language/")
ENDINGS = ("end_support_view", "account_logout")
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def client_address(get_response: Handler) -> Handler:
    """Behind our own proxies, the address is the one they have seen; what anybody else claims is not believed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        seen = [request.META.get("REMOTE_ADDR", "")]
        if seen[0] in settings.TRUSTED_PROXIES:
            claimed = request.headers.get("X-Forwarded-For", "").split(",")
            seen += [address for one in reversed(claimed) if (address := one.strip()[:45])]
        request.META["REMOTE_ADDR"] = next((one for one in seen if one not in settings.TRUSTED_PROXIES), seen[0])
        return get_response(request)

    return middleware


def uncached(get_response: Handler) -> Handler:
    """No browser and no proxy keeps what was answered, whoever made the page; what may be kept says so itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def actor(get_response: Handler) -> Handler:
    """Give every request its ``actor``, and keep the session alive while somebody works."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _has_lasted_too_long(request):
            logout(request)
        given = acting(request)
        if given is not None:
            _keep_alive(request)
            given = seen_by_support(request, given)
        request.actor = given  # type: ignore[attr-defined]
        request.frame = partial(frame, request)  # type: ignore[attr-defined]
        request.first = partial(pop_up, request)  # type: ignore[attr-defined]
        request.ask_to_confirm = partial(ask_unless_confirmed, request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _has_lasted_too_long(request: HttpRequest) -> bool:
    """However active somebody is, a session has an end."""
    now = int(timezone.now().timestamp())
    began: int = request.session.setdefault("began_at", now)
    return now - began > settings.SESSION_LONGEST


def _keep_alive(request: HttpRequest) -> None:
    """Noted now and then in the session and in the list of one's browsers, so that a page need not write."""
    now = int(timezone.now().timestamp())
    if now - request.session.get("active_at", 0) > ACTIVITY_STEP:
        request.session["active_at"] = now
        UserSession.objects.create_from_request(request)


class SignedInParts(AroundViews):
    """A part of a page, asked for when nobody is signed in any more, is told so and gets no page to sign in on."""

    def process_view(
        self, request: HttpRequest, view: Handler, _arguments: tuple[Any, ...], _named: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer before a page for signing in is offered."""
        is_for_all = request.user.is_authenticated or not getattr(view, "login_required", True)
        return None if is_for_all or not is_asked_by_script(request) else HttpResponse(status=401)


def second_factor(get_response: Handler) -> Handler:
    """Where two steps are demanded, an account without a second one gets no further than to setting it up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        lacks = settings.REQUIRE_TWO_FACTOR and request.user.is_authenticated and not _has_second_factor(request)
        if lacks and not request.path.startswith(OWN_ACCOUNT):
            messages.warning(request, _("Set up a second step, an app or a passkey, before you go on."))
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def _has_second_factor(request: HttpRequest) -> bool:
    if not request.session.get("second_factor"):
        request.session["second_factor"] = is_mfa_enabled(request.user)
    return bool(request.session["second_factor"])


def position_choice(get_response: Handler) -> Handler:
    """Whoever has several ways in chooses one before anything else, and again when the chosen one ends (KP-LOGIN-007).

    Until then nobody acts in any position, so nothing is shown or done with the rights of one that was not chosen.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or request.path.startswith(OWN_ACCOUNT) or not must_choose(request):
            return get_response(request)
        choose = reverse("choose_position")
        if request.path in (choose, reverse("act_as"), *map(reverse, FOR_THE_BROWSER)):
            return get_response(request)
        if is_asked_by_script(request):
            return HttpResponse(status=204, headers={"HX-Redirect": choose})
        onwards = {"next": request.get_full_path()} if request.method in READING and request.path != "/" else {}
        return redirect(f"{choose}?{urlencode(onwards)}" if onwards else choose)

    return middleware


class Refusals(AroundViews):
    """What may not be seen does not exist (404); what may not be done is refused with its reason (403, 409)."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given: Actor | None = getattr(request, "actor", None)
        if given is None or not given.read_only:
            return self.get_response(request)
        if request.method not in READING and request.path not in map(reverse, ENDINGS):
            raise PermissionDenied(_("You are looking at what somebody else sees. Nothing can be changed here."))
        answer = self.get_response(request)
        if "Content-Disposition" in answer:  # views refuse before they write to the log; none is forgotten
            may_take_out(given).or_refuse()
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn what actions raise into pages."""
        if isinstance(error, ObjectDoesNotExist):
            raise Http404 from error
        if isinstance(error, Refused):
            return refused(request, error)
        return None
