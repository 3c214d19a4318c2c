from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.core.keys import ring


class Command(BaseCommand):
    help = "Make the file with the first master key. Keep a copy apart: without it nothing can be read."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"] or Path(settings.MASTER_KEY_FILE)
        if path.exists():
            raise CommandError(f"{path} is there already; “rotate_keys” puts a new key into it.")
        ring.make_file(path)
        self.stdout.write(f"Made {path}. Keep a copy of it apart from the data: without it nothing can be read.")
