"""Signed notes in the form of C2SP ``signed-note``: what a checkpoint of the log is sent away as.

A note is text, an empty line, and signature lines ``— name base64(key id ‖ signature)``. Any tool that knows the form
and the public key can check it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from arbeidsrom.core.audit import rules

ED25519 = b"\x01"


class BadNote(Exception):
    """The text is no note, or its signature is not by the expected key."""


@dataclass(frozen=True, slots=True)
class Head:
    """How long a tenant's chain was at a moment, and the hash of its last entry."""

    tenant: UUID
    number: int
    hash: bytes
    at: str


def head_text(origin: str, tenant: UUID, number: int, digest: bytes, at: datetime) -> str:
    """A checkpoint: whose log, how many entries, the last hash, when."""
    encoded = base64.b64encode(digest).decode()
    return f"{origin}/{tenant}\n{number}\n{encoded}\nat {rules.moment(at)}\n"


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that tell which key has signed."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def sign(text: str, *, name: str, key: Ed25519PrivateKey) -> str:
    """The text as a signed note."""
    signature = key_id(name, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, *, keys: Iterable[Ed25519PublicKey], name: str = "") -> str:
    """The text of a note that one of the keys has signed, under this name or any; ``BadNote`` otherwise."""
    text, found, signatures = note.rpartition("\n\n")
    if not found:
        raise BadNote("no signature")
    text += "\n"
    known = [(key, key.public_bytes_raw()) for key in keys]
    for line in signatures.splitlines():
        mark, signer, encoded = [*line.split(" "), "", "", ""][:3]
        signature = decode(encoded) if mark == "—" and signer == (name or signer) else b""
        for key, public in known:
            if signature[:4] == key_id(signer, public):
                check(key, signature[4:], text)
                return text
    raise BadNote("not signed by a key that we know")


def check(key: Ed25519PublicKey, signature: bytes, text: str) -> None:
    """``BadNote`` unless the key has signed the text."""
    try:
        key.verify(signature, text.encode())
    except InvalidSignature:
        raise BadNote("wrong signature") from None


def decode(encoded: str) -> bytes:
    """The bytes of strict base64."""
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        raise BadNote("not base64") from None


def read_head(text: str) -> Head:
    """The checkpoint in the text of a note."""
    try:
        origin, number, encoded, at = text.splitlines()[:4]
        return Head(UUID(origin.rpartition("/")[2]), int(number), decode(encoded), at.removeprefix("at "))
    except ValueError:
        raise BadNote("no checkpoint") from None


def split(bundle: str) -> list[str]:
    """The notes of a file or a mail that holds many, one after the other."""
    notes: list[str] = []
    current: list[str] = []
    for line in bundle.splitlines():
        current.append(line)
        if line.startswith("— "):
            notes.append("\n".join(current).lstrip("\n") + "\n")
            current = []
    return notes
