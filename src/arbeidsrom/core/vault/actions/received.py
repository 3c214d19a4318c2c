"""Files from somebody without an account: sealed to the holder's public key, taken over later."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from arbeidsrom.core.keys import envelope
from arbeidsrom.core.keys.queries import private_key
from arbeidsrom.core.vault import rules
from arbeidsrom.core.vault.actions.documents import StoredContent, keep
from arbeidsrom.core.vault.models import DocumentVersion, context_of
from arbeidsrom.core.vault.scanner import Verdict
from arbeidsrom.core.vault.sealing import SealedFile, seal_to_store
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.lib.actor import Actor


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
