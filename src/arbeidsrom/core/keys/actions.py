"""Making, destroying and changing keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from arbeidsrom.core.keys import envelope, opened, queries, ring
from arbeidsrom.core.keys.fields import SealedField
from arbeidsrom.core.keys.models import KeyHolder, Purpose, TenantKey, TenantRef

BATCH = 500


def create_holder(*, tenant: UUID, kind: str) -> KeyHolder:
    """A new holder of sealed content, with its own key and its own pair of keys."""
    holder = new_holder(tenant=tenant, kind=kind)
    holder.save()
    return holder


def new_holder(*, tenant: UUID, kind: str) -> KeyHolder:
    """As ``create_holder`` but not saved, for those who save many at once."""
    above = queries.sealing_key(tenant)
    holder = KeyHolder(tenant=tenant, kind=kind, tenant_key_id=above.row_id)
    key, (private, public) = envelope.new_key(), envelope.new_pair()
    holder.wrapped = envelope.seal(above.key, key, holder.bound_to)
    holder.wrapped_private = envelope.seal(key, private, f"{holder.bound_to}|private")
    holder.public_key = public
    return holder


def destroy_holder(holder_id: UUID, *, now: datetime) -> None:
    """Destroy the holder's keys: what they sealed is gone for good, in every copy of the files."""
    KeyHolder.objects.filter(public_id=holder_id, destroyed_at=None).update(
        tenant_key=None, wrapped=None, public_key=None, wrapped_private=None, destroyed_at=now
    )
    opened.forget_holder(holder_id)


def rotate_master() -> int:
    """Wrap every tenant key that lies under an earlier master key under the current one, while the program runs."""
    current = ring.master_keys().current()
    return _in_batches(TenantKey.objects.exclude(master=current), _rewrap_tenant_key, ["master", "wrapped"])


def _rewrap_tenant_key(row: TenantKey) -> None:
    row.master, row.wrapped = ring.master_keys().wrap(queries.unwrap_tenant_key(row), row.bound_to)


def rotate_tenant(tenant: UUID) -> int:
    """Give the tenant a new sealing key and wrap its holders' keys under it; no file is touched.

    Fields sealed directly under the earlier key still open; ``reseal_rows`` moves them in their own time.
    """
    with transaction.atomic():
        rows = TenantKey.objects.select_for_update(no_key=True).filter(tenant=tenant, purpose=Purpose.SEALING)
        latest = max((row.number for row in rows), default=0)
        queries.new_tenant_key(tenant, Purpose.SEALING, latest + 1).save()
    opened.forget_tenant(tenant)
    return rewrap_holders(tenant)


def rewrap_holders(tenant: UUID) -> int:
    """Wrap the holders' keys that still lie under an earlier tenant key; can be stopped and run again."""
    above = queries.sealing_key(tenant)

    def rewrap(holder: KeyHolder) -> None:
        holder.wrapped = envelope.seal(above.key, queries.unwrap_holder(holder), holder.bound_to)
        holder.tenant_key_id = above.row_id

    held = KeyHolder.objects.filter(tenant=tenant, destroyed_at=None).exclude(tenant_key=above.row_id)
    return _in_batches(held, rewrap, ["wrapped", "tenant_key"])


def _in_batches(wanted: models.QuerySet[Any], change: Callable[[Any], None], names: list[str]) -> int:
    """Lock, change and save the wanted rows a batch at a time; those who refer to a row, such as a new case, go on."""
    changed = 0
    while True:
        with transaction.atomic():
            rows = list(wanted.order_by("id").select_for_update(of=("self",), no_key=True)[:BATCH])
            for row in rows:
                change(row)
                row.save(update_fields=names)
        if not rows:
            return changed
        changed += len(rows)


def reseal_rows(tenant: UUID) -> int:
    """Seal anew, under the tenant's current key, the fields that lie under an earlier one; can be run again."""
    return sum(_reseal(model, names, tenant) for model, names in _sealed_models())


def _sealed_models() -> list[tuple[type[models.Model], list[str]]]:
    found = []
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if names:
            found.append((model, names))
    return found


def _reseal(model: type[models.Model], names: list[str], tenant: UUID) -> int:
    """Walk the model's rows by key; rows of others and rows under a holder's key are passed by."""
    number, changed, last = queries.sealing_key(tenant).number, 0, 0
    rows: Any = model._default_manager.order_by("pk")
    if any(field.name == "tenant" for field in model._meta.concrete_fields):
        rows = rows.filter(tenant=tenant)
    while True:
        with transaction.atomic():
            batch = list(rows.filter(pk__gt=last).select_for_update(of=("self",), no_key=True)[:BATCH])
            changed += sum(_reseal_row(row, names, tenant, number) for row in batch)
        if not batch:
            return changed
        last = batch[-1].pk


def _reseal_row(row: Any, names: list[str], tenant: UUID, number: int) -> bool:
    if row.sealed_under() != TenantRef(tenant):
        return False
    old = [name for name in names if SealedField.lies_under_other(row, name, number)]
    for name in old:
        getattr(row, name)  # opening it makes saving seal it anew
    if old:
        row.save(update_fields=old)
    return bool(old)
