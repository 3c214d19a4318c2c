from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.config import demo
from arbeidsrom.config.demo.sizes import UnknownSize
from arbeidsrom.config.management.commands.prepare import make_keys
from arbeidsrom.web.catalogues import compile_catalogues


class Command(BaseCommand):
    """The demonstration without starting the program: for measuring, and before somebody is shown it."""

    help = "Fill the database with a demonstration, unless there is one."

    requires_system_checks = ()  # there may be no keys yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", default="small", help="size of the demonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration is switched off (ARBEIDSROM_DEMO).")
        make_keys()
        self.check()
        compile_catalogues()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("database_roles")
        try:
            demo.build_demonstration(options["size"])
        except UnknownSize as unknown:
            raise CommandError(str(unknown)) from unknown
        self.stdout.write(f"People who can be signed in as: {len(demo.log_ins())}")
