"""Everything that changes documents. Access is decided by those who call: the vault knows no cases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.keys import envelope
from arbeidsrom.core.keys.models import KeyHolder
from arbeidsrom.core.keys.queries import holder_key, private_key, word_hasher
from arbeidsrom.core.vault import claims, queries, rules, scanner
from arbeidsrom.core.vault.models import Document, DocumentVersion, context_of
from arbeidsrom.core.vault.scanner import Scan, Verdict
from arbeidsrom.core.vault.sealing import SealedFile, seal_to_store
from arbeidsrom.core.vault.states import WAITING, ScanState
from arbeidsrom.core.vault.storage import store as storage
from arbeidsrom.core.vault.text import extract
from arbeidsrom.core.vault.tokens import tokens_for
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused

ORPHAN_AGE = timedelta(days=1)


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
    with _kept_or_gone(content):
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
    with _kept_or_gone(content):
        return keep_version(document_id, content, actor=actor, now=now)


class _kept_or_gone:
    """What could not be written down does not stay in the store."""

    def __init__(self, content: StoredContent) -> None:
        self.content = content

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is not None:
            storage().delete(self.content.storage_key)


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
        created_by=actor.label,
        created_by_person=actor.person,
    )
    version.wrapped_key = envelope.seal(holder_key(content.holder), content.key, version.bound_to)
    version.save()
    _after_verdict(version)
    return version


def _after_verdict(version: DocumentVersion) -> None:
    """A file that may leave is made searchable; one with malware is written to the log."""
    if queries.may_leave(version):
        app.configure_task("vault.index").defer(version_id=str(version.public_id))


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


@transaction.atomic
def release(version_id: UUID, *, reason: str, actor: Actor, now: datetime) -> DocumentVersion:
    """A named person answers for a file that is too large to be scanned, and says why (KL-DOC-005)."""
    if not reason.strip():
        raise Refused(_("Say why the file can be released without having been scanned."))
    version = queries.get_version(version_id, lock=True)
    if version.scan_state != ScanState.TOO_LARGE:
        raise Refused(_("Only a file that is too large to be scanned can be released."))
    version.move_to(ScanState.RELEASED)
    version.released_by, version.release_reason = actor.label, reason.strip()
    version.save(update_fields=["scan_state", "released_by", "release_reason"])
    record("vault.version.released", version.public_id, actor=actor, at=now, tenant=version.tenant)
    _after_verdict(version)
    return version


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
    versions = DocumentVersion.objects.filter(holder_id=holder)
    stored = list(versions.values_list("storage_key", flat=True))
    versions.delete()
    Document.objects.filter(holder_id=holder).delete()
    transaction.on_commit(partial(_delete_stored, stored))
    return len(stored)


def _delete_stored(storage_keys: list[str]) -> None:
    """What is left behind when the store is down is found by ``clear_orphans``."""
    for key in storage_keys:
        storage().delete(key)


def scan(version_id: UUID, *, now: datetime) -> Verdict | None:
    """Ask the scanner about a file that waits for it; the file is opened in memory."""
    version = queries.get_version(version_id)
    if version.scan_state not in WAITING or not scanner.is_configured():
        return None
    scanning = Scan()
    for piece in queries.open_stream(version):
        scanning.feed(piece)
    verdict = scanning.verdict()
    if verdict.state not in WAITING:
        _take_verdict(version_id, verdict, now=now)
    return verdict


@transaction.atomic
def _take_verdict(version_id: UUID, verdict: Verdict, *, now: datetime) -> None:
    version = queries.get_version(version_id, lock=True)
    if version.scan_state not in WAITING:
        return
    version.move_to(verdict.state)
    version.scanned_at, version.found = now, verdict.found
    version.save(update_fields=["scan_state", "scanned_at", "found"])
    _after_verdict(version)


def scan_waiting(*, now: datetime) -> int:
    """Ask about every file that waits; stops at the first that gets no answer, for then the scanner is down."""
    asked = 0
    waiting = DocumentVersion.objects.filter(scan_state__in=WAITING).order_by("id")
    for version_id in waiting.values_list("public_id", flat=True) if scanner.is_configured() else ():
        verdict = scan(version_id, now=now)
        if verdict is not None and verdict.state == ScanState.NOT_SCANNED:
            break
        asked += 1
    return asked


def index(version_id: UUID, *, now: datetime) -> None:
    """Make the text of a file searchable: read in memory, kept as keyed numbers only (KL-DOC-007)."""
    version = queries.get_version(version_id)
    if not queries.may_leave(version):
        return
    read = extract(queries.open_stream(version), version.file_name, version.content_type)
    tokens = tokens_for(f"{read.text} {version.file_name}", word_hasher(version.tenant))
    DocumentVersion.objects.filter(pk=version.pk).update(
        tokens=tokens, indexed_at=now, disguised=version.disguised or read.disguised
    )


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file from somebody without an account: its key, name and checksums are sealed to the holder's public key."""

    public_id: UUID
    tenant: UUID
    holder: UUID
    size: int
    storage_key: str
    sealed: bytes

    @property
    def bound_to(self) -> str:
        return f"received|{self.tenant}|{self.holder}|{self.public_id}"


def store_to_public_key(
    chunks: Iterable[bytes], *, tenant: UUID, holder: UUID, public_key: bytes, file_name: str, length: int | None = None
) -> ReceivedFile:
    """Store a file that only the holder can open; whoever received it cannot read it again."""
    version, key = uuid4(), envelope.new_key()
    file = seal_to_store(
        chunks, storage_key=version.hex, key=key, context=context_of(tenant, holder, version), length=length
    )
    received = ReceivedFile(version, tenant, holder, file.size, version.hex, b"")
    secret = json.dumps(
        {
            "key": key.hex(),
            "file_name": rules.safe_name(file_name),
            "sha256": file.sha256,
            "crc32": file.crc32,
            "head": file.head.hex(),
            "scan_state": file.verdict.state,
            "found": file.verdict.found,
        }
    )
    sealed = envelope.seal_to(public_key, secret.encode(), received.bound_to)
    return ReceivedFile(version, tenant, holder, file.size, version.hex, sealed)


def take_over(
    received: ReceivedFile, *, title: str, dated: date | None, actor: Actor, now: datetime, kind: str = ""
) -> DocumentVersion:
    """A received file becomes a document of its holder; the file itself is not touched."""
    return keep(open_received(received), title=title, dated=dated, kind=kind, actor=actor, now=now)


def open_received(received: ReceivedFile) -> StoredContent:
    """What the sender sealed to the holder."""
    secret = json.loads(envelope.unseal_with(private_key(received.holder), received.sealed, received.bound_to))
    file = SealedFile(
        size=received.size,
        sha256=secret["sha256"],
        crc32=secret["crc32"],
        head=bytes.fromhex(secret["head"]),
        verdict=Verdict(ScanState(secret["scan_state"]), secret["found"]),
    )
    key = bytes.fromhex(secret["key"])
    return StoredContent(received.public_id, received.tenant, received.holder, key, secret["file_name"], file)


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
