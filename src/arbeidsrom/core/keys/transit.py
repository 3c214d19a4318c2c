"""A key service that speaks the transit interface of OpenBao and HashiCorp Vault: the master key never comes here.

Set ``ARBEIDSROM_KEY_SERVICE=arbeidsrom.core.keys.transit.Transit`` and ``ARBEIDSROM_TRANSIT_URL`` (such as
``https://bao.example.no/v1/transit``), ``ARBEIDSROM_TRANSIT_KEY`` and ``ARBEIDSROM_TRANSIT_TOKEN_FILE``.
"""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from arbeidsrom.core.keys.ring import MasterKeyProblem

TIMEOUT = 10


class Transit:
    """One named key of the service; its version is part of the name under which something was wrapped."""

    def __init__(self) -> None:
        self._address = _setting("ARBEIDSROM_TRANSIT_URL").rstrip("/")
        self._key = _setting("ARBEIDSROM_TRANSIT_KEY")
        self._token_file = Path(_setting("ARBEIDSROM_TRANSIT_TOKEN_FILE"))
        asked = urlsplit(self._address)
        if asked.scheme != "https" and asked.hostname not in {"127.0.0.1", "localhost"}:
            raise MasterKeyProblem("The key service must be asked over HTTPS.")

    def current(self) -> str:
        """The key with its latest version."""
        return f"{self._key}:v{self._ask('keys')['latest_version']}"

    def wrap(self, secret: bytes, bound_to: str) -> tuple[str, bytes]:
        """Wrap under the latest version."""
        sealed: str = self._ask("encrypt", plaintext=_text(secret), associated_data=_text(bound_to.encode()))[
            "ciphertext"
        ]
        return f"{self._key}:{sealed.split(':')[1]}", sealed.encode()

    def unwrap(self, master: str, wrapped: bytes, bound_to: str) -> bytes:
        """Unwrap what any version of the key has wrapped."""
        if master.partition(":")[0] != self._key:
            raise MasterKeyProblem(
                f"The data is sealed under “{master}”, and the key service is asked for “{self._key}”."
            )
        told = self._ask("decrypt", ciphertext=wrapped.decode(), associated_data=_text(bound_to.encode()))
        return base64.b64decode(told["plaintext"])

    def _ask(self, what: str, **body: str) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 -- the address is checked above
            f"{self._address}/{what}/{self._key}",
            data=json.dumps(body).encode() if body else None,
            headers={"X-Vault-Token": self._token(), "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                told: dict[str, Any] = json.load(answer)["data"]
                return told
        except urllib.error.HTTPError as error:
            raise MasterKeyProblem(f"The key service refused to {what} ({error.code}).") from error
        except OSError as error:
            raise MasterKeyProblem(f"The key service at {self._address} does not answer.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise MasterKeyProblem(f"What answers at {self._address} is no key service.") from error

    def _token(self) -> str:
        """Read each time: whoever renews it writes the file anew."""
        try:
            return self._token_file.read_text().strip()
        except OSError as error:
            raise MasterKeyProblem(
                f"The key service's token {self._token_file} cannot be read ({error.strerror})."
                " Name its file in ARBEIDSROM_TRANSIT_TOKEN_FILE."
            ) from error


def _setting(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise MasterKeyProblem(f"{name} must be set: ARBEIDSROM_KEY_SERVICE names this key service.")
    return value


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
