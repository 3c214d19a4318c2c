"""One page with the ready-made users, and one click to become each (PL-MOD-002)."""

from __future__ import annotations

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from arbeidsrom.config.demo import users
from arbeidsrom.web.pages import plain_page


@require_GET
@login_not_required
def demonstration_users(request: HttpRequest) -> HttpResponse:
    """Everybody one can become, with what they do."""
    return plain_page(
        request,
        "demo/demonstration_users.html",
        {"users": users.demonstration_users(today=timezone.localdate())},
    )


@require_POST
@login_not_required
def become_demonstration_user(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the ready-made users; there is no such address outside the demonstration."""
    try:
        chosen = UUID(request.POST.get("user", ""))
    except ValueError as error:
        raise SuspiciousOperation("not the id of a user") from error
    account = users.get_demonstration_user(chosen)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, account, method="demonstration")
    return redirect("home")
