"""The own profile."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from arbeidsrom.web.pages import page


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """Where the own password, second factor, passkeys and sessions are found."""
    return page(request, "accounts/profile.html", {"account": request.user})
