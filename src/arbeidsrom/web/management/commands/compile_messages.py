"""``python -m arbeidsrom compile_messages``: make the .mo files that the program reads, without any tool installed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from arbeidsrom.web.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compiles each catalogue that is newer than its compiled file."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{compile_catalogues()} catalogues compiled")
