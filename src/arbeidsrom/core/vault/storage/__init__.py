"""Where sealed files lie: on disk or in an S3-compatible object store (PL-KEY-002). Neither ever sees plaintext."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from arbeidsrom.core.vault.storage.base import MissingFile, StorageDown, StorageFull, Store
from arbeidsrom.core.vault.storage.disk import DiskStore

__all__ = ["MissingFile", "StorageDown", "StorageFull", "Store", "store"]


def store() -> Store:
    """The store of this installation."""
    if settings.VAULT_S3_BUCKET:
        return _object_store(settings.VAULT_S3_BUCKET, settings.VAULT_S3_ENDPOINT)
    return DiskStore(Path(settings.VAULT_FOLDER))


@lru_cache(maxsize=4)
def _object_store(bucket: str, endpoint: str) -> Store:
    from arbeidsrom.core.vault.storage.s3 import S3Store

    return S3Store(bucket, endpoint)
