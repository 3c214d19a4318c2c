"""Signing out leaves nothing behind in the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def clear_after_signing_out(get_response: Handler) -> Handler:
    """Whoever was signed in before a request and is not after it has left: the browser forgets what pages stored.

    Pages themselves are never kept (``no-store``).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    return middleware
