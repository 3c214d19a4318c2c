"""The boundary of a request for opened keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from arbeidsrom.core.keys import opened
from arbeidsrom.web.middleware import Handler


def forget_keys(get_response: Handler) -> Handler:
    """Opened keys live as long as the request and no longer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with opened.kept():
            return get_response(request)

    return middleware
