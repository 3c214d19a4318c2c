"""Opening keys, and hashes under a tenant's search key."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple, Protocol
from uuid import UUID

from arbeidsrom.core.keys import envelope, opened, ring
from arbeidsrom.core.keys.models import HolderRef, KeyHolder, Purpose, TenantKey, TenantRef


class HolderDestroyed(Exception):
    """The key was destroyed or never existed: what it sealed cannot be read by anybody."""


class SealedRow(Protocol):
    """A row with sealed fields."""

    def sealed_under(self) -> TenantRef | HolderRef: ...


class OpenTenantKey(NamedTuple):
    """A tenant's key, unwrapped, with its row and number."""

    row_id: int
    number: int
    key: bytes


def tenant_key(tenant: UUID, number: int | None = None) -> bytes:
    """The tenant's sealing key of that number, or the one that seals now."""
    return sealing_key(tenant, number).key


def sealing_key(tenant: UUID, number: int | None = None) -> OpenTenantKey:
    """As ``tenant_key``, with its number; a tenant's first key is made when it is first needed."""
    return _tenant_key(tenant, Purpose.SEALING, number)


def search_key(tenant: UUID) -> bytes:
    """The key of the tenant's blind indexes and search tokens."""
    return _tenant_key(tenant, Purpose.SEARCH, None).key


def _tenant_key(tenant: UUID, purpose: str, number: int | None) -> OpenTenantKey:
    opened.forget_undone(tenant)
    known = opened.current().tenants
    place = (tenant, purpose, number)
    if place not in known:
        row = _tenant_row(tenant, purpose, number)
        known[place] = row.pk, row.number, unwrap_tenant_key(row)
    return OpenTenantKey(*known[place])


def _tenant_row(tenant: UUID, purpose: str, number: int | None) -> TenantKey:
    rows = TenantKey.objects.filter(tenant=tenant, purpose=purpose).order_by("-number")
    if number is not None:
        return rows.get(number=number)
    row = rows.first()
    if row is None:
        TenantKey.objects.bulk_create([new_tenant_key(tenant, purpose, 1)], ignore_conflicts=True)
        opened.made_for([tenant])
        row = rows.get()
    return row


def new_tenant_key(tenant: UUID, purpose: str, number: int) -> TenantKey:
    """A fresh key for the tenant, wrapped under the current master key; not saved."""
    row = TenantKey(tenant=tenant, purpose=purpose, number=number)
    row.master, row.wrapped = ring.master_keys().wrap(envelope.new_key(), row.bound_to)
    return row


def unwrap_tenant_key(row: TenantKey) -> bytes:
    """The key itself, or ``MasterKeyProblem`` saying which master key is missing or wrong."""
    return ring.master_keys().unwrap(row.master, bytes(row.wrapped), row.bound_to)


def holder_keys(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The keys of these holders, one query; destroyed and unknown holders are left out."""
    wanted = set(ids)
    known = opened.current().holders
    missing = wanted - known.keys()
    if missing:
        holders = KeyHolder.objects.select_related("tenant_key").filter(public_id__in=missing, destroyed_at=None)
        known.update((holder.public_id, unwrap_holder(holder)) for holder in holders)
    return {holder: known[holder] for holder in wanted if holder in known}


def holder_key(holder: UUID) -> bytes:
    """The holder's key, or ``HolderDestroyed``."""
    keys = holder_keys([holder])
    if holder not in keys:
        raise HolderDestroyed(f"The key of holder {holder} has been destroyed")
    return keys[holder]


def unwrap_holder(holder: KeyHolder) -> bytes:
    """The holder's key from its row; the row's tenant key should be loaded with it."""
    assert holder.wrapped is not None  # noqa: S101 -- the constraint keeps it until destroyed
    return envelope.unseal(_key_above(holder), bytes(holder.wrapped), holder.bound_to)


def _key_above(holder: KeyHolder) -> bytes:
    row = holder.tenant_key
    assert row is not None  # noqa: S101
    known = opened.current().tenants
    place = (row.tenant, row.purpose, row.number)
    if place not in known:
        known[place] = row.pk, row.number, unwrap_tenant_key(row)
    return known[place][2]


def private_key(holder: UUID) -> bytes:
    """The holder's X25519 private key, or ``HolderDestroyed``."""
    row = KeyHolder.objects.filter(public_id=holder, destroyed_at=None).first()
    if row is None or row.wrapped_private is None:
        raise HolderDestroyed(f"The key of holder {holder} has been destroyed")
    return envelope.unseal(holder_key(holder), bytes(row.wrapped_private), f"{row.bound_to}|private")


def public_key(holder: UUID) -> bytes:
    """The key that others seal to; works without the master key."""
    row = KeyHolder.objects.filter(public_id=holder, destroyed_at=None).only("public_key").first()
    if row is None or row.public_key is None:
        raise HolderDestroyed(f"The key of holder {holder} has been destroyed")
    return bytes(row.public_key)


def is_destroyed(holder: UUID) -> bool:
    """Whether the holder's content is gone for good."""
    return not KeyHolder.objects.filter(public_id=holder, destroyed_at=None).exists()


def open_holders(rows: Iterable[SealedRow]) -> None:
    """Open the keys that a list of rows needs in one query, before their sealed fields are read."""
    rows = list(rows)
    refs = [row.sealed_under() for row in rows]
    keys = holder_keys(ref.holder for ref in refs if isinstance(ref, HolderRef))
    for row, ref in zip(rows, refs, strict=True):
        if isinstance(ref, HolderRef) and ref.holder in keys:
            row.__dict__["_opened_key"] = keys[ref.holder]


def blind_index(tenant: UUID, purpose: str, value: str) -> bytes:
    """A hash for exact search on a sealed value; without the tenant's search key it tells nothing."""
    return blind_hash(search_key(tenant), purpose, value)


def blind_hash(key: bytes, purpose: str, value: str) -> bytes:
    """As ``blind_index``, under a search key that is already open."""
    return hmac.digest(key, f"blind|{purpose}|{value}".encode(), "sha256")[:16]


def token_hash(tenant: UUID, word: str) -> int:
    """A word as the keyed number that stands for it in search arrays (signed 64 bit)."""
    return word_hash(search_key(tenant), word)


def word_hasher(tenant: UUID) -> Callable[[str], int]:
    """As ``token_hash`` for very many words, with the search key opened once."""
    return partial(word_hash, search_key(tenant))


def token_hashes(tenant: UUID, words: Iterable[str]) -> list[int]:
    """Many words at once, with the search key opened once."""
    key = search_key(tenant)
    return [word_hash(key, word) for word in words]


def word_hash(key: bytes, word: str) -> int:
    """As ``token_hash``, under a search key that is already open."""
    return int.from_bytes(hmac.digest(key, b"token|" + word.encode(), "sha256")[:8], "big", signed=True)
