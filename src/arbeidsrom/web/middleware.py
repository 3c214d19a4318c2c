"""What middleware is made of."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
"""The rest of the way: what a piece of middleware hands the request on to."""


class AroundViews:
    """Middleware that looks at a request once its view is known, or at what a view raised, and else lets it through."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
