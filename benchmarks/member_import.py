"""``python -m benchmarks.member_import [MEMBERS]``: a whole union's register, beside plain COPY of the same file."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._database import program

if TYPE_CHECKING:
    from arbeidsrom.core.membership.register import RegisterLine
    from arbeidsrom.core.organisation.models import Unit

CLUBS, LOCAL_UNIONS = 4000, 380
MIB = 1024 * 1024
TODAY = date(2026, 11, 22)


def main(members: int) -> None:
    """First import, the same file again, a night with one in a hundred changed, and undoing that night."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        first, night = Path(folder, "first.csv"), Path(folder, "night.csv")
        _write_files(members, first, night)
        idle = resident()
        plain = timed("plain COPY of the same file", lambda: _copy_plain(first))
        for what, file in (("first import", first), ("the same file again", first), ("1 % changed", night)):
            seconds = timed(what, partial(_import, file))
            print(f"{'':34}{seconds / plain:8.1f} × plain COPY")
        timed("undo of the last", _undo)
        print(f"{'memory of the imports':32}{resident() - idle:9.1f} MiB more than before")


def timed(what: str, work: Callable[[], object]) -> float:
    """How long it took, told as it happens."""
    begun = time.perf_counter()
    told = work()
    seconds = time.perf_counter() - begun
    print(f"{what:32}{seconds:9.1f} s  {told or ''}", flush=True)
    return seconds


def _write_files(members: int, first: Path, night: Path) -> None:
    from arbeidsrom.core.imports.member_register.writing import as_file
    from arbeidsrom.core.membership.example_register import ClubToFill, register_lines

    clubs = _clubs()
    each, codes = -(-members // len(clubs)), {club.pk: club.code for club in clubs}

    def lines() -> Iterator[RegisterLine]:
        to_fill = (ClubToFill(club, "Fjord kommune", each) for club in clubs)
        return islice(register_lines(to_fill, today=TODAY), members)

    changed = (one._replace(position_title="Leder") if i % 100 == 7 else one for i, one in enumerate(lines()))
    for path, content in ((first, lines()), (night, changed)):
        with path.open("wb") as file:
            file.writelines(as_file(content, codes))


def _clubs() -> list[Unit]:
    from arbeidsrom.core.organisation.actions import arrange_tree
    from arbeidsrom.core.organisation.models import Unit

    def unit(kind: str, number: int, parent: Unit | None, *, answers: bool) -> Unit:
        code = f"{kind}-{number}"
        return Unit(kind=kind, name=code, code=code, parent=parent, valid_from=TODAY, is_controller=answers)

    union = unit("union", 0, None, answers=True)
    union.save()
    locals_ = Unit.objects.bulk_create(unit("local_union", n, union, answers=True) for n in range(LOCAL_UNIONS))
    Unit.objects.bulk_create(
        (unit("club", n, locals_[n % LOCAL_UNIONS], answers=False) for n in range(CLUBS)), batch_size=1000
    )
    arrange_tree(today=TODAY)
    return list(Unit.objects.filter(kind="club").order_by("id"))


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(MIB):
            yield chunk


def _copy_plain(file: Path) -> str:
    """What PostgreSQL alone needs for the file: text columns, an index on the number, nothing checked or sealed."""
    from django.db import connection, transaction

    from arbeidsrom.core.imports.member_register.format import COLUMNS

    names = ", ".join(f'"{name}" text' for name in COLUMNS.all)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE plain_register ({names})")
        with cursor.copy("COPY plain_register FROM STDIN (FORMAT CSV, DELIMITER ';', HEADER)") as copy:
            for chunk in _chunks(file):
                copy.write(chunk)
        cursor.execute("CREATE INDEX ON plain_register (medlemsnummer)")
        cursor.execute("SELECT count(*) FROM plain_register")
        rows = cursor.fetchone()[0]
        cursor.execute("DROP TABLE plain_register")
    return f"{rows} rows, {file.stat().st_size / MIB:.0f} MiB"


def _import(file: Path) -> str:
    from django.utils import timezone

    from arbeidsrom.core.imports import actions
    from arbeidsrom.core.organisation.models import Unit
    from arbeidsrom.lib.actor import job

    actor, now, union = job("benchmark"), timezone.now(), Unit.objects.get(parent=None)
    run = actions.open_run(register="members", scope=union, file_name=file.name, actor=actor, now=now)
    begun = time.perf_counter()
    run = actions.rehearse(run.public_id, chunks=_chunks(file), now=now, today=TODAY)
    read = time.perf_counter() - begun
    actions.apply_import(run.public_id, confirmed=True, actor=actor, now=now, today=TODAY)
    numbers = f"{run.added} added, {run.changed} changed, {run.unchanged} unchanged, {run.refused} refused"
    return f"(reading {read:.1f} s) {numbers}"


def _undo() -> None:
    from django.utils import timezone

    from arbeidsrom.core.imports import actions
    from arbeidsrom.core.imports.models import ImportRun
    from arbeidsrom.lib.actor import job

    last = ImportRun.objects.get(can_undo=True)
    actions.undo_import(last.public_id, actor=job("benchmark"), now=timezone.now(), today=TODAY)


def resident() -> float:
    """The most memory the process has had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="benchmark-") as home, program(Path(home)):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 400_000)
