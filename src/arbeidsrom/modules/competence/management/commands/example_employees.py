"""``python -m arbeidsrom example_employees FOLDER``: the files of the made-up HR system, night by night."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from arbeidsrom.modules.competence.demo.nights import SHAPES, next_nights, nights


class Command(BaseCommand):
    help = (
        "Write the files from which the demonstration's health region is made, and those of the nights that follow:"
        " ordinary changes, a merger of two clinics, and a mass error that an import stops."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--size", choices=sorted(SHAPES), default="department")

    def handle(self, *, folder: Path, size: str, **options: Any) -> None:
        today = timezone.localdate()
        for made in (nights, next_nights):
            for night in made(size, today=today):
                written = folder / night.file_name.removesuffix(".zip")
                written.mkdir(parents=True, exist_ok=True)
                night.delivery.write(written)
                self.stdout.write(str(written))
