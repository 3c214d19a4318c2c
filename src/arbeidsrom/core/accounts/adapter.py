"""How allauth behaves here: nobody signs up by themselves, and wrong tries lock."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.accounts import actions, arriving, signing_out
from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.accounts.rules import PASSWORD

NO_ACCESS = gettext_lazy(
    "You have no access here. Access comes with a position or an office, and ends with it. Ask your leader or your"
    " administrator."
)
NAMES = {"totp": "app", "recovery_codes": "recovery code", "webauthn": "passkey"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators and imports only (PL-AUTH-002)."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """While an address is locked not even the right password is tried; alike for unknown addresses."""
        super().pre_authenticate(request, **credentials)
        if actions.is_locked(credentials.get("email", ""), limit=PASSWORD, now=timezone.now()):
            raise ValidationError(_("Too many wrong tries. Wait a quarter of an hour, or choose a new password."))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """One more wrong try."""
        super().authentication_failed(request, **credentials)
        email = credentials.get("email", "")
        actions.count_failure(email, limit=PASSWORD, origin=origin_of(request), now=timezone.now())

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """Whoever holds no position any more does not come in, however they show who they are (KP-EIMP-001)."""
        if not arriving.is_let_in(user, origin=origin_of(request), today=timezone.localdate(), now=timezone.now()):
            messages.error(request, str(NO_ACCESS))
            return redirect(f"{reverse('account_login')}?explicit=1")
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        """Signing in stands in the log."""
        actions.note_sign_in(user, method=method_of(request, user), origin=origin_of(request), now=timezone.now())
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Signing out goes by the provider that the session began with (PL-AUTH-001)."""
        if settings.OPENID_PROVIDERS and request.user.is_authenticated:
            return signing_out.address_after(request)
        address: str = super().get_logout_redirect_url(request)
        return address


def method_of(request: HttpRequest, account: Account) -> str:
    """Every step that was taken, such as "password, app"."""
    steps = [step.get("type") or step["method"] for step in get_authentication_records(request, account)]
    return ", ".join(NAMES.get(step, step) for step in steps) or "link"


def origin_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
