"""``python -m arbeidsrom import_employees FILE|FOLDER``: the nightly delivery of the HR system (KP-IMPORT-001)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.hr_register.delivery import pack
from arbeidsrom.core.imports.management.running import MIB, REFUSED, STOPPED, told, unit_or_refuse
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.lib.actor import job


class Command(BaseCommand):
    help = (
        "Import employees from the HR system's files: stillinger.csv alone, or a folder or archive that also has"
        " enheter.csv and fravær.csv. Applied at once unless it must be confirmed by a person (exit code 2) or cannot"
        " be used (exit code 3)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("delivery", type=Path)
        parser.add_argument("--unit", default="", help="code of the unit that the delivery is for; else the topmost")
        parser.add_argument("--rehearse", action="store_true", help="only find out what the delivery would change")

    def handle(self, *, delivery: Path, unit: str, rehearse: bool, **options: Any) -> None:
        scope, actor, now = unit_or_refuse(unit), job("imports.import_employees"), timezone.now()
        if not delivery.exists():
            raise CommandError(f"There is nothing at {delivery}", returncode=REFUSED)
        run = actions.open_run(register="employees", scope=scope, file_name=delivery.name, actor=actor, now=now)
        run = actions.rehearse(run.public_id, chunks=_chunks(delivery), now=now, today=timezone.localdate())
        if run.state == RunState.REHEARSED and not rehearse:
            run = _apply(run)
        self.stdout.write(told(run))
        if run.state == RunState.REFUSED:
            raise CommandError(f"The delivery cannot be used: {run.get_fault_display()}", returncode=REFUSED)
        if run.state == RunState.STOPPED:
            raise CommandError(f"Waits for confirmation: {', '.join(run.stops)}", returncode=STOPPED)


def _apply(run: ImportRun) -> ImportRun:
    actor = job("imports.import_employees")
    return actions.apply_import(
        run.public_id, confirmed=False, actor=actor, now=timezone.now(), today=timezone.localdate()
    )


def _chunks(delivery: Path) -> Iterator[bytes]:
    if delivery.is_dir():
        yield pack(delivery)
        return
    with delivery.open("rb") as stream:
        while chunk := stream.read(MIB):
            yield chunk
