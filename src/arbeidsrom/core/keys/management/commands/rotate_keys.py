from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from arbeidsrom.core.keys import actions, ring


class Command(BaseCommand):
    help = (
        "Change keys while the program runs. No file is rewritten. Without arguments: wrap what lies under an earlier"
        " master key under the current one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--new-master", metavar="NAME", help="put a fresh master key of this name into the file")
        parser.add_argument("--tenant", type=UUID, help="give this tenant a new key")
        parser.add_argument("--reseal", action="store_true", help="and seal the tenant's fields anew under it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reseal"] and not options["tenant"]:
            raise CommandError("--reseal needs --tenant")
        try:
            self._rotate(options)
        except ring.MasterKeyProblem as problem:
            raise CommandError(str(problem)) from problem

    def _rotate(self, options: dict[str, Any]) -> None:
        if options["new_master"]:
            if settings.MASTER_KEYS or settings.KEY_SERVICE:
                raise CommandError("The master key is not in a file: put the new one where the keys are.")
            ring.add_current(Path(settings.MASTER_KEY_FILE), options["new_master"])
        if options["tenant"]:
            self.stdout.write(f"Holders' keys wrapped anew: {actions.rotate_tenant(options['tenant'])}")
            if options["reseal"]:
                self.stdout.write(f"Rows sealed anew: {actions.reseal_rows(options['tenant'])}")
            return
        self.stdout.write(f"Tenant keys wrapped anew: {actions.rotate_master()}")
