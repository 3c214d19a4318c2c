"""``make_audit_key``: the key that signs the log's checkpoints."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.core.audit import signing


class Command(BaseCommand):
    help = "Make the file with the key that signs the audit log's checkpoints."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"] or Path(settings.AUDIT_KEY_FILE)
        if path.exists():
            raise CommandError(f"{path} is there already; keep its public key in ARBEIDSROM_AUDIT_EARLIER_KEYS first.")
        signing.make_key(path)
        self.stdout.write(f"Made {path}. “audit_public_key” tells the key that others check the log with.")
