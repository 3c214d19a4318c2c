"""Sealing and opening very many values of one model under one tenant's key: imports, and lists sorted in memory."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, models

from arbeidsrom.core.keys import envelope, opened, queries
from arbeidsrom.core.keys.fields import FORMAT, HEAD, Sealed, SealedField
from arbeidsrom.core.keys.models import Purpose, TenantKey, TenantRef


class Opener(NamedTuple):
    """What opens the values under one key of a tenant, and what is bound to them before and behind the row's id."""

    decrypt: Callable[..., bytes]
    before: bytes
    behind: bytes


class TenantSealer:
    """Seals as the model's sealed fields do, byte for byte in the same form, with the key made ready once."""

    def __init__(self, model: type[models.Model], tenant: UUID) -> None:
        _row, number, key = queries.sealing_key(tenant)
        self._cipher = AESGCM(key)
        self._head = HEAD.pack(FORMAT, number)
        self._model, self._tenant, self._number = model, tenant, number
        self._fields: dict[str, SealedField] = {
            field.name: field for field in model._meta.concrete_fields if isinstance(field, SealedField)
        }

    def seal(self, name: str, public_id: UUID, value: Any) -> bytes:
        """The stored form of a value of the named field in the row with this public id."""
        field = self._fields[name]
        bound = field.bound_to(public_id, TenantRef(self._tenant), self._number)
        nonce = os.urandom(envelope.NONCE_BYTES)
        return self._head + nonce + self._cipher.encrypt(nonce, field.to_bytes(value), bound.encode())


class TenantHasher:
    """Blind indexes and search tokens of one tenant, with the search key opened once and common words remembered."""

    def __init__(self, tenant: UUID) -> None:
        self._key = queries.search_key(tenant)
        self._token = lru_cache(maxsize=20_000)(self._hash_token)

    def blind_index(self, purpose: str, value: str) -> bytes:
        """As ``queries.blind_index``."""
        return queries.blind_hash(self._key, purpose, value)

    def tokens(self, words: Iterable[str]) -> list[int]:
        """As ``queries.token_hashes``."""
        return [self._token(word) for word in words]

    def digest(self, content: bytes) -> bytes:
        """A keyed hash that tells whether content has changed, and nothing else."""
        return hmac.digest(self._key, b"digest|" + content, "sha256")[:16]

    def _hash_token(self, word: str) -> int:
        return queries.word_hash(self._key, word)


def open_rows(rows: Iterable[Any], name: str) -> None:
    """Open the named field of many rows of one model that lie under tenants' keys."""
    sealed = [row for row in rows if isinstance(row.__dict__.get(name), Sealed)]
    if sealed:
        _open_sealing_keys({row.sealed_under().tenant for row in sealed})
        values = ((row.public_id, row.sealed_under().tenant, row.__dict__[name]) for row in sealed)
        for row, value in zip(sealed, open_values(type(sealed[0]), name, values), strict=True):
            row.__dict__[name] = value


def seal_rows(rows: Iterable[Any], name: str) -> None:
    """Seal the named field of new rows, each tenant's key asked for once; then ``bulk_create`` writes them."""
    sealers: dict[UUID, TenantSealer] = {}
    for row in rows:
        value, tenant = row.__dict__.get(name), row.sealed_under().tenant
        if value is None or isinstance(value, Sealed):
            continue
        if tenant not in sealers:
            sealers[tenant] = TenantSealer(type(row), tenant)
        setattr(row, name, Sealed(sealers[tenant].seal(name, row.public_id, value)))


def open_values(model: type[models.Model], name: str, values: Iterable[tuple[UUID, UUID, Sealed]]) -> Iterator[Any]:
    """Open values of the named field, each with its row's public id and tenant: no row has to be made for it."""
    return open_stored(model, name, ((str(row), str(tenant), sealed.stored) for row, tenant, sealed in values))


def open_stored(model: type[models.Model], name: str, values: Iterable[tuple[str, str, bytes]]) -> Iterator[Any]:
    """As ``open_values``, of what the database itself gives: ids as it writes them, and the bytes as they lie there."""
    field: Any = model._meta.get_field(name)
    openers: dict[tuple[str, bytes], Opener] = {}
    head, start, from_bytes = HEAD.size, HEAD.size + envelope.NONCE_BYTES, field.from_bytes
    for public_id, tenant, stored in values:
        place = tenant, stored[:head]
        opener = openers.get(place)
        if opener is None:
            opener = openers[place] = _opener(field, UUID(tenant), stored)
        decrypt, before, behind = opener
        try:
            plain = decrypt(stored[head:start], stored[start:], before + public_id.encode() + behind)
        except (InvalidTag, ValueError) as error:
            raise envelope.KeyDoesNotFit(f"The key does not open {field}") from error
        yield from_bytes(plain)


def _opener(field: Any, tenant: UUID, stored: bytes) -> Opener:
    form, number = HEAD.unpack_from(stored)
    if form != FORMAT:
        raise envelope.KeyDoesNotFit(f"Unknown form {form} of a sealed value")
    before, _row, behind = field.bound_to("\0", TenantRef(tenant), number).encode().partition(b"\0")
    return Opener(AESGCM(queries.tenant_key(tenant, number)).decrypt, before, behind)


def _open_sealing_keys(tenants: set[UUID]) -> None:
    """The keys of several tenants, old ones too, in one query; a single tenant's is asked for when it is needed."""
    if len(tenants) < 2:
        return
    known = opened.current().tenants
    for row in TenantKey.objects.filter(tenant__in=tenants, purpose=Purpose.SEALING).order_by("id"):
        place = row.tenant, row.purpose, row.number
        if place not in known:
            known[place] = row.pk, row.number, queries.unwrap_tenant_key(row)


def blind_indexes(tenants: Iterable[UUID], purpose: str, value: str) -> dict[UUID, bytes]:
    """The value's blind index in each of these tenants that has ever indexed anything. One query."""
    rows = TenantKey.objects.filter(tenant__in=list(tenants), purpose=Purpose.SEARCH).order_by("tenant", "id")
    known = opened.current().tenants
    found = {}
    for row in rows:
        place = (row.tenant, row.purpose, None)
        if place not in known:
            known[place] = row.pk, row.number, queries.unwrap_tenant_key(row)
        found[row.tenant] = queries.blind_hash(known[place][2], purpose, value)
    return found


def open_tenants(tenants: Iterable[UUID]) -> None:
    """Open the keys of many tenants in one query, inside ``opened.kept()``; who has none yet gets the first."""
    tenants, known = set(tenants), opened.current().tenants
    for tenant in tenants:
        opened.forget_undone(tenant)
    missing = {tenant for tenant in tenants if any((tenant, purpose, None) not in known for purpose in Purpose)}
    rows = _latest_keys(missing)
    wanted = [(tenant, purpose) for tenant in missing for purpose in Purpose]
    if new := [place for place in wanted if place not in rows]:
        made = [queries.new_tenant_key(tenant, purpose, 1) for tenant, purpose in new]
        TenantKey.objects.bulk_create(made, ignore_conflicts=True)
        opened.made_for(tenant for tenant, _purpose in new)
        rows = _latest_keys(missing)
    for (tenant, purpose), row in rows.items():
        known[tenant, purpose, None] = row.pk, row.number, queries.unwrap_tenant_key(row)


def _latest_keys(tenants: Iterable[UUID]) -> dict[tuple[UUID, str], TenantKey]:
    rows = TenantKey.objects.filter(tenant__in=list(tenants)).order_by("number", "id")
    return {(row.tenant, row.purpose): row for row in rows}


def copy_rows(table: str, columns: dict[str, str], rows: Sequence[tuple[Any, ...]]) -> int:
    """Write finished rows into a table by COPY, in the caller's transaction."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)
    return len(rows)
