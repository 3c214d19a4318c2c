from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from arbeidsrom.config import demo
from arbeidsrom.core.keys import ring
from arbeidsrom.web.catalogues import compile_catalogues


class Command(BaseCommand):
    """Everything between an installed program and one that can be started, each step only when it is needed."""

    help = "Make tables, privileges, translations, static files and the demonstration ready."

    requires_system_checks = ()  # there may be no keys yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", default="small", help="size of the demonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PRODUCTION:
            make_keys()
        self.check()
        compile_catalogues()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("database_roles")
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMONSTRATION:
            demo.build_demonstration(options["size"])
        self.stdout.write(json.dumps(demo.log_ins() if settings.DEMONSTRATION else []))


def make_keys() -> None:
    """An installation on one's own machine gets its keys by itself; in production they are made by hand."""
    if not (settings.KEY_SERVICE or settings.MASTER_KEYS or settings.MASTER_KEY_FILE.exists()):
        ring.make_file(settings.MASTER_KEY_FILE)
    if not (settings.PEPPER or settings.PEPPER_FILE.exists()):
        ring.make_pepper(settings.PEPPER_FILE)
