import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.organisation import views
from arbeidsrom.core.organisation.actions import take_position
from arbeidsrom.core.organisation.models import Placement, Position, PositionKind, Unit
from tests.cast import Cast


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


@pytest.mark.req("PL-ORG-001")
def test_an_administrator_adds_renames_and_moves_a_unit(cast: Cast) -> None:
    client = signed_in(cast, "admin")
    assert "Sykehusklubben" in client.get(reverse("organisation")).content.decode()
    given = {"kind": "club", "name": "Båtklubben", "code": "båt", "valid_from": "2026-01-01"}
    client.post(reverse("add_unit", args=[cast.local_union.public_id]), given)
    added = Unit.objects.get(code="båt")
    assert added.tenant == cast.local_union.public_id

    client.post(reverse("rename_unit", args=[added.public_id]), {"name": "Havneklubben"})
    client.post(
        reverse("move_unit", args=[added.public_id]),
        {"other": cast.neighbour_union.code, "on": str(timezone.localdate())},
    )

    added.refresh_from_db()
    assert (added.name, added.parent_id) == ("Havneklubben", cast.neighbour_union.pk)
    shown = client.get(reverse("unit", args=[added.public_id])).content.decode()
    assert "Fagforeningen" in shown
    assert "Nabofagforeningen" in shown
    assert Placement.objects.filter(unit=added).count() == 2


@pytest.mark.parametrize("name", ["rename_unit", "move_unit", "merge_unit", "add_unit", "unit"])
def test_those_who_administer_nothing_see_no_unit(cast: Cast, name: str) -> None:
    assert signed_in(cast, "kjersti").get(reverse(name, args=[cast.hospital_club.public_id])).status_code == 404


def test_a_code_that_is_taken_or_unknown_is_told_at_its_field(cast: Cast) -> None:
    client = signed_in(cast, "admin")
    taken = {"kind": "club", "name": "Ny", "code": cast.school_club.code, "valid_from": "2026-01-01"}
    url = reverse("add_unit", args=[cast.local_union.public_id])
    assert 'aria-invalid="true"' in client.post(url, taken).content.decode()

    unknown = {"other": "finnes-ikke", "on": "2026-01-01"}
    answer = client.post(reverse("move_unit", args=[cast.school_club.public_id]), unknown)
    assert 'aria-invalid="true"' in answer.content.decode()

    below_itself = {"other": cast.hospital_club.code, "on": "2026-01-01"}
    answer = client.post(reverse("move_unit", args=[cast.local_union.public_id]), below_itself)
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_page_of_a_merger_says_first_how_many_offices_end_and_units_move(cast: Cast) -> None:
    merging = reverse("merge_unit", args=[cast.local_union.public_id])

    words = signed_in(cast, "admin").get(merging).content.decode()

    offices = Position.objects.filter(unit=cast.local_union).count()
    assert f"{cast.local_union.children.count()} enheter under den kommer" in words
    assert f"{offices} verv opphører den dagen" in words


@pytest.mark.req("PL-ORG-001")
def test_offices_in_a_merged_unit_end_on_the_day(cast: Cast) -> None:
    on = cast.today + timedelta(days=30)
    before, client = cast.positions["nina"].valid_to, signed_in(cast, "admin")
    merging = reverse("merge_unit", args=[cast.school_club.public_id])
    chosen = {"other": cast.hospital_club.code, "on": on.isoformat()}

    asked = client.post(merging, chosen).content.decode()
    assert f"Slå sammen {cast.school_club.name} med {cast.hospital_club.name}?" in asked
    cast.positions["nina"].refresh_from_db()
    assert cast.positions["nina"].valid_to == before

    answered = dict(re.findall(r'<input type="hidden" name="(other|on|sure)" value="([^"]*)"', asked))
    assert client.post(merging, answered).status_code == 302
    cast.positions["nina"].refresh_from_db()
    assert cast.positions["nina"].valid_to == on


@pytest.mark.req("PL-ORG-001")
def test_offices_that_would_begin_on_the_day_of_a_merger_or_later_are_removed_and_counted_first(cast: Cast) -> None:
    on = cast.today + timedelta(days=30)
    for first in (on, on + timedelta(days=1)):
        person = cast.people["ola" if first == on else "dag"]
        take_position(
            person,
            unit=cast.school_club,
            kind=PositionKind.OFFICE,
            office="board_member",
            valid_from=first,
            valid_to=None,
        )
    client = signed_in(cast, "admin")
    merging = reverse("merge_unit", args=[cast.school_club.public_id])
    chosen = {"other": cast.hospital_club.code, "on": on.isoformat()}

    asked = client.post(merging, chosen).content.decode()
    assert "2 verv som skulle begynne den dagen eller senere, fjernes." in asked
    assert "1 verv opphører den dagen" in asked
    answered = dict(re.findall(r'<input type="hidden" name="(other|on|sure)" value="([^"]*)"', asked))
    assert client.post(merging, answered).status_code == 302
    assert set(Position.objects.filter(unit=cast.school_club)) == {cast.positions["nina"]}


def test_the_units_come_page_by_page_in_the_order_of_the_tree(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE", 5)
    client = signed_in(cast, "admin")
    first, second = (client.get(reverse("organisation"), {"page": number}).content.decode() for number in (1, 2))
    assert [page.count('<td class="depth-') for page in (first, second)] == [5, 3]
    assert "Forbundet</a>" in first
    assert "Forbundet</a>" not in second
