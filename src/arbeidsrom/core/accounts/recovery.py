"""When a phone is lost or somebody else may be signed in: what others can do for an account, decided by those above."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from arbeidsrom.core.accounts.models import Account


def count_sessions(account: Account) -> int:
    """In how many browsers the account is signed in."""
    return len(UserSession.objects.purge_and_list(account))


def has_second_step(account: Account) -> bool:
    """Whether the account has an app, a passkey or recovery codes."""
    return bool(Authenticator.objects.filter(user_id=account.pk).exists())


def end_sessions(account: Account) -> int:
    """Sign the account out everywhere; gives in how many browsers it was signed in."""
    sessions = list(UserSession.objects.filter(user_id=account.pk).order_by("pk"))
    for session in sessions:
        session.end()
    return len(sessions)


def remove_second_step(account: Account) -> None:
    """Forget app, passkeys and recovery codes, and sign out everywhere; the password stays as it was."""
    Authenticator.objects.filter(user_id=account.pk).delete()
    end_sessions(account)
