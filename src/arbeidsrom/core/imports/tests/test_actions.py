"""A register of members, night after night (KL-MEMB-002)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.imports import actions, queries
from arbeidsrom.core.imports.models import (
    ImportPart,
    ImportRun,
    MemberBefore,
    RefusedLine,
    StagedLine,
    StagedMember,
)
from arbeidsrom.core.imports.reading import Fault
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.imports.tests.register_files import HEADING, entry, in_pieces, register_file
from arbeidsrom.core.membership.models import Member, MemberNote, Transfer
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from tests.cast import NOW, TODAY, Cast

HOSPITAL, SCHOOL, NEIGHBOUR = "sykehusklubben", "skoleklubben", "naboklubben"
pytestmark = pytest.mark.django_db


def register_of(hospital: int = 40, school: int = 20, neighbour: int = 10) -> list[dict[str, str]]:
    clubs = [HOSPITAL] * hospital + [SCHOOL] * school + [NEIGHBOUR] * neighbour
    return [entry(number, club) for number, club in enumerate(clubs)]


def rehearsed(cast: Cast, content: bytes | Iterable[dict[str, str]], actor: Actor | None = None, **given) -> ImportRun:
    content = content if isinstance(content, bytes) else register_file(content)
    run = actions.receive_file(
        in_pieces(content),
        register="members",
        scope=given.get("scope", cast.union),
        file_name="medlemmer.csv",
        actor=actor or cast.admin,
        now=NOW,
    )
    return actions.rehearse(run.public_id, now=NOW, today=TODAY)


def applied(cast: Cast, run: ImportRun, *, confirmed: bool = False) -> ImportRun:
    return actions.apply_import(run.public_id, confirmed=confirmed, actor=cast.admin, now=NOW, today=TODAY)


def imported(cast: Cast, content: bytes | Iterable[dict[str, str]], *, confirmed: bool = False) -> ImportRun:
    return applied(cast, rehearsed(cast, content), confirmed=confirmed)


def numbers(run: ImportRun) -> dict[str, int]:
    run.refresh_from_db()
    return {word: getattr(run, word) for word in ("added", "changed", "moved", "removed", "unchanged", "refused")}


def present() -> set[str]:
    return set(Member.objects.filter(left_date=None).values_list("member_number", flat=True))


def everything() -> list[tuple]:
    """All that the member tables hold, byte for byte."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM membership_member ORDER BY member_number")
        members = cursor.fetchall()
        cursor.execute("SELECT * FROM membership_transfer ORDER BY id")
        return [*members, *cursor.fetchall()]


def no(**given: int) -> dict[str, int]:
    return {"added": 0, "changed": 0, "moved": 0, "removed": 0, "unchanged": 0, "refused": 0} | given


@pytest.mark.req("KL-MEMB-002")
def test_the_first_file_adds_everybody_with_names_sealed(cast: Cast) -> None:
    run = imported(cast, register_of())
    assert numbers(run) == no(added=70)
    member = Member.objects.get(member_number="100002")
    assert (member.name, member.club_id, member.email) == (
        "Máret Ánne Hætta",
        cast.hospital_club.pk,
        "medlem2@example.no",
    )
    assert member.tenant == cast.local_union.public_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(details || identity_number, '') FROM membership_member")
        lies = bytes(cursor.fetchone()[0])
    assert "Hætta".encode() not in lies
    assert member.identity_number.encode() not in lies


@pytest.mark.req("KL-MEMB-002")
def test_the_rehearsal_changes_nothing_and_tells_what_would_change(cast: Cast) -> None:
    imported(cast, register_of())
    before = everything()
    night = register_of()[1:]
    night[0]["etternavn"] = "Nyttnavn"
    night[38] |= {"klubb": SCHOOL}
    night.append(entry(900, SCHOOL))
    run = rehearsed(cast, night)
    assert numbers(run) == no(added=1, changed=1, moved=1, removed=1, unchanged=67)
    told = {d.club.code: (d.added, d.changed, d.moved_in, d.moved_out, d.removed) for d in queries.differences(run)}
    assert told == {HOSPITAL: (0, 1, 0, 1, 1), SCHOOL: (1, 0, 1, 0, 0)}
    assert everything() == before


@pytest.mark.req("KL-MEMB-002")
def test_applying_does_what_the_rehearsal_told(cast: Cast) -> None:
    imported(cast, register_of())
    night = register_of()[1:]
    night[0]["etternavn"] = "Nyttnavn"
    night[38] |= {"klubb": SCHOOL}
    night.append(entry(900, SCHOOL))
    imported(cast, night)
    assert present() == {line["medlemsnummer"] for line in night}
    assert Member.objects.get(member_number="100001").name == "Bjørn Nyttnavn"
    assert Member.objects.get(member_number="100000").left_date == TODAY
    transfer = Transfer.objects.get()
    assert (transfer.member.member_number, transfer.from_club, transfer.to_club, transfer.on_date) == (
        "100039",
        cast.hospital_club,
        cast.school_club,
        TODAY,
    )


@pytest.mark.req("KL-MEMB-002")
def test_an_unchanged_file_changes_nothing(cast: Cast) -> None:
    imported(cast, register_of())
    before = everything()
    run = imported(cast, register_of())
    assert numbers(run) == no(unchanged=70)
    assert everything() == before
    assert not StagedMember.objects.filter(run=run).exists()


def test_one_who_comes_back_is_the_same_member(cast: Cast) -> None:
    imported(cast, register_of())
    gone = Member.objects.get(member_number="100069")
    imported(cast, register_of(neighbour=9))
    assert "100069" not in present()
    run = imported(cast, register_of())
    assert numbers(run)["added"] == 1
    back = Member.objects.get(member_number="100069")
    assert (back.public_id, back.left_date, back.name) == (gone.public_id, None, gone.name)


def test_one_who_moves_to_another_body_is_sealed_under_its_key(cast: Cast) -> None:
    imported(cast, register_of())
    night = register_of()
    night[0] |= {"klubb": NEIGHBOUR}
    imported(cast, night)
    member = Member.objects.get(member_number="100000")
    assert (member.tenant, member.name) == (cast.neighbour_union.public_id, "Kari Ødegård")
    assert member.identity_number == night[0]["fødselsnummer"]


def test_one_whose_last_day_is_past_has_left(cast: Cast) -> None:
    imported(cast, register_of())
    night = register_of()
    night[3]["medlem_til"] = "2026-11-01"
    night[4]["medlem_til"] = "2026-12-31"
    run = imported(cast, night)
    assert numbers(run) == no(removed=1, changed=1, unchanged=68)
    assert "100003" not in present()
    assert "100004" in present()


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
def test_the_last_import_can_be_undone_as_one_step(cast: Cast) -> None:
    imported(cast, register_of())
    before = everything()
    night = register_of()[2:]
    night[0]["etternavn"] = "Nyttnavn"
    night[30] |= {"klubb": NEIGHBOUR}
    run = imported(cast, [*night, entry(900, SCHOOL)])
    assert everything() != before
    actions.undo_import(run.public_id, actor=cast.admin, now=NOW, today=TODAY)
    assert everything() == before
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert not MemberBefore.objects.exists()


def test_only_the_last_import_can_be_undone(cast: Cast) -> None:
    first = imported(cast, register_of())
    imported(cast, [*register_of(), entry(900, SCHOOL)])
    with pytest.raises(WrongState):
        actions.undo_import(first.public_id, actor=cast.admin, now=NOW, today=TODAY)
    assert "100900" in present()


def test_a_new_member_with_a_note_has_left_after_undoing(cast: Cast) -> None:
    run = imported(cast, register_of())
    noted = Member.objects.get(member_number="100000")
    MemberNote.objects.create(
        member=noted, club=noted.club, tenant=noted.tenant, text="Ring etter ferien", changed_at=NOW, changed_by="Kari"
    )
    actions.undo_import(run.public_id, actor=cast.admin, now=NOW, today=TODAY)
    assert Member.objects.get().left_date == TODAY


def test_a_file_compared_with_what_has_changed_since_is_not_applied(cast: Cast) -> None:
    waiting = rehearsed(cast, register_of())
    imported(cast, register_of(neighbour=0))
    waiting.refresh_from_db()
    assert waiting.state == RunState.DISCARDED
    late = rehearsed(cast, register_of())
    ImportRun.objects.filter(pk=late.pk).update(based_on=late.based_on - 1)
    with pytest.raises(ChangedMeanwhile):
        applied(cast, late)
    assert len(present()) == 60


def test_a_run_is_applied_once(cast: Cast) -> None:
    run = imported(cast, register_of())
    with pytest.raises(WrongState):
        applied(cast, run)
    assert Member.objects.count() == 70


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
