"""Secrets of the second step, an app's and those of recovery codes, lie sealed in the database."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys import envelope, queries

BOUND_TO = "mfa_authenticator|secret"


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Seals under the installation's own key, which is rotated with all others."""

    def encrypt(self, text: str) -> str:
        _row, number, key = queries.sealing_key(INSTALLATION)
        return f"{number}:{base64.b64encode(envelope.seal(key, text.encode(), BOUND_TO)).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        number, _colon, sealed = encrypted_text.partition(":")
        key = queries.tenant_key(INSTALLATION, int(number))
        return envelope.unseal(key, base64.b64decode(sealed), BOUND_TO).decode()
