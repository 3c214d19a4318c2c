"""What stands around the receiver's pages: no sign-in, no session of Django's, no cookie before the code."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from arbeidsrom.modules.sharing.receiver_cookie import read_cookies
from arbeidsrom.web.errors import unsent
from arbeidsrom.web.middleware import Handler

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class SpokenLanguage:
    """The language of the address, else of a cookie after the code, else of the browser."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = spoken(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def spoken(request: HttpRequest) -> str:
    """Which of our languages the receiver reads."""
    known = dict(settings.LANGUAGES)
    for wanted in (request.GET.get("language", ""), _language_kept(request)):
        if wanted in known:
            return wanted
    return translation.get_language_from_request(request)


def _language_kept(request: HttpRequest) -> str:
    """What was read in the shipment of this address, else in any that stands open in the browser."""
    kept = read_cookies(request)
    here = [cookie for reference, cookie in kept.items() if f"/{reference}/" in request.path]
    return next((cookie.language for cookie in here or kept.values()), "")


def same_origin_only(get_response: Handler) -> Handler:
    """A form from another page is refused (CSRF). There is no cookie yet to protect the first form with.

    Newer browsers say so in Sec-Fetch-Site, to encrypted pages; every other one in Origin, as long as the page it stood
    on lets it: under ``no-referrer`` Origin is "null". The policy of our pages is therefore ``same-origin``, which
    tells other sites as little; what stands behind the # of a link is told to nobody.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in READING and not is_from_here(request):
            return unsent(request)
        return get_response(request)

    return middleware


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site == "same-origin"
    told = request.headers.get("Origin", "") or request.headers.get("Referer", "")
    return urlsplit(told).netloc.lower() == request.get_host().lower()
