"""What the receiving process does when somebody gives a code (KL-SHARE-007 to 011)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import F
from psycopg.errors import LockNotAvailable

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.keys.ring import pepper
from arbeidsrom.lib.actor import Actor, receiver
from arbeidsrom.modules.sharing.actions.generations import argon_cost
from arbeidsrom.modules.sharing.actions.history import happened
from arbeidsrom.modules.sharing.models import Generation, OpeningSession, Shipment, TryCounter
from arbeidsrom.modules.sharing.queries import openings
from arbeidsrom.modules.sharing.rules import links, two_channel
from arbeidsrom.modules.sharing.rules.tries import ADDRESS_WINDOW, TRIES_PER_GENERATION
from arbeidsrom.modules.sharing.rules.two_channel import SealedKey, WrongKey
from arbeidsrom.modules.sharing.states import EventKind, ShipmentState

SESSION_LASTS = timedelta(hours=24)
SECRET_BYTES = 32
MOST_OPEN = 10

_SLOTS = (0x53484152, 0x53484153)  # two at a time over all processes
_LONGEST_WAIT = "20s"


class NotOpened(Exception):
    """Wrong code or reference, unknown link, expired, withdrawn, locked, used up: one answer for all."""


class NoTurn(Exception):
    """So many try at the same time that this one did not get its turn: nothing was looked at or counted."""


class WaitFirst(Exception):
    """Too many wrong tries: the next one is allowed at ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class AddressLimited(WaitFirst):
    """The network address has tried too often: what it tries now was not looked at, and so nothing tells of it."""


def open_with_code(*, token: bytes, reference: str, code: str, origin: str, now: datetime) -> bytes:
    """The secret for the browser's cookie when link, reference and code are right.

    A try is counted before the code is looked at, in a transaction of its own: neither two at once nor a crash
    gives more than ten.
    """
    hashed = links.token_hash(token)
    if limited_until := openings.address_may_try_at(origin, now=now):
        raise AddressLimited(limited_until)
    if until := openings.next_try_at(hashed, now=now):
        raise WaitFirst(until)
    with _turn_to_try():
        generation = openings.find_openable(hashed, now=now)
        claimed = generation if generation is not None and _claim_try(generation, now=now) else None
        key = _key(claimed, token, code) if claimed and _is_of(claimed, reference) else None
    if claimed is None or key is None:
        _count_wrong_try(claimed, hashed, origin, now=now)
        raise NotOpened
    return _begin_session(claimed, key, origin, now=now)


def _claim_try(generation: Generation, *, now: datetime) -> bool:
    """Take one of the ten tries; False when none is left."""
    left = Generation.objects.filter(pk=generation.pk, attempts__lt=TRIES_PER_GENERATION, locked_at=None, ended_at=None)
    return left.update(attempts=F("attempts") + 1, tried_at=now) == 1


def _is_of(generation: Generation, reference: str) -> bool:
    return secrets.compare_digest(generation.shipment.reference, reference)


def _key(generation: Generation, token: bytes, code: str) -> bytes | None:
    """The shipment's key if the code is right; the one expensive step."""
    sealed = SealedKey(bytes(generation.salt), bytes(generation.wrapped_key or b""), bytes(generation.commitment))
    try:
        return two_channel.open_key(
            sealed,
            stretched=two_channel.stretch(code, sealed.salt, argon_cost()),
            token=token,
            pepper=pepper(),
            binding=generation.binding(generation.shipment),
        )
    except WrongKey:
        return None


@contextmanager
def _turn_to_try() -> Iterator[None]:
    """One of two turns, so that a crowd at the door cannot fill the memory.

    Everybody takes one before anything is looked up, links that do not exist as well: how long one waits, and that one
    waits in vain, says nothing about the link. The session of the database holds the turn, for a try within it has
    to be counted at once.
    """
    slot = _take_slot()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [slot])


def _take_slot() -> int:
    """The first that is free, or else either when its turn comes."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_LONGEST_WAIT])
            for slot in _SLOTS:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [slot])
                if cursor.fetchone()[0]:
                    return slot
            slot = secrets.choice(_SLOTS)
            cursor.execute("SELECT pg_advisory_lock(%s)", [slot])
            return slot
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise NoTurn from error
        raise


@transaction.atomic
def _count_wrong_try(generation: Generation | None, token_hash: bytes, origin: str, *, now: datetime) -> None:
    """Remember the wrong try for the link and the address; the tenth locks the shipment and tells its sender."""
    link, address = openings.counter_keys(token_hash, origin)
    _raise_counter(link, now=now)
    _raise_counter(address, now=now, anew_after=ADDRESS_WINDOW)
    if generation is None:
        _record_refused_try(token_hash, origin, now=now)
        return
    shipment, actor = generation.shipment, receiver(origin, tenant=generation.shipment.tenant)
    record(
        "sharing.shipment.try_failed",
        shipment.public_id,
        actor=actor,
        at=now,
        tenant=shipment.tenant,
        details={"reference": shipment.reference},
    )
    openings.hold(shipment)
    locked = Generation.objects.filter(pk=generation.pk, attempts=TRIES_PER_GENERATION, locked_at=None)
    if locked.update(locked_at=now):
        lock_shipment(shipment, actor=actor, now=now)


def _record_refused_try(token_hash: bytes, origin: str, *, now: datetime) -> None:
    """Its sender sees that a link is tried which opens nothing any more; the answer is as for one that never was."""
    generation = openings.with_shipment(Generation.objects.filter(token_hash=token_hash)).first()
    if generation is None:
        return
    shipment = generation.shipment
    record(
        "sharing.shipment.try_refused",
        shipment.public_id,
        actor=receiver(origin, tenant=shipment.tenant),
        at=now,
        tenant=shipment.tenant,
        details={"reference": shipment.reference},
    )


def lock_shipment(shipment: Shipment, *, actor: Actor, now: datetime) -> None:
    """No code opens it any more until its sender makes a new one."""
    if Shipment.objects.filter(pk=shipment.pk, state=ShipmentState.SENT).update(state=ShipmentState.LOCKED):
        happened(EventKind.LOCKED, shipment, actor=actor, at=now)


def _raise_counter(key: bytes, *, now: datetime, anew_after: timedelta | None = None) -> None:
    """One wrong try more; after a quiet hour counting begins anew, for an address after any hour, so that one that
    never pauses is limited in each."""
    counter, made = TryCounter.objects.select_for_update().get_or_create(
        key=key, defaults={"wrong_tries": 1, "began_at": now, "last_wrong_at": now}
    )
    if made:
        return
    is_over = anew_after is not None and now >= counter.began_at + anew_after
    if is_over or now >= counter.last_wrong_at + ADDRESS_WINDOW:
        counter.wrong_tries, counter.began_at = 0, now
    counter.wrong_tries, counter.last_wrong_at = counter.wrong_tries + 1, now
    counter.save(update_fields=["wrong_tries", "began_at", "last_wrong_at"])


@transaction.atomic
def _begin_session(generation: Generation, key: bytes, origin: str, *, now: datetime) -> bytes:
    """Give the try back, count the opening, and keep the key under a secret that only the cookie will hold."""
    openings.hold(generation.shipment)
    alive = openings.with_shipment(openings.openable(now)).select_for_update(of=("self",)).filter(pk=generation.pk)
    current = alive.first()
    if current is None:
        raise NotOpened
    shipment = current.shipment
    Generation.objects.filter(pk=current.pk).update(attempts=F("attempts") - 1, openings=F("openings") + 1)
    secret = secrets.token_bytes(SECRET_BYTES)
    bound = current.binding(shipment).associated_data()
    OpeningSession.objects.create(
        generation_id=current.pk,
        secret_hash=hashlib.sha256(secret).digest(),
        sealed_key=two_channel.seal(openings.session_key(secret), key, bound),
        opened_at=now,
        expires_at=min(now + SESSION_LASTS, current.expires_at),
    )
    first = Shipment.objects.filter(pk=shipment.pk, opened_at=None).update(opened_at=now) == 1
    happened(EventKind.OPENED, shipment, actor=receiver(origin, tenant=shipment.tenant), at=now, tell=first)
    return secret


def close_session(secret: bytes) -> None:
    """The receiver closes the shipment in this browser; the code still works elsewhere."""
    OpeningSession.objects.filter(secret_hash=hashlib.sha256(secret).digest()).delete()


def close_oldest(secrets_by_reference: Mapping[str, bytes]) -> list[str]:
    """Make room in a browser for one shipment more; gives the references of those that are closed there.

    What has ended by itself goes first, then what was opened longest ago.
    """
    hashed = {hashlib.sha256(secret).digest(): reference for reference, secret in secrets_by_reference.items()}
    sessions = OpeningSession.objects.filter(secret_hash__in=hashed).order_by("-opened_at", "-id")
    stand_open = [bytes(each) for each in sessions.values_list("secret_hash", flat=True)]
    kept = set(stand_open[: MOST_OPEN - 1])
    OpeningSession.objects.filter(secret_hash__in=stand_open[MOST_OPEN - 1 :]).delete()
    return [reference for secret_hash, reference in hashed.items() if secret_hash not in kept]
