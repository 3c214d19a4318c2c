"""The program's own keys, by which it shows the providers that it is itself (``private_key_jwt``, RFC 7523).

The file is a set of private keys (JWK Set, RFC 7517), at most two: the first signs, both are published. A new key is
published before it signs, so that the providers have fetched it; the old one is published until the next change.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

ALGORITHM = "RS256"
BITS = 3072


class ClientKeyProblem(Exception):
    """The program has no key to sign with, or the file cannot be read."""


def signing_key() -> RSAKey | ECKey:
    """The key that signs now."""
    return read()[0]


def algorithm_of(key: RSAKey | ECKey) -> str:
    """What the key says that it signs by."""
    return str(key.get("alg") or ALGORITHM)


def published() -> dict[str, Any]:
    """The public halves of all keys, as providers fetch them."""
    return {"keys": [key.as_dict(private=False) for key in read()]}


def read() -> list[RSAKey | ECKey]:
    """The keys of the file, the one that signs first."""
    path = Path(settings.OPENID_KEY_FILE)
    try:
        found = list(KeySet.import_key_set(json.loads(path.read_text())))
    except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
        raise ClientKeyProblem(f"{path} holds no keys: make one with ./arbeidsrom openid-key --new") from error
    keys = [key for key in found if isinstance(key, RSAKey | ECKey) and key.is_private]
    if not keys or len(keys) != len(found):
        raise ClientKeyProblem(f"{path} must hold private RSA or EC keys and nothing else.")
    return keys


def make_key() -> str:
    """A new key: signs at once when it is the first, else is published beside the one that signs; gives its name."""
    path = Path(settings.OPENID_KEY_FILE)
    kept = read()[:1] if path.exists() else []
    name = secrets.token_urlsafe(12)
    made = RSAKey.generate_key(BITS, {"kid": name, "use": "sig", "alg": ALGORITHM})
    write(path, [*kept, made])
    return name


def change_key() -> str:
    """The key that has been published beside the one that signs takes its place; gives its name."""
    keys = read()
    if len(keys) != 2:
        raise ClientKeyProblem("There is no second key: make one with --new, and let the providers fetch it first.")
    write(Path(settings.OPENID_KEY_FILE), keys[::-1])
    return str(keys[1].kid)


def write(path: Path, keys: list[RSAKey | ECKey]) -> None:
    """The whole file or nothing, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"keys": [key.as_dict(private=True) for key in keys]}, file, indent=1)
    draft.replace(path)
