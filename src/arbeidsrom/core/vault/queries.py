"""Reading documents. The vault decides nobody's access: those who call have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arbeidsrom.core.keys import envelope
from arbeidsrom.core.keys.queries import holder_key, open_holders
from arbeidsrom.core.vault import scanner
from arbeidsrom.core.vault.models import Document, DocumentVersion, Upload, context_of
from arbeidsrom.core.vault.sealing import open_stored
from arbeidsrom.core.vault.states import WAITING, is_cleared
from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a version lies and what it is bound to: enough to open it for somebody who brings its key."""

    public_id: UUID
    tenant: UUID
    holder: UUID
    size: int
    storage_key: str

    @property
    def context(self) -> bytes:
        return context_of(self.tenant, self.holder, self.public_id)


def get_document(public_id: UUID, *, lock: bool = False) -> Document:
    """The document, or ``Document.DoesNotExist``."""
    rows = Document.objects.select_for_update() if lock else Document.objects
    return rows.get(public_id=public_id)


def get_version(public_id: UUID, *, lock: bool = False) -> DocumentVersion:
    """The version with its document, or ``DocumentVersion.DoesNotExist``."""
    rows = DocumentVersion.objects.select_related("document").defer("tokens")
    return (rows.select_for_update(of=("self",)) if lock else rows).get(public_id=public_id)


def versions_of(documents: Iterable[UUID]) -> list[DocumentVersion]:
    """All versions of these documents, each document's newest first; names are opened in one query."""
    versions = list(
        DocumentVersion.objects.select_related("document")
        .defer("tokens")
        .filter(document__public_id__in=list(documents))
        .order_by("document_id", "-number")
    )
    open_holders(versions)
    open_holders(version.document for version in versions)
    return versions


def stored_file(version: DocumentVersion) -> StoredFile:
    """Where the version lies."""
    return StoredFile(version.public_id, version.tenant, version.holder_id, version.size, version.storage_key)


def titles_of(versions: Iterable[UUID]) -> dict[UUID, str]:
    """What the documents of these versions are called; those that are gone are left out."""
    rows = DocumentVersion.objects.filter(public_id__in=list(versions), holder__destroyed_at=None)
    found = list(rows.select_related("document").defer("tokens").order_by("id"))
    open_holders(version.document for version in found)
    return {version.public_id: version.document.title for version in found}


def data_key(version: DocumentVersion) -> bytes:
    """The version's own key, for those who wrap it again under another key."""
    return envelope.unseal(holder_key(version.holder_id), bytes(version.wrapped_key), version.bound_to)


def data_keys(versions: Iterable[DocumentVersion]) -> dict[UUID, bytes]:
    """The keys of many versions, with the holders opened in one query."""
    versions = list(versions)
    open_holders(versions)
    return {
        version.public_id: envelope.unseal(
            version.__dict__.get("_opened_key") or holder_key(version.holder_id),
            bytes(version.wrapped_key),
            version.bound_to,
        )
        for version in versions
    }


def open_stream(
    version: DocumentVersion | StoredFile, *, key: bytes | None = None, start: int = 0, end: int | None = None
) -> Iterator[bytes]:
    """The version's bytes from start up to end. With a key given no other key is asked for."""
    file = stored_file(version) if isinstance(version, DocumentVersion) else version
    if key is None:
        if isinstance(version, StoredFile):
            raise TypeError("A stored file opens only with its key")
        key = data_key(version)
    return open_stored(
        storage_key=file.storage_key, key=key, context=file.context, size=file.size, start=start, end=end
    )


def count_awaiting_scan() -> int:
    """How many files nobody has scanned yet."""
    return DocumentVersion.objects.filter(scan_state__in=WAITING).count()


def may_leave(version: DocumentVersion) -> bool:
    """Whether the file may be shared, or downloaded by others than who brought it (KL-DOC-005)."""
    return is_cleared(version.scan_state, scanner=scanner.is_configured())


def get_upload(public_id: UUID, *, actor: Actor, now: datetime, lock: bool = False) -> Upload:
    """The actor's own upload, or ``Upload.DoesNotExist`` when it is somebody else's, unknown or too old."""
    rows = Upload.objects.select_for_update() if lock else Upload.objects
    return rows.get(public_id=public_id, account=actor.account_id or 0, expires_at__gt=now)
