"""Counting wrong tries, and what signing in leaves in the log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from arbeidsrom.core.accounts import rules
from arbeidsrom.core.accounts.models import Account, FailedSignIns, ProviderSession
from arbeidsrom.core.accounts.recording import holder_of, record, somebody
from arbeidsrom.core.accounts.rules import Limit


def is_locked(email: str, *, limit: Limit, now: datetime) -> bool:
    """Whether tries for the address are refused for now; alike for addresses that nobody has."""
    failed = FailedSignIns.objects.filter(address=_hash(email, limit)).first()
    return failed is not None and rules.is_locked(limit, count=failed.count, last_at=failed.last_at, now=now)


@transaction.atomic
def count_failure(email: str, *, limit: Limit, origin: str, now: datetime) -> None:
    """One more wrong password or code; the last that is allowed locks the address for a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_failedsignins AS failed (address, count, last_at) VALUES (%s, 1, %s)
            ON CONFLICT (address) DO UPDATE
            SET count = CASE WHEN failed.last_at < %s THEN 1 ELSE failed.count + 1 END, last_at = EXCLUDED.last_at
            RETURNING count
            """,
            [_hash(email, limit), now, now - rules.FORGOTTEN_AFTER],
        )
        (count,) = cursor.fetchone()
    account = _with_name(email)
    if account is not None:
        event = "accounts.locked" if count == limit.tries else "accounts.sign_in_failed"
        record(event, account, actor=somebody(origin), now=now)


@transaction.atomic
def note_refused_passkey(account: Account, *, origin: str, now: datetime) -> None:
    """Somebody showed a passkey that does not open the account."""
    record("accounts.passkey_refused", account, actor=somebody(origin), now=now)


@transaction.atomic
def note_sign_in(account: Account, *, method: str, origin: str, now: datetime) -> None:
    """The right password or code: earlier wrong tries are forgotten."""
    tried = [_hash(account.sign_in_name, limit) for limit in (rules.PASSWORD, rules.CODE)]
    FailedSignIns.objects.filter(address__in=tried).delete()
    record("accounts.signed_in", account, actor=holder_of(account, origin), now=now, details={"method": method})


@transaction.atomic
def note_confirmed(account: Account, *, origin: str, now: datetime) -> None:
    """Somebody has shown once more, at their provider, that it is them."""
    record("accounts.confirmed", account, actor=holder_of(account, origin), now=now)


@transaction.atomic
def end_session(session_id: int, *, account: Account, origin: str, now: datetime) -> None:
    """One of the person's own sessions ends at once, wherever it is; nobody else's exists for them."""
    UserSession.objects.get(id=session_id, user=account).end()
    record("accounts.session_ended", account, actor=holder_of(account, origin), now=now)


@transaction.atomic
def forget_ended(*, now: datetime) -> int:
    """Sessions and confirmations that have had their time, and wrong tries that count no longer."""
    ended = [
        Session.objects.filter(expire_date__lte=now).delete(),
        UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete(),
        EmailConfirmation.objects.all_expired().delete(),
        FailedSignIns.objects.filter(last_at__lte=now - rules.FORGOTTEN_AFTER).delete(),
        ProviderSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete(),
    ]
    return sum(count for count, _by_model in ended)


def _with_name(name: str) -> Account | None:
    """The account that signs in by the address, or that has the number."""
    accounts = Account.objects.select_related("person")
    if "@" in name:
        return accounts.filter(email=name.lower()).first()
    try:
        return accounts.filter(public_id=UUID(name)).first()
    except ValueError:
        return None


def _hash(email: str, limit: Limit) -> bytes:
    """Passwords and codes are counted apart."""
    salt = "arbeidsrom.accounts.failed" + (".code" if limit is rules.CODE else "")
    return salted_hmac(salt, email.strip().lower(), algorithm="sha256").digest()
