"""The boundary of a request for opened keys."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from arbeidsrom.core.keys import opened

Handler = Callable[[HttpRequest], HttpResponse]


def forget_keys(get_response: Handler) -> Handler:
    """Opened keys live as long as the request and no longer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with opened.kept():
            return get_response(request)

    return middleware
