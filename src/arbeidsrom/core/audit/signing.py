"""The key that signs the log's checkpoints: apart from the database, so that who holds that cannot forge them."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def signing_key() -> Ed25519PrivateKey:
    """The key from the settings, or from its file, which is made at first need where that is allowed."""
    if settings.AUDIT_KEY:
        return Ed25519PrivateKey.from_private_bytes(decoded(settings.AUDIT_KEY))
    path = Path(settings.AUDIT_KEY_FILE)
    if not path.exists() and not settings.PRODUCTION:
        make_key(path)
    try:
        return Ed25519PrivateKey.from_private_bytes(decoded(path.read_text(errors="replace").strip()))
    except OSError as error:
        raise ImproperlyConfigured(
            f"The audit signing key {path} cannot be read ({error.strerror})."
            " Set ARBEIDSROM_AUDIT_KEY, name its file in ARBEIDSROM_AUDIT_KEY_FILE, or make one with “make_audit_key”."
        ) from error


def decoded(text: str) -> bytes:
    """The 32 bytes of a key written in base64."""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(
            "The audit signing key must be 32 bytes written in base64 (ARBEIDSROM_AUDIT_KEY, _KEY_FILE, _EARLIER_KEYS)."
        )
    return key


def make_key(path: Path) -> None:
    """A new signing key for an installation that has none; in production it is made by hand."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seed = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw())
    part = path.with_suffix(f".{os.getpid()}")
    part.touch(mode=0o600)
    part.write_bytes(seed + b"\n")
    try:
        os.link(part, path)  # whoever comes first decides; the other processes read what is there
    except FileExistsError:
        pass
    finally:
        part.unlink()


def signer_name() -> str:
    """The name in the signature: the address of the installation without the protocol."""
    return str(settings.PUBLIC_URL).partition("://")[2].rstrip("/") + "/audit"


def public_keys() -> list[Ed25519PublicKey]:
    """The keys whose checkpoints are ours: today's, and the earlier ones that the settings name."""
    earlier = [Ed25519PublicKey.from_public_bytes(decoded(key)) for key in settings.AUDIT_EARLIER_KEYS]
    return [signing_key().public_key(), *earlier]
