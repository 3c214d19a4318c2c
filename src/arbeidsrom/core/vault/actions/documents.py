"""Storing documents, sealed and scanned while they are received. Access is decided by those who call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from arbeidsrom.core.keys import envelope
from arbeidsrom.core.keys.models import KeyHolder
from arbeidsrom.core.keys.queries import holder_key, word_hasher
from arbeidsrom.core.vault import queries, rules
from arbeidsrom.core.vault.actions.scanning import after_verdict
from arbeidsrom.core.vault.models import Document, DocumentVersion, context_of
from arbeidsrom.core.vault.sealing import SealedFile, seal_to_store
from arbeidsrom.core.vault.states import WAITING
from arbeidsrom.core.vault.storage import store as storage
from arbeidsrom.core.vault.tokens import tokens_for
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile


@dataclass(frozen=True, slots=True)
class StoredContent:
    """A file that lies sealed in the store and belongs to no document yet."""

    public_id: UUID
    tenant: UUID
    holder: UUID
    key: bytes
    file_name: str
    file: SealedFile

    @property
    def storage_key(self) -> str:
        return self.public_id.hex


def store(
    chunks: Iterable[bytes],
    *,
    holder: UUID,
    title: str,
    dated: date | None,
    file_name: str,
    actor: Actor,
    now: datetime,
    kind: str = "",
    length: int | None = None,
) -> DocumentVersion:
    """A new document with its first file, sealed and scanned while it is received."""
    content = receive(chunks, holder=holder, file_name=file_name, length=length)
    with kept_or_gone(content):
        return keep(content, title=title, dated=dated, kind=kind, actor=actor, now=now)


def add_version(
    document_id: UUID,
    chunks: Iterable[bytes],
    *,
    file_name: str,
    actor: Actor,
    now: datetime,
    length: int | None = None,
) -> DocumentVersion:
    """A new file for a document; the earlier ones stay (KL-DOC-004)."""
    document = queries.get_document(document_id)
    content = receive(chunks, holder=document.holder_id, file_name=file_name, length=length)
    with kept_or_gone(content):
        return keep_version(document_id, content, actor=actor, now=now)


@contextmanager
def kept_or_gone(content: StoredContent) -> Iterator[None]:
    """What could not be written down does not stay in the store.

    A database that was lost may have written it down all the same: then ``clear_orphans`` finds out.
    """
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except BaseException:
        storage().delete(content.storage_key)
        raise


def receive(chunks: Iterable[bytes], *, holder: UUID, file_name: str, length: int | None = None) -> StoredContent:
    """Seal a file into the store before the transaction that writes it down: that may take long, and is no one's."""
    tenant = KeyHolder.objects.values_list("tenant", flat=True).get(public_id=holder, destroyed_at=None)
    version, key = uuid4(), envelope.new_key()
    file = seal_to_store(
        chunks, storage_key=version.hex, key=key, context=context_of(tenant, holder, version), length=length
    )
    return StoredContent(version, tenant, holder, key, rules.safe_name(file_name), file)


@transaction.atomic
def keep(
    content: StoredContent, *, title: str, dated: date | None, actor: Actor, now: datetime, kind: str = ""
) -> DocumentVersion:
    """Write down a stored file as a new document."""
    document = Document(
        tenant=content.tenant, holder_id=content.holder, title=title, dated=dated, kind=kind, created_at=now
    )
    document.title_tokens = _words_of(content.tenant, title)
    document.save()
    return _keep(document, content, number=1, actor=actor, now=now)


@transaction.atomic
def keep_version(document_id: UUID, content: StoredContent, *, actor: Actor, now: datetime) -> DocumentVersion:
    """Write down a stored file as the next version of its document."""
    document = queries.get_document(document_id, lock=True)
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    return _keep(document, content, number=last + 1, actor=actor, now=now)


def _keep(document: Document, content: StoredContent, *, number: int, actor: Actor, now: datetime) -> DocumentVersion:
    content_type, disguised = rules.told_by(content.file.head, content.file_name)
    verdict = content.file.verdict
    version = DocumentVersion(
        public_id=content.public_id,
        document=document,
        holder_id=content.holder,
        tenant=content.tenant,
        number=number,
        file_name=content.file_name,
        size=content.file.size,
        content_type=content_type,
        disguised=disguised,
        facts={"sha256": content.file.sha256, "crc32": content.file.crc32},
        storage_key=content.storage_key,
        scan_state=verdict.state,
        scanned_at=None if verdict.state in WAITING else now,
        found=verdict.found,
        created_at=now,
        created_by=actor.author,
        created_by_person=actor.person,
    )
    version.wrapped_key = envelope.seal(holder_key(content.holder), content.key, version.bound_to)
    version.save()
    after_verdict(version, actor=actor, now=now)
    return version


@transaction.atomic
def describe(document_id: UUID, *, title: str, dated: date | None, kind: str, lock_version: int) -> Document:
    """Give the document another title or day, unless somebody else has done so meanwhile."""
    document = queries.get_document(document_id, lock=True)
    if document.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed the document since you opened it. Nothing was saved."))
    document.title, document.dated, document.kind = title, dated, kind
    document.title_tokens = _words_of(document.tenant, title)
    document.lock_version += 1
    document.save(update_fields=["title", "dated", "kind", "title_tokens", "lock_version"])
    return document


def _words_of(tenant: UUID, text: str) -> list[int]:
    return tokens_for(text, word_hasher(tenant))
