"""The two-channel key: link token (e-mail) and code (SMS or screen) are both part of what opens a shipment.

A database with everything in it, and the receiving process's own secrets, do not open a shipment without both.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12
_INFO = b"arbeidsrom/deling/v1"


class WrongKey(ValueError):
    """Code, link or what they are bound to (shipment, reference, generation, expiry) is not the right one."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a code costs, in memory and passes (Argon2id)."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 1


class Binding(NamedTuple):
    """What the sealed shipment key belongs to, and to nothing else."""

    shipment: UUID
    reference: str
    generation: int
    expires_at: str

    def associated_data(self) -> bytes:
        return "|".join((str(self.shipment), self.reference, str(self.generation), self.expires_at)).encode()


class SealedKey(NamedTuple):
    """What the database holds of a generation's key."""

    salt: bytes
    wrapped: bytes
    commitment: bytes


def stretch(code: str, salt: bytes, cost: Cost) -> bytes:
    """The code made expensive to guess; the one slow step."""
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(code.encode("ascii"))


def seal_key(key: bytes, *, code: str, token: bytes, pepper: bytes, binding: Binding, cost: Cost) -> SealedKey:
    """The shipment's key, which only the code and the link together open again."""
    salt = secrets.token_bytes(SALT_BYTES)
    wrapping, commitment = _derive(stretch(code, salt, cost), token, pepper, binding)
    return SealedKey(salt, seal(wrapping, key, binding.associated_data()), commitment)


def open_key(sealed: SealedKey, *, stretched: bytes, token: bytes, pepper: bytes, binding: Binding) -> bytes:
    """The shipment's key; ``stretched`` is the code after ``stretch`` with the sealed key's salt."""
    wrapping, commitment = _derive(stretched, token, pepper, binding)
    if not hmac.compare_digest(commitment, sealed.commitment):
        raise WrongKey
    return unseal(wrapping, sealed.wrapped, binding.associated_data())


def seal(key: bytes, plain: bytes, associated_data: bytes) -> bytes:
    """AES-256-GCM under a random nonce, which stands first."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, associated_data)


def unseal(key: bytes, sealed: bytes, associated_data: bytes) -> bytes:
    """What was sealed, or ``WrongKey`` when anything at all differs."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], associated_data)
    except (InvalidTag, ValueError) as error:
        raise WrongKey from error


def subkey(key: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose, so that nothing sealed for one can pass for another."""
    info = b"|".join((_INFO, purpose.encode("ascii")))
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def _derive(stretched: bytes, token: bytes, pepper: bytes, binding: Binding) -> tuple[bytes, bytes]:
    """The wrapping key and the commitment, from both channels and the pepper."""
    message = f"{binding.shipment}|{binding.generation}".encode()
    salt = hmac.new(pepper, message, hashlib.sha256).digest()
    both = HKDF(algorithm=SHA256(), length=2 * KEY_BYTES, salt=salt, info=_INFO).derive(stretched + token)
    return both[:KEY_BYTES], both[KEY_BYTES:]
