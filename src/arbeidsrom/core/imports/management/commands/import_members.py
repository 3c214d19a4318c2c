"""``python -m arbeidsrom import_members FILE``: the nightly file of the union's own register (KL-MEMB-002)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.management.running import MIB, REFUSED, STOPPED, told, unit_or_refuse
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.lib.actor import job


class Command(BaseCommand):
    help = (
        "Import the member register from a file. Applied at once unless it must be confirmed by a person"
        " (exit code 2) or cannot be used (exit code 3)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", default="", help="code of the unit that the file is for; else the whole union")
        parser.add_argument("--rehearse", action="store_true", help="only find out what the file would change")

    def handle(self, *, file: Path, unit: str, rehearse: bool, **options: Any) -> None:
        scope, actor, now = unit_or_refuse(unit), job("imports.import_members"), timezone.now()
        if not file.is_file():
            raise CommandError(f"There is no file {file}")
        run = actions.open_run(register="members", scope=scope, file_name=file.name, actor=actor, now=now)
        run = actions.rehearse(run.public_id, chunks=_chunks(file), now=now, today=timezone.localdate())
        if run.state == RunState.REHEARSED and not rehearse:
            run = actions.apply_import(
                run.public_id, confirmed=False, actor=actor, now=timezone.now(), today=timezone.localdate()
            )
        self.stdout.write(told(run))
        if run.state == RunState.REFUSED:
            raise CommandError(f"The file cannot be used: {run.get_fault_display()}", returncode=REFUSED)
        if run.state == RunState.STOPPED:
            raise CommandError(f"Waits for confirmation: {', '.join(run.stops)}", returncode=STOPPED)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(MIB):
            yield chunk
