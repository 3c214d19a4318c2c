from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.core.keys import ring


class Command(BaseCommand):
    help = "Make the file with the pepper, which enters the codes of shipments; the receiving process gets a copy."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"] or Path(settings.PEPPER_FILE)
        if path.exists():
            raise CommandError(f"{path} is there already; with another pepper no code that was given opens any more.")
        ring.make_pepper(path)
        self.stdout.write(f"Made {path}. Keep a copy apart: without it no shipment can be opened.")
