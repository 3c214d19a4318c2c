"""The own profile and the own sessions."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from arbeidsrom.core.accounts import actions, arriving, standing
from arbeidsrom.core.accounts.adapter import origin_of
from arbeidsrom.core.accounts.confirming import recently_confirmed
from arbeidsrom.core.accounts.models import Account
from arbeidsrom.web.pages import page


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """Where the own password, second factor, passkeys and sessions are found."""
    account = cast("Account", request.user)
    context = {
        "account": account,
        "has_password": account.has_usable_password(),
        "ways": [
            (subject.pk, found.name, subject.linked_at)
            for subject in account.subjects.order_by("linked_at", "pk")
            if (found := standing.provider_issuing(subject.issuer)) is not None
        ],
        "providers": settings.OPENID_PROVIDERS,
    }
    return page(request, "accounts/profile.html", context)


@require_POST
@recently_confirmed
def disconnect(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Take away one of the own ways of signing in."""
    arriving.unlink_subject(
        subject_id, account=cast("Account", request.user), origin=origin_of(request), now=timezone.now()
    )
    messages.success(request, _("The way of signing in is taken away."))
    return redirect("profile")


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one of the own browsers, such as that of a phone that is lost."""
    actions.end_session(
        session_id, account=cast("Account", request.user), origin=origin_of(request), now=timezone.now()
    )
    messages.success(request, _("The session has ended."))
    return redirect("usersessions_list")
