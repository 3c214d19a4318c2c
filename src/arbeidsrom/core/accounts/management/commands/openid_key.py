from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.core.accounts import client_keys


class Command(BaseCommand):
    help = (
        "The program's own keys for OpenID providers: --new makes one, published beside the one that signs;"
        " --switch lets it sign, once the providers have fetched it. Without arguments: which there are."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--new", action="store_true", help="make a key")
        choice.add_argument("--switch", action="store_true", help="let the second key sign from now on")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["new"]:
                client_keys.make_key()
            if options["switch"]:
                client_keys.change_key()
            signs, *others = client_keys.read()
        except client_keys.ClientKeyProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"signs:     {signs.kid}")
        for other in others:
            self.stdout.write(f"published: {other.kid}")
