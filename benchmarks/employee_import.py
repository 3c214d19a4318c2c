"""``python -m benchmarks.employee_import [PEOPLE]``: a region's HR files, beside plain COPY of the file of positions.

C is COPY into an unlogged table of text columns without indexes, in the same run. Each import is the whole command:
reading, checking, sealing, comparing, staging, reporting, applying.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks._database import program

TODAY = date(2026, 11, 23)
ROUNDS = 5
MIB = 1024 * 1024


def main(people: int) -> None:
    """First import, the same delivery again, a night with one in a hundred changed, one with none, and undoing it."""
    from arbeidsrom.core.imports.hr_register.example import REGION, example, ordinary_night

    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        first, night = Path(folder, "first"), Path(folder, "night")
        region = example(replace(REGION, people=people), today=TODAY)
        for place, content in ((first, region), (night, ordinary_night(region, today=TODAY + timedelta(days=1)))):
            place.mkdir()
            content.write(place)
        _scope()
        plain = statistics.median(_copy_plain(first / "stillinger.csv") for _round in range(ROUNDS))
        print(f"C, plain COPY of {(first / 'stillinger.csv').stat().st_size / MIB:.0f} MiB {plain:26.3f} s")
        for what, place, day, asked in (
            ("first import", first, TODAY, 35),
            ("the same delivery again", first, TODAY, 12),
            ("1 % changed, with all consequences", night, TODAY + timedelta(days=1), 25),
            ("the night after, nothing changed", night, TODAY + timedelta(days=2), 12),
        ):
            seconds = timed(what, lambda place=place, day=day: _import(place, day))  # type: ignore[misc]
            print(f"{'':40}{seconds / plain:8.1f} C   (≤ {asked})")
        timed("undo of the last", lambda: _undo(TODAY + timedelta(days=2)))


def timed(what: str, work: Callable[[], str]) -> float:
    """How long it took, told as it happens."""
    begun = time.perf_counter()
    told = work()
    seconds = time.perf_counter() - begun
    print(f"{what:38}{seconds:9.2f} s  {told}", flush=True)
    return seconds


def _scope() -> None:
    from arbeidsrom.core.organisation.actions import arrange_tree
    from arbeidsrom.core.organisation.models import Unit

    Unit.objects.create(kind="region", name="Helse Midtnatt", code="R", valid_from=TODAY, is_controller=True)
    arrange_tree(today=TODAY)


def _copy_plain(file: Path) -> float:
    from django.db import connection, transaction

    heading = file.open(encoding="utf-8").readline().strip().split(";")
    columns = ", ".join(f'"{name}" text' for name in heading)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE UNLOGGED TABLE plain_positions ({columns})")
        begun = time.perf_counter()
        with (
            cursor.copy("COPY plain_positions FROM STDIN (FORMAT CSV, DELIMITER ';', HEADER)") as copy,
            file.open("rb") as stream,
        ):
            while chunk := stream.read(MIB):
                copy.write(chunk)
        seconds = time.perf_counter() - begun
        cursor.execute("DROP TABLE plain_positions")
    return seconds


def _import(place: Path, day: date) -> str:
    from django.utils import timezone

    from arbeidsrom.core.imports import actions
    from arbeidsrom.core.imports.hr_register.delivery import pack
    from arbeidsrom.core.organisation.models import Unit
    from arbeidsrom.lib.actor import job

    actor, now, region = job("benchmark"), timezone.now(), Unit.objects.get(code="R")
    run = actions.open_run(register="employees", scope=region, file_name=place.name, actor=actor, now=now)
    begun = time.perf_counter()
    run = actions.rehearse(run.public_id, chunks=[pack(place)], now=now, today=day)
    read = time.perf_counter() - begun
    run = actions.apply_import(run.public_id, confirmed=True, actor=actor, now=now, today=day)
    return (
        f"(rehearsed in {read:.2f} s) {run.lines} lines: {run.added} new, {run.changed} changed, {run.moved} moved, "
        f"{run.removed} ended, {run.unchanged} unchanged, {run.refused} refused"
    )


def _undo(day: date) -> str:
    from django.utils import timezone

    from arbeidsrom.core.imports import actions
    from arbeidsrom.core.imports.models import ImportRun
    from arbeidsrom.lib.actor import job

    run = ImportRun.objects.latest("id")
    actions.undo_import(run.public_id, actor=job("benchmark"), now=timezone.now(), today=day)
    return ""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name, program(Path(name)):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 80_000)
