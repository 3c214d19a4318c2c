from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arbeidsrom.config.backups import BackupProblem, back_up, keys_elsewhere, keys_of_installation


class Command(BaseCommand):
    """Makes a backup while the program runs."""

    help = "Write the database and the sealed files to an empty folder, and the keys to a file apart from it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keys", type=Path, help="where the keys go (default: beside the folder, named .keys)")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        keys = options["keys"] or folder.with_name(f"{folder.name}.keys")
        try:
            contents = back_up(folder, keys, now=timezone.now())
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Database and {len(contents.files)} files are in {folder}.")
        self.tell_of_keys(keys)

    def tell_of_keys(self, keys: Path) -> None:
        """Which keys the file holds, and which have to be kept otherwise: without them nothing can be read."""
        kept = keys_of_installation()
        if kept:
            self.stdout.write(f"Keys in {keys}: {', '.join(kept)}. Keep them apart from the backup.")
        for name, setting in keys_elsewhere().items():
            self.stdout.write(f"NOT in {keys}: the key “{name}”, which {setting} gives. Keep a copy of it yourself.")
