"""A long list becomes a file in the background: for whoever asked, as they may see the list then, and for a day."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.exports import actions, queries, rules
from arbeidsrom.core.exports.actions import TakenOver, TooManyAtOnce
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.exports.states import CAN_FOLLOW, ExportState
from arbeidsrom.core.exports.tests.factories import again, ask, content, make, sheets, ward
from arbeidsrom.core.keys.queries import is_destroyed
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.preferences import actions as preferences
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.vault.actions import clear_orphans
from arbeidsrom.core.vault.storage import store
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.web.lists import excel, long
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def stored(files: Path) -> list[Path]:
    return [path for path in files.rglob("*") if path.is_file()]


def told(cast: Cast) -> list[str]:
    return list(Notification.objects.filter(person=cast.people["kari"]).order_by("id").values_list("type", flat=True))


@pytest.mark.req("PL-UI-005", "KL-MEMB-005")
def test_the_file_is_the_one_that_would_have_been_made_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ward(cast)
    query = "f-workplace=Intensiv&q=n0&sort=-name"
    export = make(cast, ask(cast, query))

    monkeypatch.setattr(long, "IN_REQUEST", 5_000)
    with time_machine.travel(cast.now, tick=False):
        at_once = b"".join(cast.browser("kari").get(f"{reverse('members')}?{query}&format=xlsx"))
    rows, about = sheets(content(export))
    assert [rows, about] == sheets(at_once)
    assert len(rows) == 26
    assert any("Intensiv (25)" in str(line[0]) for line in about)


@pytest.mark.req("PL-UI-005")
def test_the_file_has_the_columns_that_were_seen_when_it_was_asked_for(cast: Cast) -> None:
    ward(cast)
    preferences.choose_columns("membership.members", ["name", "email"], actor=cast.kari)
    export = ask(cast)
    preferences.choose_columns("membership.members", ["number"], actor=cast.kari)

    assert sheets(content(make(cast, export)))[0][0] == ("Navn", "E-post")


def test_the_file_is_in_the_language_of_the_one_who_asked(cast: Cast) -> None:
    ward(cast)
    cast.accounts["kari"].language = "nn"
    cast.accounts["kari"].save(update_fields=["language"])

    assert sheets(content(make(cast, ask(cast))))[0][0][:2] == ("Namn", "Medlemsnummer")
    (notification,) = Notification.objects.filter(person=cast.people["kari"])
    assert notification.params == {"list": "Medlemmer", "count": "25"}


@pytest.mark.req("KL-MEMB-003", "PL-AUD-001")
def test_who_stands_in_the_file_is_written_in_the_log_once_when_it_is_made(cast: Cast) -> None:
    members = ward(cast)
    export = ask(cast)
    assert not Entry.objects.filter(event="membership.list.exported").exists()

    make(cast, make(cast, export))

    entry = Entry.objects.get(event="membership.list.exported")
    assert entry.person == cast.people["kari"].public_id
    subjects = set(Subject.objects.filter(entry=entry).values_list("subject", flat=True))
    assert subjects == {member.public_id for member in members[:25]}


@pytest.mark.req("PL-KEY-001")
def test_what_was_searched_for_and_the_file_lie_sealed(cast: Cast, files: Path) -> None:
    ward(cast)
    export = ask(cast, "q=kanarifugl")
    (sealed,) = Export.objects.values_list("address", flat=True)
    assert b"kanarifugl" not in sealed.stored
    assert "q=kanarifugl" in again(export.public_id).address

    make(cast, ask(cast))
    (file,) = [path.read_bytes() for path in stored(files) if path.stat().st_size > 6000]
    assert not file.startswith(b"PK")


@pytest.mark.req("PL-OPS-006")
def test_the_one_who_asked_is_told_when_the_file_is_ready_with_the_way_to_it(cast: Cast) -> None:
    ward(cast)
    export = make(cast, ask(cast))

    (notification,) = Notification.objects.filter(person=cast.people["kari"])
    assert (notification.type, notification.about) == ("exports.ready", export.public_id)
    assert notification.url == reverse("export", args=[export.public_id])


def test_a_file_is_asked_for_in_the_transaction_of_its_row(cast: Cast) -> None:
    export = ask(cast)
    (made,) = ProcrastinateJob.objects.filter(task_name="exports.make")
    assert made.args == {"export_id": str(export.public_id)}


@pytest.mark.req("KL-WHO-002")
def test_who_has_lost_the_office_meanwhile_gets_no_file_and_is_told_why(cast: Cast, files: Path) -> None:
    ward(cast)
    export = ask(cast)
    Position.objects.filter(pk=cast.positions["kari"].pk).update(valid_to=cast.today)

    export = make(cast, export)

    assert export.state == ExportState.REFUSED
    assert export.reason == "Du har ikke lenger vervet som du ba om filen i."
    assert told(cast) == ["exports.ended"]
    assert is_destroyed(export.holder_id)
    assert stored(files) == []
    assert not Entry.objects.filter(event="membership.list.exported").exists()


def test_an_account_that_has_been_closed_gets_no_file(cast: Cast) -> None:
    export = ask(cast)
    cast.accounts["kari"].is_active = False
    cast.accounts["kari"].save(update_fields=["is_active"])
    assert make(cast, export).state == ExportState.REFUSED


@pytest.mark.parametrize(
    ("listing", "who"),
    [("membership.members", "kari"), ("workspace.cases", "kari"), ("audit.log", "per"), ("privacy.fields", "per")],
)
def test_who_has_kept_the_office_and_lost_its_rights_gets_no_file(
    cast: Cast, files: Path, listing: str, who: str
) -> None:
    export = actions.begin_export(listing, address="/somewhere/?x=y", actor=cast.actor(who), now=cast.now)
    RoleGrant.objects.filter(position=cast.positions[who]).delete()

    export = make(cast, export)

    assert export.state == ExportState.REFUSED
    assert export.reason
    assert stored(files) == []


def test_the_list_is_the_one_that_the_person_may_see_when_the_file_is_made(cast: Cast) -> None:
    members = ward(cast)
    export = ask(cast)
    gone = members[3]
    gone.club = cast.school_club
    gone.save(update_fields=["club"])

    numbers = [row[1] for row in sheets(content(make(cast, export)))[0][1:]]
    assert len(numbers) == 24
    assert gone.member_number not in numbers


def test_who_has_had_too_many_files_within_an_hour_is_refused_with_that_reason(cast: Cast, monkeypatch) -> None:
    ward(cast)
    monkeypatch.setattr("arbeidsrom.core.audit.events.hourly_limit", lambda key: 0 if "exported" in key else None)
    export = make(cast, ask(cast))
    assert export.state == ExportState.REFUSED
    assert "på en time" in export.reason


@pytest.mark.req("PL-UI-005")
def test_each_batch_tells_how_far_it_has_come(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ward(cast)
    export, seen = ask(cast), []
    real = actions._go_on

    def go_on(export: Export, done: int, count: int) -> None:
        real(export, done, count)
        row = again(export.public_id)
        seen.append((row.state, row.rows_done, row.rows))

    monkeypatch.setattr(actions, "_go_on", go_on)
    make(cast, export)
    assert seen == [("running", 10, 25), ("running", 20, 25), ("running", 25, 25)]


@pytest.mark.parametrize("sorted_in_memory", [True, False])
def test_every_batch_asks_the_database_as_often(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, sorted_in_memory: bool
) -> None:
    if not sorted_in_memory:
        monkeypatch.setattr("arbeidsrom.core.membership.queries.lists.SORTED_IN_MEMORY", 5)
    ward(cast, 60)
    marks: list[int] = []
    real = actions._go_on
    with CaptureQueriesContext(connection) as asked:

        def go_on(export: Export, done: int, count: int) -> None:
            real(export, done, count)
            marks.append(len(asked))

        monkeypatch.setattr(actions, "_go_on", go_on)
        make(cast, ask(cast))
    between = [after - before for before, after in pairwise(marks[1:])]
    assert len(between) == 4
    assert set(between) == {between[0]}
    assert between[0] <= 5


@pytest.mark.req("PL-OPS-002")
def test_a_worker_that_was_killed_leaves_a_row_from_which_another_begins_again(cast: Cast, monkeypatch) -> None:
    ward(cast)
    export = ask(cast)
    real = actions._go_on

    def killed(export: Export, done: int, count: int) -> None:
        real(export, done, count)
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "_go_on", killed)
    with pytest.raises(KeyboardInterrupt):
        make(cast, export)
    monkeypatch.setattr(actions, "_go_on", real)
    left = again(export.public_id)
    assert (left.state, left.rows_done, left.attempts) == (ExportState.RUNNING, 10, 1)

    export = make(cast, export)
    assert (export.state, export.rows, export.attempts) == (ExportState.READY, 25, 2)
    assert told(cast) == ["exports.ready"]


@pytest.mark.req("PL-OPS-002")
@pytest.mark.parametrize("at", ["batch", "end"])
def test_a_worker_that_was_thought_dead_stops_and_leaves_nothing(
    cast: Cast, files: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    ward(cast)
    export = ask(cast)
    slow, where = {"batch": (actions._go_on, "_go_on"), "end": (actions._keep, "_keep")}[at]

    def taken_over(*given: object, **named: object) -> None:
        monkeypatch.setattr(actions, where, slow)
        make(cast, export)
        slow(*given, **named)

    monkeypatch.setattr(actions, where, taken_over)
    make(cast, export)

    made = again(export.public_id)
    assert (made.state, made.attempts) == (ExportState.READY, 2)
    assert [path.name for path in stored(files)] == [made.storage_key]
    assert Entry.objects.filter(event="membership.list.exported").count() == 1
    assert told(cast) == ["exports.ready"]
    with pytest.raises(TakenOver):
        actions._go_on(made, 1, 1)


@pytest.mark.req("PL-OPS-002")
def test_what_fails_again_and_again_is_given_up_and_the_one_who_asked_is_told(cast: Cast, monkeypatch) -> None:
    export = ask(cast)
    monkeypatch.setattr(actions, "receive", lambda *_given, **_named: 1 / 0)
    for _time in range(rules.MOST_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            make(cast, export)
    assert again(export.public_id).state == ExportState.RUNNING

    export = make(cast, export)
    assert export.state == ExportState.FAILED
    assert told(cast) == ["exports.ended"]
    assert is_destroyed(export.holder_id)


@pytest.mark.req("PL-OPS-002")
def test_an_export_whose_job_was_lost_is_asked_for_again_when_it_has_been_silent(cast: Cast) -> None:
    export = ask(cast)
    ProcrastinateJob.objects.filter(task_name="exports.make").update(status="succeeded")
    assert actions.ask_again(now=cast.now + timedelta(minutes=4)) == 0
    assert actions.ask_again(now=cast.now + timedelta(minutes=6)) == 1
    actions.ask_again(now=cast.now + timedelta(minutes=7))
    waiting = ProcrastinateJob.objects.filter(task_name="exports.make", status="todo")
    assert [job.args for job in waiting] == [{"export_id": str(export.public_id)}]


@pytest.mark.req("PL-AUD-004")
def test_the_file_and_what_was_searched_for_are_destroyed_after_a_day(
    cast: Cast, files: Path, django_capture_on_commit_callbacks
) -> None:
    ward(cast)
    export = make(cast, ask(cast))
    assert len(stored(files)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.erase_old(now=cast.now + timedelta(hours=23)) == 0
        assert actions.erase_old(now=cast.now + timedelta(hours=24)) == 1

    export = again(export.public_id)
    assert (export.state, export.address, export.storage_key) == (ExportState.EXPIRED, None, "")
    assert is_destroyed(export.holder_id)
    assert stored(files) == []
    assert Entry.objects.filter(event="exports.export.erased", thing=export.public_id).count() == 1


def test_a_file_whose_day_is_over_cannot_be_fetched_before_it_is_erased_either(cast: Cast) -> None:
    ward(cast)
    export = make(cast, ask(cast))
    late = cast.now + timedelta(hours=24)
    with pytest.raises(WrongState):
        actions.download_export(export.public_id, actor=cast.kari, now=late)


def test_the_nightly_cleaning_leaves_a_file_that_can_still_be_fetched(cast: Cast) -> None:
    ward(cast)
    export = make(cast, ask(cast))
    clear_orphans(now=cast.now + timedelta(days=400))
    assert store().read(export.storage_key).size > 0


def test_what_has_not_become_a_file_within_a_day_is_given_up(cast: Cast) -> None:
    export = ask(cast)
    actions.erase_old(now=cast.now + timedelta(hours=24))
    assert again(export.public_id).state == ExportState.FAILED
    assert told(cast) == ["exports.ended"]


@pytest.mark.req("PL-AUD-004")
def test_after_thirty_days_nothing_tells_of_it(cast: Cast) -> None:
    ward(cast)
    make(cast, ask(cast))
    actions.erase_old(now=cast.now + timedelta(days=29))
    assert Export.objects.exists()
    assert told(cast) == ["exports.ready"]
    actions.erase_old(now=cast.now + timedelta(days=30))
    assert not Export.objects.exists()
    assert told(cast) == []


def test_nobody_has_more_than_three_on_their_way(cast: Cast) -> None:
    for _number in range(rules.AT_ONCE):
        last = ask(cast)
    with pytest.raises(TooManyAtOnce):
        ask(cast)
    ask(cast, name="ola")
    ward(cast)
    make(cast, last)
    ask(cast)


def test_only_the_one_who_asked_finds_it_and_fetches_it_in_the_office_it_was_asked_in(cast: Cast) -> None:
    ward(cast)
    export = make(cast, ask(cast))
    for other in ("ola", "mona", "per", "admin"):
        with pytest.raises(Export.DoesNotExist):
            queries.get_export(export.public_id, actor=cast.actor(other))
    Export.objects.update(position=cast.positions["mona"])
    with pytest.raises(PermissionDenied, match="et annet verv"):
        actions.download_export(export.public_id, actor=cast.kari, now=cast.now)


def test_nothing_readable_is_left_on_the_way_when_the_making_fails(cast: Cast, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(excel, "IN_MEMORY", tmp_path)
    left = tmp_path / f"{excel.ROOM}999999999-killed"
    left.mkdir()
    (left / "rows").write_text("Kanarifugl")
    beside = tmp_path / "of-somebody-else"
    beside.mkdir()
    ward(cast)
    monkeypatch.setattr(actions, "_go_on", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make(cast, ask(cast))
    assert [path for path in tmp_path.iterdir() if path.name.startswith(excel.ROOM)] == []
    assert beside.exists()


def test_every_state_can_be_reached_and_stands_in_the_table() -> None:
    assert set(CAN_FOLLOW) == set(ExportState)
    assert set().union(*CAN_FOLLOW.values()) == set(ExportState) - {ExportState.WAITING}
