"""The night's import of employees is killed at random moments: everything is as before it, or as after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.hr_register.example import REGION, example, ordinary_night
from arbeidsrom.core.imports.models import ImportRun, PositionChange, StagedEmployment, StagedUnit
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.imports.tests.hr_files import a_region
from tests.kill.killed_process import is_somebody_writing, kill_at_work, run

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 1500
TABLES = ("unit", "placement", "person", "position", "employment", "absence", "pastleader", "positionspan")


def state() -> tuple[str, ...]:
    """Everything the import may change, as one hash a table."""
    with connection.cursor() as cursor:
        hashes = []
        for table in TABLES:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(row::text, '' ORDER BY row.id), '')) FROM organisation_{table} row"
            )
            hashes.append(cursor.fetchone()[0])
        return tuple(hashes)


@pytest.mark.req("PL-OPS-002")
@pytest.mark.parametrize("kills", [3, pytest.param(12, marks=pytest.mark.long)])
def test_an_import_that_is_killed_has_done_all_or_nothing(kills: int, tmp_path: Path) -> None:
    today = timezone.localdate()
    a_region()
    first = example(replace(REGION, people=PEOPLE, trusts=2), today=today - timedelta(days=1))
    deliver(first_night := tmp_path / "first", first)
    deliver(next_night := tmp_path / "next", ordinary_night(first, today=today, share=0.05))
    run("-m", "arbeidsrom", "import_employees", str(first_night))
    before, chance, seen = state(), Random(kills), []

    for number in range(kills):  # the first while it reads, and each later than the one before
        wait = 1.5 * number / kills + chance.uniform(0, 0.1)
        kill_at_work("-m", "arbeidsrom", "import_employees", str(next_night), when=is_somebody_writing, wait=wait)
        seen.append(state())
    told = run("-m", "arbeidsrom", "import_employees", str(next_night))

    after = state()
    assert after != before, told
    assert set(seen) <= {before, after}
    assert seen[0] == before
    assert_runs_tell_what_became_of_them()


def deliver(folder: Path, files: object) -> None:
    folder.mkdir()
    files.write(folder)  # type: ignore[attr-defined]


def assert_runs_tell_what_became_of_them() -> None:
    """A run that was killed while it read is ended by the next round, and leaves nothing behind."""
    actions.end_silent_runs(now=timezone.now() + timedelta(days=1))
    unfinished = ImportRun.objects.filter(state__in=[RunState.RECEIVED, RunState.READING])
    assert not unfinished.exists()
    failed = ImportRun.objects.filter(state=RunState.FAILED)
    for table in (StagedUnit, StagedEmployment, PositionChange):
        assert not table._base_manager.filter(run__in=failed).exists()
