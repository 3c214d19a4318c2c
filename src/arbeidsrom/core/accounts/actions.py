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
from arbeidsrom.core.accounts.models import Account, FailedSignIns
from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor, ActorKind


def is_locked(email: str, *, now: datetime) -> bool:
    """Whether tries for the address are refused for now; alike for addresses that nobody has."""
    failed = FailedSignIns.objects.filter(address=_hash(email)).first()
    return failed is not None and rules.is_locked(count=failed.count, last_at=failed.last_at, now=now)


@transaction.atomic
def count_failure(email: str, *, origin: str, now: datetime) -> None:
    """One more wrong try; the tenth locks the address for a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_failedsignins AS failed (address, count, last_at) VALUES (%s, 1, %s)
            ON CONFLICT (address) DO UPDATE
            SET count = CASE WHEN failed.last_at < %s THEN 1 ELSE failed.count + 1 END, last_at = EXCLUDED.last_at
            RETURNING count
            """,
            [_hash(email), now, now - rules.FORGOTTEN_AFTER],
        )
        (count,) = cursor.fetchone()
    account = Account.objects.select_related("person").filter(email=email.lower()).first()
    if account is not None:
        event = "accounts.locked" if count == rules.TRIES else "accounts.sign_in_failed"
        audit.record(event, account.public_id, actor=_somebody(origin), at=now, subjects=_subjects(account))


@transaction.atomic
def note_sign_in(account: Account, *, method: str, origin: str, now: datetime) -> None:
    """The right password or code: earlier wrong tries are forgotten."""
    FailedSignIns.objects.filter(address=_hash(account.email)).delete()
    actor = Actor(
        ActorKind.PERSON,
        label=account.person.name if account.person else "",
        account_id=account.pk,
        person_id=account.person_id,
        person=account.person.public_id if account.person else None,
        origin=origin,
    )
    audit.record(
        "accounts.signed_in",
        account.public_id,
        actor=actor,
        at=now,
        subjects=_subjects(account),
        details={"method": method},
    )


@transaction.atomic
def forget_ended(*, now: datetime) -> int:
    """Sessions and confirmations that have had their time, and wrong tries that count no longer."""
    ended = [
        Session.objects.filter(expire_date__lte=now).delete(),
        UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete(),
        EmailConfirmation.objects.all_expired().delete(),
        FailedSignIns.objects.filter(last_at__lte=now - rules.FORGOTTEN_AFTER).delete(),
    ]
    return sum(count for count, _by_model in ended)


def _somebody(origin: str) -> Actor:
    return Actor(ActorKind.PERSON, label="", origin=origin)


def _subjects(account: Account) -> list[UUID]:
    return [account.person.public_id] if account.person else []


def _hash(email: str) -> bytes:
    return salted_hmac("arbeidsrom.accounts.failed", email.strip().lower(), algorithm="sha256").digest()
