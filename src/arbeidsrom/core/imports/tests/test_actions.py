"""A register of members, night after night (KL-MEMB-002)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from arbeidsrom.core.imports import actions, queries
from arbeidsrom.core.imports.models import ImportRun, MemberBefore, StagedMember
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.imports.tests.nights import (
    HOSPITAL,
    NEIGHBOUR,
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
from arbeidsrom.core.imports.tests.register_files import entry
from arbeidsrom.core.membership import needs
from arbeidsrom.core.membership.actions import erase_former_members
from arbeidsrom.core.membership.models import Member, MemberNote, Transfer
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db


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
def test_a_member_who_left_long_ago_is_not_erased_under_a_file_that_takes_them_in_again(cast: Cast) -> None:
    everybody = register_of(4, 0, 0)
    imported(cast, everybody)
    imported(cast, everybody[1:], confirmed=True)
    gone = Member.objects.exclude(left_date=None)
    gone.update(left_date=TODAY - timedelta(days=1000))
    imported(cast, everybody[1:])  # the run before can no longer be undone
    waiting = rehearsed(cast, everybody)

    assert erase_former_members(now=NOW, today=TODAY) == 0
    applied(cast, waiting)
    assert len(present()) == 4

    gone = Member.objects.filter(member_number=everybody[0]["medlemsnummer"])
    gone.update(left_date=TODAY - timedelta(days=1000))
    assert erase_former_members(now=NOW, today=TODAY) == 0, "the run can be undone"
    imported(cast, everybody[1:], confirmed=True)
    assert erase_former_members(now=NOW, today=TODAY) == 1


@pytest.mark.req("KL-MEMB-002")
def test_who_has_left_left_on_the_day_that_the_register_says(cast: Cast) -> None:
    everybody = register_of(3, 0, 0)
    imported(cast, everybody)
    last_day = TODAY - timedelta(days=40)
    everybody[0]["medlem_til"] = last_day.isoformat()

    imported(cast, everybody[:2], confirmed=True)

    left = dict(Member.objects.exclude(left_date=None).values_list("member_number", "left_date"))
    assert left == {
        everybody[0]["medlemsnummer"]: last_day + timedelta(days=1),
        everybody[2]["medlemsnummer"]: TODAY,
    }


@pytest.mark.req("KL-MEMB-002")
def test_undoing_keeps_a_new_member_whom_another_app_has_come_to_need(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = imported(cast, register_of(2, 0, 0))
    with_case = Member.objects.order_by("pk").first()
    assert with_case is not None
    monkeypatch.setitem(needs._needs, "workspace", lambda members: {with_case.public_id} & set(members))

    actions.undo_import(run.public_id, actor=cast.admin, now=NOW, today=TODAY)

    kept = Member.objects.get()
    assert (kept.pk, kept.left_date) == (with_case.pk, TODAY)
