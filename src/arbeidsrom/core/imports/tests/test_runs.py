"""Runs: who may start and see them, what is kept of their files, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.imports import actions, queries
from arbeidsrom.core.imports.member_register import staging
from arbeidsrom.core.imports.models import ImportPart, ImportRun, StagedLine
from arbeidsrom.core.imports.reading import Fault
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.imports.tests.nights import (
    HOSPITAL,
    NEIGHBOUR,
    imported,
    no,
    numbers,
    register_of,
    rehearsed,
)
from arbeidsrom.core.imports.tests.register_files import HEADING, entry, register_file
from arbeidsrom.lib.refusals import WrongState
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db


def test_a_file_for_one_body_leaves_the_others_alone(cast: Cast) -> None:
    imported(cast, register_of())
    own = [line for line in register_of() if line["klubb"] != NEIGHBOUR]
    run = rehearsed(cast, [*own, entry(901, NEIGHBOUR)], actor=cast.per, scope=cast.local_union)
    assert numbers(run) == no(unchanged=60, refused=1)
    assert run.refused_lines.get().fault == Fault.OUTSIDE_SCOPE


def test_a_file_cannot_take_a_member_out_of_another_body(cast: Cast) -> None:
    imported(cast, register_of())
    taken = register_of()
    taken[69] |= {"klubb": HOSPITAL}
    run = rehearsed(
        cast, [line for line in taken if line["klubb"] != NEIGHBOUR], actor=cast.per, scope=cast.local_union
    )
    assert run.refused_lines.get().fault == Fault.ELSEWHERE
    assert run.moved == 0


@pytest.mark.parametrize("who", ["kari", "mona", "nils", "dag", "kjersti", "per"])
def test_others_cannot_import_for_the_whole_union(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        rehearsed(cast, register_of(), actor=cast.actor(who))


@pytest.mark.parametrize("who", ["kari", "mona", "nils", "dag", "kjersti", "per"])
def test_a_run_for_the_whole_union_does_not_exist_for_others(cast: Cast, who: str) -> None:
    run = rehearsed(cast, register_of())
    with pytest.raises(ImportRun.DoesNotExist):
        actions.apply_import(run.public_id, confirmed=True, actor=cast.actor(who), now=NOW, today=TODAY)
    assert queries.latest_runs(actor=cast.actor(who)) == []


def test_each_body_whose_members_were_touched_can_read_it_in_its_log(cast: Cast) -> None:
    run = imported(cast, register_of(neighbour=0))
    told = Entry.objects.filter(event="imports.run.applied", thing=run.public_id)
    assert set(told.values_list("tenant", flat=True)) == {cast.union.public_id, cast.local_union.public_id}


def test_a_run_whose_process_was_killed_while_reading_is_ended(cast: Cast) -> None:
    run = actions.receive_file(
        [register_file(register_of())],
        register="members",
        scope=cast.union,
        file_name="m.csv",
        actor=cast.admin,
        now=NOW,
    )
    ImportRun.objects.update(state=RunState.READING, beat_at=NOW)
    StagedLine.objects.create(run=run, line=2, member_number="100000", kind="added")
    assert actions.end_silent_runs(now=NOW + timedelta(minutes=9)) == 0
    assert actions.end_silent_runs(now=NOW + timedelta(minutes=11)) == 1
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert not StagedLine.objects.exists()
    assert not ImportPart.objects.exists()


def test_an_uploaded_file_waits_in_the_queue_as_long_as_it_takes_and_is_asked_for_once(cast: Cast) -> None:
    run = actions.receive_file(
        [register_file(register_of())],
        register="members",
        scope=cast.union,
        file_name="m.csv",
        actor=cast.admin,
        now=NOW,
    )
    jobs = ProcrastinateJob.objects.filter(task_name="imports.rehearse", args={"run_id": str(run.public_id)})
    assert actions.end_silent_runs(now=NOW + timedelta(hours=3)) == 0
    assert (actions.ask_again(), jobs.count()) == (1, 1)

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'imports.rehearse'")
    assert (actions.ask_again(), jobs.count()) == (1, 1)
    actions.rehearse(run.public_id, now=NOW, today=TODAY)
    assert actions.ask_again() == 0


def test_a_reading_that_was_given_up_meanwhile_goes_no_further(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "CHUNK", 10)
    run = actions.open_run(register="members", scope=cast.union, file_name="m.csv", actor=cast.admin, now=NOW)
    whole = register_file(register_of())
    half = len(whole) // 2

    def pieces() -> Iterator[bytes]:
        yield whole[:half]
        ImportRun.objects.update(beat_at=NOW)
        assert actions.end_silent_runs(now=NOW + timedelta(minutes=11)) == 1
        yield whole[half:]

    with pytest.raises(WrongState):
        actions.rehearse(run.public_id, chunks=pieces(), now=NOW, today=TODAY)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert not StagedLine.objects.exists()


def test_the_uploaded_file_lies_sealed_and_only_until_it_has_been_read(cast: Cast) -> None:
    run = actions.receive_file(
        [HEADING.encode(), b"\nCANARY-NAME"],
        register="members",
        scope=cast.union,
        file_name="m",
        actor=cast.admin,
        now=NOW,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM imports_importpart ORDER BY number")
        assert not any(b"CANARY" in bytes(row[0]) for row in cursor.fetchall())
    assert b"".join(queries.content_of(run)).endswith(b"CANARY-NAME")
    actions.rehearse(run.public_id, now=NOW, today=TODAY)
    assert not ImportPart.objects.exists()


def test_only_the_last_thirty_runs_are_shown(cast: Cast) -> None:
    for minute in range(32):
        ImportRun.objects.create(
            register="members",
            scope=cast.union,
            tenant=cast.union.public_id,
            source="command",
            started_at=NOW + timedelta(minutes=minute),
            started_by="x",
        )
    shown = queries.latest_runs(actor=cast.admin)
    assert len(shown) == 30
    assert shown[0].started_at > shown[-1].started_at
