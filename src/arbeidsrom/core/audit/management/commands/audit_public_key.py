"""``audit_public_key``: the key that others check the log's checkpoints with."""

from __future__ import annotations

import base64
from typing import Any

from django.core.management.base import BaseCommand

from arbeidsrom.core.audit import notes, signing


class Command(BaseCommand):
    help = "Writes the public key of the audit log's checkpoints in the form of a C2SP verifier key."
    requires_system_checks = []

    def handle(self, **_options: Any) -> None:
        public, name = signing.signing_key().public_key().public_bytes_raw(), signing.signer_name()
        encoded = base64.b64encode(notes.ED25519 + public).decode()
        self.stdout.write(f"{name}+{notes.key_id(name, public).hex()}+{encoded}")
