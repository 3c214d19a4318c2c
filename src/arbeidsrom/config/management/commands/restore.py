from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.config.backups import BackupProblem, documents_without_file, restore


class Command(BaseCommand):
    """Puts a backup into an empty installation."""

    help = "Put a backup back into an empty database and store."
    requires_system_checks = ()  # the keys may be in the backup

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keys", type=Path, help="the keys of the backup, unless they are in place already")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            contents = restore(options["folder"], options["keys"])
        except BackupProblem as problem:
            raise CommandError(f"{problem} Nothing was changed.") from problem
        self.check()  # the keys fit, the settings are whole
        if missing := documents_without_file():
            raise CommandError(f"{missing} documents have no file in the store.")
        self.stdout.write(f"The backup of {contents.made_at} is back, with {len(contents.files)} files.")
        self.stdout.write("Now verify the audit log: verify-audit.")
