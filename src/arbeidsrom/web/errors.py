"""Pages for what went wrong: said plainly, with a reference that finds the line in the log."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from arbeidsrom.web.frame import frame_of
from arbeidsrom.web.pages import never_cached

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page says: the heading, why, and what the person can do."""

    status: int
    heading: _StrPromise
    why: _StrPromise
    what_now: _StrPromise


BAD_REQUEST = Trouble(
    400,
    _("The page could not understand the request"),
    _("Something in the address or the form was not as expected."),
    _("Go back and try once more."),
)
FORBIDDEN = Trouble(
    403,
    _("You do not have access to this"),
    _("The office you act in does not give access to it."),
    _("Switch position or office if you hold another, or ask the leader of your unit."),
)
NOT_FOUND = Trouble(
    404,
    _("We cannot find the page"),
    _("It may not be available any longer: moved, archived or deleted. Or you may not have access to it."),
    _("Check the address, or start from the home page."),
)
REFUSED = Trouble(
    409,
    _("Nothing was changed"),
    _("Something has changed since you opened the page."),
    _("Go back, load the page again and look at what is there now."),
)
BROKEN = Trouble(
    500,
    _("Something went wrong on our side"),
    _("What you did last may not have been saved."),
    _("Try once more in a little while."),
)
UNSENT = Trouble(
    403,
    _("The form could not be sent"),
    _("It was open for too long, or the browser did not send the cookie that protects the form."),
    _("Go back, load the page again and send the form once more."),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return error_page(request, BAD_REQUEST, framed=False)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the reason that the decision gave."""
    return error_page(request, FORBIDDEN, reason=str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; what the person cannot see does not exist either."""
    return error_page(request, NOT_FOUND)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """409: the thing is not in a state for this step, or somebody else changed it meanwhile."""
    return error_page(request, REFUSED, reason=str(exception or ""))


def broken(request: HttpRequest) -> HttpResponse:
    """500; asks nothing of database or session, which may be what broke."""
    return error_page(request, BROKEN, framed=False)


def unsent(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The guard against forged forms (CSRF) did not recognise the form."""
    return error_page(request, UNSENT, framed=False)


def error_page(request: HttpRequest, trouble: Trouble, *, reason: str = "", framed: bool = True) -> HttpResponse:
    """The page about a trouble, inside the frame where the person has one."""
    reference = reference_of(request)
    log.warning("error_page", extra={"reference": reference, "status": trouble.status})
    signed_in = framed and getattr(request, "actor", None) is not None
    context = {
        "trouble": trouble,
        "reason": reason or trouble.why,
        "reference": reference,
        "home_url": _home_url(),
        "layout": "web/frame.html" if signed_in else "web/plain.html",
        "frame": frame_of(request) if signed_in else None,
    }
    text = render_to_string("web/error.html", context, request)
    return never_cached(HttpResponse(text, status=trouble.status))


def _home_url() -> str:
    """The home page, which the receiving process does not have."""
    try:
        return reverse("home")
    except NoReverseMatch:
        return ""


def reference_of(request: HttpRequest) -> str:
    """The reference of the request: given by the logging middleware, else a new one."""
    return getattr(request, "reference", "") or secrets.token_hex(4).upper()
