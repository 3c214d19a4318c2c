"""``python -m arbeidsrom compile_messages``: make the .mo files that the program reads, without any tool installed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand

SOURCE = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "Compiles each catalogue that is newer than its compiled file."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        made = 0
        for source in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/django.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            half = target.with_name(f"django.{os.getpid()}.half")
            polib.pofile(str(source)).save_as_mofile(str(half))
            half.replace(target)
            made += 1
        self.stdout.write(f"{made} catalogues compiled")
