"""Taking files away for good."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.vault import claims, queries
from arbeidsrom.core.vault.models import Document, DocumentVersion
from arbeidsrom.core.vault.storage import store as storage
from arbeidsrom.lib.actor import Actor

ORPHAN_AGE = timedelta(days=1)


@transaction.atomic
def remove(version_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take a file away for good; a document without files goes with its last one."""
    version = queries.get_version(version_id, lock=True)
    document, storage_key = version.document, version.storage_key
    record("vault.version.removed", version.public_id, actor=actor, at=now, tenant=version.tenant)
    version.delete()
    if not document.versions.exists():
        document.delete()
    transaction.on_commit(partial(_delete_stored, [storage_key]))


@transaction.atomic
def remove_all_of(holder: UUID) -> int:
    """Take away every file of a holder, as when its keys are destroyed; gives how many."""
    versions = DocumentVersion.objects.filter(holder__public_id=holder)
    stored = list(versions.values_list("storage_key", flat=True))
    versions.delete()
    Document.objects.filter(holder__public_id=holder).delete()
    transaction.on_commit(partial(_delete_stored, stored))
    return len(stored)


def _delete_stored(storage_keys: list[str]) -> None:
    """What is left behind when the store is down is found by ``clear_orphans``."""
    for key in storage_keys:
        storage().delete(key)


def clear_orphans(*, now: datetime) -> int:
    """Delete what lies in the store and belongs to nothing: left by a killed process or a store that was down."""
    old = [key for key, came in storage().stored() if came < now - ORPHAN_AGE]
    cleared = 0
    for start in range(0, len(old), 500):
        batch = set(old[start : start + 500])
        for key in batch - claims.claimed(batch):
            storage().delete(key)
            cleared += 1
    return cleared
