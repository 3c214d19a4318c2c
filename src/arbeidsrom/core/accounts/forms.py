"""The code of the second step: wrong ones are counted, logged, and lock for a while."""

from __future__ import annotations

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsrom.core.accounts import actions
from arbeidsrom.core.accounts.adapter import origin_of
from arbeidsrom.core.accounts.rules import CODE


class CountedCode:
    """What both forms add to those of allauth."""

    def clean_code(self) -> str:
        """While codes are locked not even the right one is tried."""
        if actions.is_locked(self.user.email, limit=CODE, now=timezone.now()):  # type: ignore[attr-defined]
            raise ValidationError(_("Too many wrong codes. Wait five minutes."))
        code: str = super().clean_code()  # type: ignore[misc]
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]
        email: str = self.user.email  # type: ignore[attr-defined]
        actions.count_failure(email, limit=CODE, origin=origin_of(context.request), now=timezone.now())


class SignInCodeForm(CountedCode, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of signing in."""


class ConfirmCodeForm(CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """The same before content leaves the program."""
