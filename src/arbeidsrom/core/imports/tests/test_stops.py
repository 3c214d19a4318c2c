"""What a register's file may not do: lines refused, files refused, and changes that wait for somebody (KL-MEMB-002)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.models import ImportPart, ImportRun, RefusedLine, StagedLine
from arbeidsrom.core.imports.reading import Fault
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.imports.tests.nights import (
    HOSPITAL,
    SCHOOL,
    applied,
    everything,
    imported,
    no,
    numbers,
    present,
    register_of,
    rehearsed,
)
from arbeidsrom.core.imports.tests.register_files import entry, register_file
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.notifications.types import get_type
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.req("KL-MEMB-002")
def test_a_file_that_would_remove_many_waits_until_somebody_confirms(cast: Cast) -> None:
    imported(cast, register_of())
    before = everything()
    run = rehearsed(cast, register_of(hospital=30))
    assert (run.state, run.stops) == (RunState.STOPPED, ["many_removed", "many_removed_in_tenant"])
    with pytest.raises(actions.NotConfirmed):
        applied(cast, run)
    assert everything() == before
    applied(cast, run, confirmed=True)
    assert len(present()) == 60


@pytest.mark.req("KL-MEMB-002")
def test_the_share_counts_for_each_body_by_itself(cast: Cast, settings) -> None:
    settings.MEMBER_IMPORT_LIMITS = {**settings.MEMBER_IMPORT_LIMITS, "removed_share": 0.5}
    imported(cast, register_of())
    run = rehearsed(cast, register_of(neighbour=3))
    assert run.stops == ["many_removed_in_tenant"]


@pytest.mark.req("KL-MEMB-002")
def test_the_same_number_on_two_lines_is_refused_and_the_member_stays(cast: Cast) -> None:
    imported(cast, register_of())
    before = everything()
    night = register_of()
    run = imported(cast, [*night, night[5] | {"etternavn": "Kopi"}])
    assert numbers(run) == no(unchanged=69, refused=2)
    assert list(RefusedLine.objects.filter(run=run).order_by("line").values_list("line", "fault")) == [
        (7, Fault.DUPLICATE),
        (72, Fault.DUPLICATE),
    ]
    assert everything() == before


def test_a_new_member_on_two_lines_is_not_added(cast: Cast) -> None:
    run = imported(cast, [*register_of(), entry(900, SCHOOL), entry(900, HOSPITAL)])
    assert numbers(run) == no(added=70, refused=2)
    assert "100900" not in present()


@pytest.mark.req("KL-MEMB-002")
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"klubb": "ukjent"}, Fault.UNKNOWN_UNIT),
        ({"medlem_fra": "01.02.2020"}, Fault.DATE),
        ({"medlem_til": "2001-01-01"}, Fault.DATES_REVERSED),
        ({"fødselsnummer": "11111111111"}, Fault.IDENTITY_NUMBER),
    ],
)
def test_a_refused_line_is_told_with_its_reason_and_its_member_is_left_alone(
    cast: Cast, changes: dict[str, str], fault: Fault
) -> None:
    imported(cast, register_of())
    before = everything()
    night = register_of()
    night[9] |= changes
    run = imported(cast, night)
    assert numbers(run) == no(unchanged=69, refused=1)
    assert list(run.refused_lines.values_list("line", "column", "fault")) == [(11, next(iter(changes)), fault)]
    assert everything() == before


@pytest.mark.req("KL-MEMB-002")
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (register_file(register_of()).replace(b";", b","), Fault.DELIMITER),
        (register_file(register_of()).decode().encode("cp1252", errors="replace"), Fault.ENCODING),
        (b"medlemsnummer;fornavn\n1;Kari\n", Fault.MISSING_COLUMNS),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_nothing_of_it_is_kept(
    cast: Cast, content: bytes, fault: Fault
) -> None:
    imported(cast, register_of())
    before = everything()
    run = rehearsed(cast, content)
    run.refresh_from_db()
    assert (run.state, run.fault) == (RunState.REFUSED, fault)
    assert everything() == before
    assert not ImportPart.objects.exists()
    assert not StagedLine.objects.filter(run=run).exists()


def test_a_file_cut_off_in_the_middle_of_a_line_waits_for_confirmation(cast: Cast) -> None:
    imported(cast, register_of())
    run = rehearsed(cast, register_file(register_of())[:-60])
    assert (run.state, run.stops, run.refused) == (RunState.STOPPED, ["cut_off"], 1)
    assert run.removed == 0


def test_lines_in_another_encoding_stop_the_run_and_remove_nobody(cast: Cast) -> None:
    imported(cast, register_of())
    heading, rest = register_file(register_of()).split(b"\n", 1)
    run = rehearsed(cast, heading + b"\n" + rest.decode().encode("cp1252", errors="replace"))
    assert run.stops == ["many_refused"]
    assert (run.removed, run.refused_lines.filter(fault=Fault.ENCODING).count()) == (0, run.refused)


def test_a_line_that_names_nobody_stops_removals(cast: Cast) -> None:
    imported(cast, register_of())
    night = register_of()[1:]
    night[0]["medlemsnummer"] = ""
    assert rehearsed(cast, night).stops == ["unknown_lines"]


@pytest.mark.req("KL-MEMB-002")
def test_those_who_may_confirm_are_told_of_an_import_that_stops_or_cannot_be_used_and_of_no_other(cast: Cast) -> None:
    imported(cast, register_of())
    assert not Notification.objects.filter(type__startswith="imports.").exists()
    stopped = rehearsed(cast, register_of(hospital=30))
    refused = rehearsed(cast, b"ikke et register")
    told = Notification.objects.filter(type__startswith="imports.").order_by("id")
    assert [(row.person_id, row.type, row.about) for row in told] == [
        (cast.people["admin"].pk, "imports.run.stopped", stopped.public_id),
        (cast.people["admin"].pk, "imports.run.refused", refused.public_id),
    ]
    assert stopped.scope.name in get_type("imports.run.stopped").tell(told[0].params)


def test_those_who_may_confirm_are_told_once_of_a_reading_that_was_cut_off(cast: Cast) -> None:
    run = rehearsed(cast, register_of())
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.READING, beat_at=NOW - timedelta(days=2))
    for _night in range(2):
        actions.end_silent_runs(now=NOW)
    assert [row.type for row in Notification.objects.filter(about=run.public_id)] == ["imports.run.failed"]
