"""Whoever comes from an OpenID provider: which account is theirs, and what their session is called there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from arbeidsrom.core.accounts.models import Account, ProviderSession, Subject
from arbeidsrom.core.accounts.recording import holder_of, record, somebody
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.organisation.queries import identity_index, person_with_identity, positions_of
from arbeidsrom.lib import identity_number


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who a provider says has come: by its own identifier, and by national identity number where it gives one."""

    issuer: str
    subject: str
    identity: str
    language: str
    origin: str


@transaction.atomic
def account_for(arrival: Arrival, *, today: date, now: datetime) -> Account | None:
    """The account of whoever has come, made when they have a position and come for the first time (PL-AUTH-002).

    None for those whom nobody here knows, who hold no position any more, or whose account is closed: from the outside
    these look alike. A name and an e-mail address are never looked at.
    """
    linked = Subject.objects.select_related("account__person").filter(issuer=arrival.issuer, subject=arrival.subject)
    link = linked.first()
    person = _person_known_by(arrival)
    if link is not None:
        account: Account | None = link.account
        person = person or link.account.person
        if _is_somebody_else(link.account, person, arrival):
            account = None
    else:
        account = Account.objects.select_related("person").filter(person=person).first() if person else None
    if person is None and account is None:
        return None
    if not _may_come_in(account, person, today=today) or (link is not None and account is None):
        _note_refused(link.account if link else account, arrival, now=now)
        return None
    account = account or _made(person, arrival, now=now)
    if link is None:
        link_subject(account, issuer=arrival.issuer, subject=arrival.subject, origin=arrival.origin, now=now)
    return account


def _person_known_by(arrival: Arrival) -> Person | None:
    """Found by the keyed hash of the number; locked, so that two first sign-ins make one account."""
    if not arrival.identity:
        return None
    found = person_with_identity(arrival.identity)
    return Person.objects.select_for_update().get(pk=found.pk) if found else None


def _is_somebody_else(account: Account, person: Person | None, arrival: Arrival) -> bool:
    """Whether the identifier was tied to another than whom the identity number belongs to."""
    if account.person is None or not arrival.identity:
        return False
    if person is not None and person.pk != account.person_id:
        return True
    return not is_number_of(account, arrival.identity)


def _may_come_in(account: Account | None, person: Person | None, *, today: date) -> bool:
    """An account that is not closed, of somebody who holds a position; one can be acted in before its first day."""
    is_open = account is None or account.is_active
    return is_open and (person is None or bool(positions_of(person.pk, today=today)))


@transaction.atomic
def is_let_in(account: Account, *, origin: str, today: date, now: datetime) -> bool:
    """Whether the holder of a local account holds a position; a refusal stands in the log."""
    if _may_come_in(account, account.person, today=today):
        return True
    record("accounts.refused", account, actor=somebody(origin), now=now)
    return False


def _made(person: Person | None, arrival: Arrival, *, now: datetime) -> Account:
    account = Account.objects.create_user(None, person=person, language=arrival.language)
    record("accounts.made", account, actor=holder_of(account, arrival.origin), now=now)
    return account


def _note_refused(account: Account | None, arrival: Arrival, *, now: datetime) -> None:
    if account is not None:
        record("accounts.refused", account, actor=somebody(arrival.origin), now=now)


@transaction.atomic
def link_subject(account: Account, *, issuer: str, subject: str, origin: str, now: datetime) -> bool:
    """Tie a provider's identifier to an account; not when it is another's. Says whether it is this account's now."""
    link, is_new = Subject.objects.get_or_create(
        issuer=issuer, subject=subject, defaults={"account": account, "linked_at": now}
    )
    if is_new:
        record("accounts.linked", account, actor=holder_of(account, origin), now=now)
    return link.account_id == account.pk


@transaction.atomic
def remember_session(
    account: Account,
    *,
    session_key: str,
    instead_of: str | None,
    issuer: str,
    sid: str,
    id_token: str,
    now: datetime,
) -> None:
    """What is needed to sign out there when the person signs out here, and here when they sign out there."""
    ProviderSession.objects.filter(session_key__in=[key for key in (session_key, instead_of) if key]).delete()
    ProviderSession.objects.create(
        account=account, session_key=session_key, issuer=issuer, sid=sid, id_token=id_token, began_at=now
    )


def take_answer_of(session_key: str | None) -> tuple[str, str]:
    """The issuer and its answer that the session began with, given out once: whoever signs out here needs it there."""
    kept = ProviderSession.objects.filter(session_key=session_key).first() if session_key else None
    if kept is None:
        return "", ""
    taken = kept.issuer, str(kept.id_token or "")
    kept.delete()
    return taken


@transaction.atomic
def end_sessions_of_provider(*, issuer: str, sid: str, subject: str = "", now: datetime) -> int:
    """The person has signed out at the provider: what began there ends here (Front-Channel and Back-Channel 1.0).

    By the provider's name for the session; told of the person alone, everything of theirs that began there.
    """
    if not sid and not subject:
        return 0
    which = Q(sid=sid) if sid else Q(account__subjects__issuer=issuer, account__subjects__subject=subject)
    ended = ProviderSession.objects.select_for_update(of=("self",)).select_related("account__person")
    count = 0
    for one in ended.filter(which, issuer=issuer).order_by("pk"):
        was_open, _by_model = Session.objects.filter(session_key=one.session_key).delete()
        UserSession.objects.filter(session_key=one.session_key).delete()
        one.delete()
        if was_open:
            count += 1
            record("accounts.signed_out_by_provider", one.account, actor=holder_of(one.account, ""), now=now)
    return count


@transaction.atomic
def unlink_subject(subject_id: int, *, account: Account, origin: str, now: datetime) -> None:
    """One of the own ways of signing in is no longer taken; nobody else's exists for them."""
    Subject.objects.get(pk=subject_id, account=account).delete()
    record("accounts.unlinked", account, actor=holder_of(account, origin), now=now)


def is_number_of(account: Account, identity: str) -> bool:
    """Whether an identity number may belong to the account's person: it does, or theirs is not known here."""
    known = account.person.identity_index if account.person else None
    return not identity or known is None or bytes(known) == identity_index(identity)


def valid_identity(text: str, *, synthetic: bool) -> str:
    """The digits of a national identity number; nothing for a text that is none."""
    try:
        return identity_number.parse(text, synthetic=synthetic).digits
    except identity_number.InvalidIdentityNumber:
        return ""
