from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from arbeidsrom.core.organisation import actions, queries
from arbeidsrom.core.organisation.actions import HistoryIsWritten, UnitIsBelowItself
from arbeidsrom.core.organisation.models import Placement, PositionKind, Unit, UnitKind
from tests.cast import Cast


@pytest.mark.req("PL-ORG-001")
def test_a_moved_unit_keeps_its_history_and_access_follows_on_the_day(cast: Cast) -> None:
    moves_on = cast.today + timedelta(days=10)
    actions.move_unit(
        cast.school_club.public_id,
        parent_id=cast.neighbour_union.public_id,
        on=moves_on,
        actor=cast.admin,
        now=cast.now,
        today=cast.today,
    )

    assert cast.per.covers("workspace.oversee_clubs", Unit.objects.get(pk=cast.school_club.pk).lft)
    actions.arrange_tree(today=moves_on)
    moved = Unit.objects.get(pk=cast.school_club.pk)
    assert moved.parent_id == cast.neighbour_union.pk
    assert moved.tenant == cast.neighbour_union.public_id
    assert not cast.per.covers("workspace.oversee_clubs", moved.lft)
    assert [p.parent_id for p in Placement.objects.filter(unit=moved).order_by("valid_from")] == [
        cast.local_union.pk,
        cast.neighbour_union.pk,
    ]


@pytest.mark.req("PL-ORG-001")
def test_a_merged_unit_ends_and_what_was_below_it_stands_below_the_other(cast: Cast) -> None:
    actions.merge_unit(
        cast.neighbour_union.public_id,
        into_id=cast.local_union.public_id,
        on=cast.today,
        actor=cast.admin,
        now=cast.now,
        today=cast.today,
    )

    merged = Unit.objects.get(pk=cast.neighbour_union.pk)
    club = Unit.objects.get(pk=cast.neighbour_club.pk)
    into = Unit.objects.get(pk=cast.local_union.pk)
    assert merged.valid_to == cast.today
    assert into.lft < merged.lft < into.rgt, "what it has left behind lies below the other"
    assert (club.parent_id, club.tenant) == (cast.local_union.pk, cast.local_union.public_id)
    assert not cast.positions["per"].valid_to


def test_a_unit_cannot_be_placed_below_itself(cast: Cast) -> None:
    with pytest.raises(UnitIsBelowItself):
        actions.move_unit(
            cast.district.public_id,
            parent_id=cast.local_union.public_id,
            on=cast.today,
            actor=cast.admin,
            now=cast.now,
            today=cast.today,
        )


@pytest.mark.req("PL-ORG-001")
@pytest.mark.parametrize(("action", "other"), [("move_unit", "parent_id"), ("merge_unit", "into_id")])
def test_where_a_unit_has_stood_is_not_changed_afterwards(cast: Cast, action: str, other: str) -> None:
    before = list(Placement.objects.order_by("id").values())
    with pytest.raises(HistoryIsWritten):
        getattr(actions, action)(
            cast.school_club.public_id,
            **{other: cast.hospital_club.public_id if action == "merge_unit" else cast.neighbour_union.public_id},
            on=cast.today - timedelta(days=1),
            actor=cast.admin,
            now=cast.now,
            today=cast.today,
        )
    assert list(Placement.objects.order_by("id").values()) == before


def test_a_unit_is_not_merged_into_itself(cast: Cast) -> None:
    with pytest.raises(UnitIsBelowItself):
        actions.merge_unit(
            cast.school_club.public_id,
            into_id=cast.school_club.public_id,
            on=cast.today,
            actor=cast.admin,
            now=cast.now,
            today=cast.today,
        )


@pytest.mark.req("PL-ORG-001")
def test_moves_of_different_days_never_put_two_units_below_each_other(cast: Cast) -> None:
    def move(unit: Unit, below: Unit, days: int) -> None:
        on = cast.today + timedelta(days=days)
        actions.move_unit(
            unit.public_id, parent_id=below.public_id, on=on, actor=cast.admin, now=cast.now, today=cast.today
        )

    move(cast.local_union, cast.neighbour_union, 20)
    with pytest.raises(UnitIsBelowItself):
        move(cast.neighbour_union, cast.local_union, 10)
    with pytest.raises(UnitIsBelowItself):
        move(cast.neighbour_union, cast.local_union, 30)


def test_only_an_administrator_adds_units(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_unit(
            kind=UnitKind.CLUB,
            name="Nyklubben",
            code="ny",
            parent=cast.local_union,
            valid_from=cast.today,
            actor=cast.per,
            now=cast.now,
        )


def test_a_steward_does_not_see_units_of_others(cast: Cast) -> None:
    with pytest.raises(Unit.DoesNotExist):
        queries.get_unit(cast.neighbour_club.public_id, actor=cast.kari)


@pytest.mark.req("PL-UI-001")
def test_units_sort_in_norwegian_order(cast: Cast) -> None:
    for code, name in enumerate(["Åsklubben", "Ærfuglklubben", "Zetaklubben", "Aaseklubben", "Ørneklubben"]):
        Unit.objects.create(kind=UnitKind.SECTION, name=name, code=f"s{code}", valid_from=cast.today)

    ordered = Unit.objects.filter(kind=UnitKind.SECTION).order_by("sort_name", "id")
    assert list(ordered.values_list("name", flat=True)) == [
        "Zetaklubben",
        "Ærfuglklubben",
        "Ørneklubben",
        "Aaseklubben",
        "Åsklubben",
    ]


def test_an_office_that_began_today_in_a_club_merged_today_has_lasted_its_day(cast: Cast) -> None:
    position = actions.take_position(
        cast.people["ola"],
        unit=cast.school_club,
        kind=PositionKind.OFFICE,
        office="board_member",
        valid_from=cast.today,
        valid_to=None,
    )
    actions.merge_unit(
        cast.school_club.public_id,
        into_id=cast.hospital_club.public_id,
        on=cast.today,
        actor=cast.admin,
        now=cast.now,
        today=cast.today,
    )
    position.refresh_from_db()
    assert position.last_day == cast.today
