from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from arbeidsrom.config import demo
from arbeidsrom.web.catalogues import compile_catalogues


class Command(BaseCommand):
    """Everything between an installed program and one that can be started, each step only when it is needed."""

    help = "Make tables, privileges, translations, static files and the demonstration ready."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", default="small", help="size of the demonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        compile_catalogues()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("database_roles")
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMONSTRATION:
            demo.build_demonstration(options["size"])
