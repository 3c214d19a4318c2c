"""How one key wraps another, and how a secret is sealed to somebody's public key. Pure: no database, no settings."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

KEY_BYTES = 32
NONCE_BYTES = 12
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class KeyDoesNotFit(Exception):
    """The key is not the one that sealed this, or what was sealed has been tampered with."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, secret: bytes, bound_to: str) -> bytes:
    """Seal a small secret (AES-256-GCM); it opens only with the same key and in the same place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Open what ``seal`` made, or raise ``KeyDoesNotFit``."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyDoesNotFit(f"The key does not open {bound_to}") from error


def new_pair() -> tuple[bytes, bytes]:
    """A fresh X25519 pair: private key, public key."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal_to(public_key: bytes, secret: bytes, bound_to: str) -> bytes:
    """Seal a secret to the holder of the private key (HPKE, RFC 9180); the sealer cannot open it again."""
    return _SUITE.encrypt(secret, X25519PublicKey.from_public_bytes(public_key), bound_to.encode())


def unseal_with(private_key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Open what ``seal_to`` made, or raise ``KeyDoesNotFit``."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyDoesNotFit(f"The private key does not open {bound_to}") from error
