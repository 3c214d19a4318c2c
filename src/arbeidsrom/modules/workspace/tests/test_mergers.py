"""When clubs merge, members and open cases go on in the one that takes over, from the day (PL-ORG-001)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.imports.tests.nights import imported
from arbeidsrom.core.imports.tests.register_files import entry
from arbeidsrom.core.membership.access import visible_members
from arbeidsrom.core.membership.models import Member, MemberNote, Transfer
from arbeidsrom.core.membership.queries.members import members_with_contact, members_with_identity
from arbeidsrom.core.membership.tests.factories import member_of
from arbeidsrom.core.organisation import actions
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.states import close_case
from arbeidsrom.modules.workspace.models import Case, Subject
from arbeidsrom.modules.workspace.queries import search, stewards
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-ORG-001")]


def merge(cast: Cast, on: date, unit: Unit, into: Unit) -> None:
    actions.merge_unit(unit.public_id, into_id=into.public_id, on=on, actor=cast.admin, now=cast.now, today=cast.today)


def night(cast: Cast, day: date) -> int:
    actions.arrange_tree(today=day)
    return actions.carry_out_mergers(now=cast.now, today=day)


def clubs_of(*members: Member) -> list[str]:
    return [Member.objects.get(pk=member.pk).club.name for member in members]


def test_a_merger_of_today_carries_members_and_open_cases_at_once(cast: Cast) -> None:
    on = cast.today
    present, gone = a_member(cast.school_club), a_member(cast.school_club)
    Member.objects.filter(pk=gone.pk).update(left_date=date(2024, 1, 1))
    a_case(cast)
    case = a_case(cast, by=cast.nina, club=cast.school_club, member=present)

    merge(cast, on, cast.school_club, cast.hospital_club)

    assert clubs_of(present, gone) == ["Sykehusklubben", "Skoleklubben"]
    moved = Transfer.objects.get()
    assert (moved.member, moved.from_club, moved.to_club, moved.on_date) == (
        present, cast.school_club, cast.hospital_club, on,
    )  # fmt: skip
    after = Case.objects.get(pk=case.pk)
    assert (after.club, after.label, case.label) == (cast.hospital_club, f"{case.year}/2", f"{case.year}/1")
    story = timeline_of(after)[0].heading
    assert "Skoleklubben" in story
    assert case.label in story
    assert Entry.objects.filter(event="workspace.case.taken_over", thing=case.public_id).count() == 1
    assert night(cast, cast.today) == 0, "carried once"


def test_a_merger_of_a_later_day_waits_for_it(cast: Cast) -> None:
    on = cast.today + timedelta(days=10)
    member = a_member(cast.school_club)
    case = a_case(cast, by=cast.nina, club=cast.school_club, member=member)

    merge(cast, on, cast.school_club, cast.hospital_club)

    assert night(cast, on - timedelta(days=1)) == 0
    assert clubs_of(member) == ["Skoleklubben"]
    assert list(access.visible_cases(cast.nina)) == [case]
    assert not visible_members(cast.kari).filter(pk=member.pk).exists()

    assert night(cast, on) == 2
    assert clubs_of(member) == ["Sykehusklubben"]
    assert Case.objects.get(pk=case.pk).club == cast.hospital_club
    assert Transfer.objects.get().on_date == on


@pytest.mark.req("KL-WHO-006")
def test_access_follows_from_the_day_and_the_union_finds_somebody_for_the_open_cases(cast: Cast) -> None:
    member = a_member(cast.school_club)
    case = a_case(cast, by=cast.nina, club=cast.school_club, member=member)

    merge(cast, cast.today, cast.school_club, cast.hospital_club)

    assert visible_members(cast.kari).filter(pk=member.pk).exists()
    assert access.known_cases(cast.kari).filter(pk=case.pk).exists()
    assert not access.visible_cases(cast.kari).exists(), "content is for those who are given the case"
    cast.positions["nina"].refresh_from_db()
    assert not cast.positions["nina"].is_held(cast.today)
    assert [row.public_id for row in stewards.unattended_cases(cast.per, today=cast.today)] == [case.public_id]
    possible = {row.name for row in stewards.possible_stewards(Case.objects.get(pk=case.pk), today=cast.today)}
    assert "Kari Ødegård" in possible


@pytest.mark.req("KL-CASE-010")
def test_closed_cases_stay_with_the_old_club_and_those_who_took_over_know_of_them(cast: Cast) -> None:
    old = a_case(cast, by=cast.nina, club=cast.school_club, subject=Subject.CLUB)
    close_case(old.public_id, outcome="settled", closed_on=cast.today, actor=cast.nina, now=cast.now, today=cast.today)

    merge(cast, cast.today, cast.school_club, cast.hospital_club)

    after = Case.objects.get(pk=old.pk)
    assert (after.club, after.label) == (cast.school_club, old.label)
    assert access.known_cases(cast.kari).filter(pk=old.pk).exists()
    assert not access.known_cases(cast.nils).exists()
    club = Unit.objects.get(pk=cast.school_club.pk)
    assert access.may_manage_club(cast.kari, club), "who answers the deletion of its cases"
    leaders = stewards.positions_with(access.MANAGE_CLUB, club, today=cast.today)
    assert cast.positions["kari"] in leaders


def test_a_merger_cannot_have_happened_before_it_was_registered(cast: Cast) -> None:
    member = a_member(cast.school_club)
    with pytest.raises(actions.HistoryIsWritten):
        merge(cast, cast.today - timedelta(days=1), cast.school_club, cast.hospital_club)
    assert clubs_of(member) == ["Skoleklubben"]
    assert Unit.objects.get(pk=cast.school_club.pk).merged_into is None


def test_a_club_is_merged_once_and_into_one_that_goes_on(cast: Cast) -> None:
    merge(cast, cast.today, cast.school_club, cast.hospital_club)
    for unit, into in ((cast.school_club, cast.neighbour_club), (cast.neighbour_club, cast.school_club)):
        with pytest.raises(actions.HasEnded):
            merge(cast, cast.today + timedelta(days=5), unit, into)
    left = Unit.objects.get(pk=cast.school_club.pk)
    assert (left.merged_into, left.valid_to) == (cast.hospital_club, cast.today)


def test_clubs_that_merge_one_after_another_bring_all_along(cast: Cast) -> None:
    member = a_member(cast.school_club)
    merge(cast, cast.today, cast.school_club, cast.hospital_club)
    merge(cast, cast.today, cast.hospital_club, cast.neighbour_club)

    assert clubs_of(member) == ["Naboklubben"]
    assert visible_members(cast.nils).filter(pk=member.pk).exists()
    assert cast.nils.covers(access.HANDLE, Unit.objects.get(pk=cast.school_club.pk).lft)


def test_members_of_another_body_are_sealed_under_the_key_of_the_one_that_takes_over(cast: Cast) -> None:
    member = member_of(cast.neighbour_club, "Gro Moen", email="gro@example.no", identity_number="21890098765")
    note = MemberNote.objects.create(
        member=member, club=member.club, tenant=member.tenant, text="Ringes", changed_at=cast.now, changed_by="Nils"
    )
    case = a_case(cast, by=cast.nils, club=cast.neighbour_club, member=member)
    tenant = cast.hospital_club.controller

    merge(cast, cast.today, cast.neighbour_club, cast.hospital_club)

    after = Member.objects.get(pk=member.pk)
    assert (after.tenant, after.name, after.email) == (tenant, "Gro Moen", "gro@example.no")
    assert after.identity_number == "21890098765"
    assert members_with_contact([tenant], email="gro@example.no") == [after]
    assert members_with_identity("21890098765", [tenant]) == [after]
    note.refresh_from_db()
    assert (note.club, note.text) == (cast.hospital_club, "Ringes")
    moved = Case.objects.get(pk=case.pk)
    assert (moved.club, moved.title) == (cast.hospital_club, case.title)
    assert list(search.cases_concerning(member.public_id)) == [moved]


@pytest.mark.req("KL-MEMB-002")
def test_a_register_that_still_names_the_merged_club_moves_nobody_back(cast: Cast) -> None:
    everybody = [entry(number, "skoleklubben") for number in range(3)]
    imported(cast, everybody)
    merge(cast, cast.today, cast.school_club, cast.hospital_club)

    run = imported(cast, [*everybody, entry(9, "skoleklubben")])

    assert (run.added, run.moved, run.removed) == (1, 0, 0)
    assert set(Member.objects.values_list("club__name", flat=True)) == {"Sykehusklubben"}
