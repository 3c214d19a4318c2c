"""What a shipment says to whoever opens it: made by the sender's process, sealed under the shipment's key.

It holds all that the receiving process needs, so that this process needs no key of the house and hardly a table.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from arbeidsrom.modules.sharing.rules import two_channel

_PURPOSE = "manifest"


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """A document as the receiver sees it, and where its sealed bytes lie."""

    place: int
    title: str
    file_name: str
    content_type: str
    size: int
    crc32: int
    version: str
    storage_key: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Sender, purpose, message and documents."""

    sender: str
    organisation: str
    phone: str
    email: str
    receiver: str
    title: str
    message: str
    purpose: str
    case_number: str
    tenant: str
    holder: str
    public_key: str
    documents: Sequence[SharedDocument]

    def document(self, place: int) -> SharedDocument | None:
        """The document at this place of the list."""
        return next((document for document in self.documents if document.place == place), None)


def seal(manifest: Manifest, key: bytes, generation: bytes) -> bytes:
    """The manifest under the shipment's key, bound to the generation."""
    plain = json.dumps(asdict(manifest), ensure_ascii=False, separators=(",", ":")).encode()
    return two_channel.seal(two_channel.subkey(key, _PURPOSE), plain, generation)


def unseal(sealed: bytes, key: bytes, generation: bytes) -> Manifest:
    """What was sealed."""
    said = json.loads(two_channel.unseal(two_channel.subkey(key, _PURPOSE), sealed, generation))
    documents = tuple(SharedDocument(**_known(SharedDocument, each)) for each in said["documents"])
    return Manifest(**{**_known(Manifest, said), "documents": documents})


def _known(kind: type[Manifest | SharedDocument], said: dict[str, Any]) -> dict[str, Any]:
    """What an earlier version of the program said and nobody reads any more is left out."""
    return {each.name: said[each.name] for each in fields(kind)}


def wrap_document_key(data_key: bytes, *, key: bytes, version: UUID | str, generation: bytes) -> bytes:
    """A document's own key under the shipment's key; sharing a document is this and nothing more."""
    return two_channel.seal(two_channel.subkey(key, "document"), data_key, generation + f"|{version}".encode())


def unwrap_document_key(wrapped: bytes, *, key: bytes, version: UUID | str, generation: bytes) -> bytes:
    """A document's own key."""
    return two_channel.unseal(two_channel.subkey(key, "document"), wrapped, generation + f"|{version}".encode())
