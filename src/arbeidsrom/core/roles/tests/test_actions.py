from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles import explaining, queries
from arbeidsrom.core.roles.actions import OfficeDoesNotFit, appoint, end_office
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.lib.refusals import ChangedMeanwhile
from tests.cast import Cast

HANDLE = "workspace.handle_cases"


@pytest.mark.req("KL-WHO-001")
def test_a_steward_works_in_the_clubs_of_the_election_and_in_no_other(cast: Cast) -> None:
    assert cast.kari.covers(HANDLE, cast.hospital_club.lft)
    assert not cast.kari.covers(HANDLE, cast.school_club.lft)
    assert not cast.kari.covers(HANDLE, cast.neighbour_club.lft)


@pytest.mark.req("KL-WHO-001", "KL-WHO-006")
def test_access_lasts_from_the_first_to_the_last_day_of_the_term(cast: Cast) -> None:
    position = appoint(
        cast.people["ola"],
        office="board_member",
        unit=cast.school_club,
        valid_from=cast.today + timedelta(days=1),
        valid_to=cast.today + timedelta(days=11),
        actor=cast.per,
        now=cast.now,
    )

    def holds(days: int) -> bool:
        return HANDLE in queries.permissions_of(position.pk, today=cast.today + timedelta(days=days))

    assert [holds(days) for days in (0, 1, 10, 11)] == [False, True, True, False]


@pytest.mark.req("KL-WHO-002")
def test_a_main_steward_spans_several_clubs(cast: Cast) -> None:
    assert all(cast.mona.covers(HANDLE, club.lft) for club in (cast.hospital_club, cast.school_club))
    assert not cast.mona.covers(HANDLE, cast.neighbour_club.lft)


@pytest.mark.req("KL-WHO-002")
def test_access_follows_the_office_and_never_the_person(cast: Cast) -> None:
    kari = cast.positions["kari"]
    end_office(
        kari.public_id,
        last_day=cast.today - timedelta(days=1),
        lock_version=0,
        actor=cast.per,
        now=cast.now,
        today=cast.today,
    )
    successor = appoint(
        cast.people["ola"],
        office="club_leader",
        unit=cast.hospital_club,
        valid_from=cast.today,
        valid_to=None,
        actor=cast.per,
        now=cast.now,
    )

    assert queries.permissions_of(kari.pk, today=cast.today) == {}
    assert HANDLE in queries.permissions_of(successor.pk, today=cast.today)


@pytest.mark.req("KL-WHO-006")
def test_the_last_day_of_a_term_is_the_last_day_with_access(cast: Cast) -> None:
    kari = cast.positions["kari"]
    end_office(kari.public_id, last_day=cast.today, lock_version=0, actor=cast.per, now=cast.now, today=cast.today)

    assert HANDLE in queries.permissions_of(kari.pk, today=cast.today)
    assert queries.permissions_of(kari.pk, today=cast.today + timedelta(days=1)) == {}


@pytest.mark.req("KL-WHO-006")
def test_a_term_that_is_made_longer_keeps_its_access_to_the_new_last_day(cast: Cast) -> None:
    ola = cast.positions["ola"]
    for version, days in enumerate((10, 20)):
        last_day = cast.today + timedelta(days=days)
        end_office(
            ola.public_id, last_day=last_day, lock_version=version, actor=cast.per, now=cast.now, today=cast.today
        )

    assert HANDLE in queries.permissions_of(ola.pk, today=cast.today + timedelta(days=20))
    assert queries.permissions_of(ola.pk, today=cast.today + timedelta(days=21)) == {}


def test_a_term_is_not_made_longer_into_the_next_one_of_the_same_office(cast: Cast) -> None:
    kari = cast.positions["kari"]
    last_day = cast.today + timedelta(days=10)
    end_office(kari.public_id, last_day=last_day, lock_version=0, actor=cast.per, now=cast.now, today=cast.today)
    appoint(
        cast.people["kari"],
        office="club_leader",
        unit=cast.hospital_club,
        valid_from=last_day + timedelta(days=1),
        valid_to=None,
        actor=cast.per,
        now=cast.now,
    )

    later = last_day + timedelta(days=5)
    with pytest.raises(OfficeDoesNotFit):
        end_office(kari.public_id, last_day=later, lock_version=1, actor=cast.per, now=cast.now, today=cast.today)


def test_nobody_registers_an_office_for_themselves(cast: Cast) -> None:
    with pytest.raises(PermissionDenied, match="av en annen"):
        appoint(
            cast.people["admin"],
            office="board_member",
            unit=cast.hospital_club,
            valid_from=cast.today,
            valid_to=None,
            actor=cast.admin,
            now=cast.now,
        )


def test_nobody_ends_their_own_office(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        end_office(
            cast.positions["kari"].public_id,
            last_day=cast.today,
            lock_version=0,
            actor=cast.kari,
            now=cast.now,
            today=cast.today,
        )


def test_the_second_of_two_who_end_an_office_is_told(cast: Cast) -> None:
    ola = cast.positions["ola"]
    end_office(ola.public_id, last_day=cast.today, lock_version=0, actor=cast.per, now=cast.now, today=cast.today)

    with pytest.raises(ChangedMeanwhile):
        end_office(ola.public_id, last_day=cast.today, lock_version=0, actor=cast.per, now=cast.now, today=cast.today)


def test_a_leader_appoints_only_in_the_own_union(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        appoint(
            cast.people["ola"],
            office="board_member",
            unit=cast.neighbour_club,
            valid_from=cast.today,
            valid_to=None,
            actor=cast.per,
            now=cast.now,
        )


@pytest.mark.parametrize("office", ["union_leader", "unknown"])
def test_an_office_must_exist_in_units_of_the_kind(cast: Cast, office: str) -> None:
    with pytest.raises(OfficeDoesNotFit):
        appoint(
            cast.people["ola"],
            office=office,
            unit=cast.hospital_club,
            valid_from=cast.today,
            valid_to=None,
            actor=cast.per,
            now=cast.now,
        )


def test_nobody_holds_the_same_office_twice_at_once(cast: Cast) -> None:
    with pytest.raises(OfficeDoesNotFit):
        appoint(
            cast.people["kari"],
            office="club_leader",
            unit=cast.hospital_club,
            valid_from=cast.today,
            valid_to=None,
            actor=cast.per,
            now=cast.now,
        )


@pytest.mark.req("KL-WHO-004")
def test_county_districts_and_competence_centres_have_no_access_to_the_workspace(cast: Cast) -> None:
    workspace = {"workspace.handle_cases", "workspace.oversee_clubs", "membership.see_members"}

    assert not workspace & set(cast.dag.permissions)
    assert not workspace & set(cast.kjersti.permissions)


@pytest.mark.req("PL-ORG-002")
def test_an_administrator_can_ask_why_somebody_can_do_something(cast: Cast) -> None:
    why = explaining.reasons(HANDLE, cast.hospital_club, today=cast.today)

    assert [(reason.person, reason.role) for reason in why] == [
        (cast.people[name].name, why[0].role) for name in ("ola", "mona", "kari")
    ]
    assert explaining.reasons(HANDLE, cast.hospital_club, today=cast.today, person_id=cast.people["nina"].pk) == []


def test_a_change_of_grants_positions_or_units_raises_the_version(cast: Cast) -> None:
    def raised_by(change: object) -> bool:
        before = queries.grants_version()
        change()  # type: ignore[operator]
        return queries.grants_version() > before

    assert raised_by(lambda: RoleGrant.objects.filter(position=cast.positions["ola"]).update(valid_to=date(2030, 1, 1)))
    assert raised_by(lambda: Position.objects.filter(pk=cast.positions["ola"].pk).update(title="x"))
    assert raised_by(lambda: type(cast.union).objects.filter(pk=cast.union.pk).update(name="Forbund"))


@pytest.mark.req("PL-ORG-001")
@pytest.mark.parametrize(
    ("first", "last", "elected"), [(0, 9, True), (0, 10, False), (0, None, False), (10, 20, False)]
)
def test_nobody_is_elected_to_a_club_that_has_ended_or_for_longer_than_it_lasts(
    cast: Cast, first: int, last: int | None, elected: bool
) -> None:
    cast.school_club.valid_to = cast.today + timedelta(days=10)
    cast.school_club.save()

    def elect() -> Position:
        return appoint(
            cast.people["ola"],
            office="board_member",
            unit=cast.school_club,
            valid_from=cast.today + timedelta(days=first),
            valid_to=None if last is None else cast.today + timedelta(days=last + 1),
            actor=cast.per,
            now=cast.now,
        )

    if elected:
        assert elect().unit_id == cast.school_club.pk
        return
    with pytest.raises(OfficeDoesNotFit):
        elect()


def test_a_club_that_has_ended_is_not_offered_for_an_election_to_several(cast: Cast) -> None:
    beside = queries.clubs_beside(cast.hospital_club, actor=cast.per, today=cast.today)
    assert beside == [cast.school_club]
    cast.school_club.valid_to = cast.today
    cast.school_club.save()
    assert queries.clubs_beside(cast.hospital_club, actor=cast.per, today=cast.today) == []
