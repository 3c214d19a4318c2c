"""Code and passkey: what is refused stands in the log, and wrong codes lock for a while."""

from __future__ import annotations

import struct
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import extract_user_from_response, get_authenticator_by_credential_id
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.utils import websafe_decode

from arbeidsrom.core.accounts import actions
from arbeidsrom.core.accounts.adapter import origin_of
from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.accounts.rules import CODE


class CountedCode:
    """What both forms add to those of allauth."""

    def clean_code(self) -> str:
        """While codes are locked not even the right one is tried."""
        if actions.is_locked(self.user.sign_in_name, limit=CODE, now=timezone.now()):  # type: ignore[attr-defined]
            raise ValidationError(_("Too many wrong codes. Wait five minutes."))
        code: str = super().clean_code()  # type: ignore[misc]
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]
        name: str = self.user.sign_in_name  # type: ignore[attr-defined]
        actions.count_failure(name, limit=CODE, origin=origin_of(context.request), now=timezone.now())


class SignInCodeForm(CountedCode, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of signing in."""


class ConfirmCodeForm(CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """The same before content leaves the program."""


MALFORMED = (AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)
"""What the libraries raise over what no browser would send."""
NOT_TRIED = "too_many_login_attempts"
"""The error of one who is sent away before anything is looked at."""


class LoggedPasskey:
    """What the three forms add to those of allauth. Nothing locks: a passkey cannot be guessed."""

    def clean_credential(self) -> Authenticator:
        """A passkey that is refused stands in the log of the account it was shown for."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (ValidationError, *MALFORMED) as error:
            account = self._shown_for() if getattr(error, "code", "") != NOT_TRIED else None
            if account is not None:
                actions.note_refused_passkey(account, origin=origin_of(context.request), now=timezone.now())
            if isinstance(error, ValidationError):
                raise
            raise get_adapter().validation_error("incorrect_code") from error

    def _shown_for(self) -> Account | None:
        """Who takes the second step; without a password before it, whoever the passkey is registered for.

        An account's number alone is anybody's guess, and fills nobody's log.
        """
        user: Account | None = self.user  # type: ignore[attr-defined]
        if user is not None:
            return user
        try:
            shown = self.cleaned_data["credential"]  # type: ignore[attr-defined]
            found: Account = extract_user_from_response(shown)
            is_theirs = get_authenticator_by_credential_id(found, websafe_decode(shown["rawId"])) is not None
        except (ValidationError, *MALFORMED):
            return None
        return found if is_theirs else None


class SignInPasskeyForm(LoggedPasskey, LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with nothing but a passkey."""


class SecondStepPasskeyForm(LoggedPasskey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step of signing in."""


class ConfirmPasskeyForm(LoggedPasskey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The same before content leaves the program."""


class NewPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Registering a passkey of one's own."""

    def clean(self) -> dict[str, Any]:
        """What no browser sends is refused."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned
