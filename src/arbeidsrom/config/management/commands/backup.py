from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arbeidsrom.config.backups import BackupProblem, back_up


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
        self.stdout.write(f"The keys are in {keys}. Keep them apart: with both, everything can be read.")
