"""Lists of members: sorted, searched and counted although the names lie sealed (KL-MEMB-001)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from arbeidsrom.core.keys import opened
from arbeidsrom.core.membership.queries import lists
from arbeidsrom.core.membership.queries.alphabet import NUMBER, SORTS
from arbeidsrom.core.membership.queries.lists import (
    MemberFilter,
    MemberPage,
    MemberRow,
    list_counts,
    member_page,
)
from arbeidsrom.core.membership.queries.members import (
    get_member,
    member_cards,
    members_with_contact,
    members_with_identity,
)
from arbeidsrom.core.membership.tests.factories import add, line, member_of
from arbeidsrom.core.organisation.actions import move_unit
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.lib import norwegian
from tests.cast import Cast

NAMES = ["Åse Åsheim", "Ola Ödman", "Kari Berg", "Per Ås", "Inga Čearru", "Liv Aasen", "Nils Ødegård", "Ada Zahl"]
IN_ORDER = ["Kari Berg", "Inga Čearru", "Ada Zahl", "Nils Ødegård", "Ola Ödman", "Per Ås", "Liv Aasen", "Åse Åsheim"]


def names(rows: list[MemberRow]) -> list[str]:
    return [row.name for row in rows]


def found(cast: Cast, **wanted) -> list[str]:
    return names(page(cast, "kari", **wanted).rows)


def page(cast: Cast, who: str = "mona", sort: str = "", *, descending: bool = False, **wanted) -> MemberPage:
    return member_page(
        MemberFilter(**wanted), actor=cast.actor(who), sort=sort, descending=descending, first=0, size=25
    )


@pytest.fixture
def larger_than_a_club(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of more than two are as large as several clubs."""
    monkeypatch.setattr(lists, "SORTED_IN_MEMORY", 2)


@pytest.mark.req("KL-MEMB-001", "PL-ORG-001")
def test_members_are_found_by_name_from_the_day_their_club_stands_below_another_union(cast: Cast) -> None:
    add(line(cast.hospital_club, name) for name in NAMES)
    move_unit(
        cast.hospital_club.public_id,
        parent_id=cast.neighbour_union.public_id,
        on=cast.today,
        actor=cast.admin,
        now=cast.now,
        today=cast.today,
    )
    assert found(cast, text="Berg") == ["Kari Berg"]


@pytest.mark.req("KL-MEMB-001", "PL-UI-001")
def test_a_clubs_members_stand_in_norwegian_order(cast: Cast) -> None:
    add(line(cast.hospital_club, name) for name in NAMES)
    assert found(cast) == IN_ORDER
    assert names(page(cast, "kari", descending=True).rows) == IN_ORDER[::-1]


@pytest.mark.req("KL-MEMB-001")
@pytest.mark.parametrize("sort", list(SORTS))
def test_a_clubs_members_can_be_sorted_by_every_column(cast: Cast, sort: str) -> None:
    add(
        line(cast.hospital_club, name, workplace=f"Avdeling {number % 3}", percent=None if number == 2 else number)
        for number, name in enumerate(NAMES)
    )
    rows = page(cast, "kari", sort).rows
    keys = [SORTS[sort](getattr(row, {NUMBER: "member_number"}.get(sort, sort))) for row in rows]
    assert keys == sorted(keys)
    assert len(rows) == len(NAMES)


@pytest.mark.django_db
@given(name=st.text("aAbBeéoOzæÆäøØöåÅáčđŋšŧž -'.", min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_sorting_in_memory_and_in_the_database_agree(name: str) -> None:
    """The generated key column and ``lib.norwegian`` are one order."""
    person = Person.objects.create(given_name="X", family_name=name)
    person.refresh_from_db()
    assert person.sort_name == norwegian.sort_key(f"{name} X")
    person.delete()


@pytest.mark.req("KL-MEMB-001")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nor", ["Kari Nordmann", "Ola Nordmann"]),
        ("kari nor", ["Kari Nordmann"]),
        ("NORDMANN kari", ["Kari Nordmann"]),
        ("aas", ["Liv Åsheim"]),
        ("ås", ["Liv Åsheim"]),
        ("ordmann", []),
        ("501", ["Liv Åsheim"]),
        ("", ["Kari Nordmann", "Ola Nordmann", "Liv Åsheim"]),
    ],
)
def test_search_by_name_and_member_number(cast: Cast, text: str, expected: list[str]) -> None:
    for name, number in (("Kari Nordmann", "70"), ("Ola Nordmann", "71"), ("Liv Åsheim", "501")):
        member_of(cast.hospital_club, name, member_number=number)
    assert found(cast, text=text) == expected


@pytest.mark.req("KL-MEMB-001")
@pytest.mark.parametrize("text", ["nor", "kari nor", "ås", "501", "ordmann"])
def test_search_in_larger_lists_by_keyed_tokens_finds_the_same(
    cast: Cast, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in (("Kari Nordmann", "70"), ("Ola Nordmann", "71"), ("Liv Aasheim", "501")):
        member_of(cast.school_club, name, member_number=number)
    in_memory = names(page(cast, text=text).rows)
    monkeypatch.setattr(lists, "SORTED_IN_MEMORY", 2)
    assert set(names(page(cast, text=text).rows)) == set(in_memory)


@pytest.mark.req("KL-MEMB-001")
def test_filters_and_counts(cast: Cast) -> None:
    add(
        [
            line(cast.hospital_club, "A A", workplace="Intensiv", tariff_area="health"),
            line(cast.hospital_club, "B B", workplace="Intensiv", tariff_area="ks", occupationally_active=False),
            line(cast.hospital_club, "C C", workplace="Åpen post", tariff_area="health"),
            line(cast.school_club, "D D", workplace="Åsen skole"),
        ]
    )
    assert found(cast, workplaces=("Intensiv",)) == ["A A", "B B"]
    assert found(cast, tariff_areas=("health",)) == ["A A", "C C"]
    assert found(cast, occupationally_active=False) == ["B B"]
    counts = list_counts(actor=cast.kari)
    assert (counts.total, counts.active) == (3, 2)
    assert [(one.value, one.count) for one in counts.workplaces] == [("Intensiv", 2), ("Åpen post", 1)]
    assert {one.value: one.count for one in counts.tariff_areas} == {"health": 2, "ks": 1}


@pytest.mark.req("KL-MEMB-001")
def test_a_row_has_all_that_a_steward_needs(cast: Cast) -> None:
    member_of(cast.hospital_club, "Kari Nordmann", member_number="70")
    (row,) = page(cast, "kari").rows
    assert (row.name, row.member_number, row.workplace, row.position_title) == (
        "Kari Nordmann",
        "70",
        "Sjøsiden sykehjem",
        "Helsefagarbeider",
    )
    assert (int(row.percent or 0), row.tariff_area, row.occupationally_active) == (80, "ks", True)
    assert (row.phone, row.email, row.member_since.year) == ("+4791234567", "medlem@example.no", 2015)


def test_larger_lists_stand_by_member_number_and_are_paged_in_the_database(
    cast: Cast, larger_than_a_club: None
) -> None:
    add(
        line(cast.hospital_club if number % 2 else cast.school_club, "X Y", member_number=str(900 - number))
        for number in range(60)
    )
    first = page(cast)
    assert ([row.member_number for row in first.rows[:2]], len(first.rows), first.total) == (["841", "842"], 25, 60)
    assert first.sort == "number", "and the heading says so"
    assert page(cast, sort="number", descending=True).rows[0].member_number == "900"


def test_who_has_left_is_not_listed_but_can_be_opened(cast: Cast) -> None:
    member = member_of(cast.hospital_club, left_date=cast.today)
    assert found(cast) == []
    assert get_member(member.public_id, actor=cast.kari).has_left


@pytest.mark.req("KL-MEMB-001")
def test_a_club_of_1800_takes_as_many_queries_as_a_club_of_one(cast: Cast) -> None:
    add(line(cast.hospital_club, f"Kari N{chr(97 + number % 26)}{number}") for number in range(1800))
    member_of(cast.school_club)

    def count(who: str) -> int:
        actor = cast.actor(who)
        with (
            opened.kept(),
            CaptureQueriesContext(
                connection,
            ) as taken,
        ):
            result = member_page(MemberFilter(), actor=actor, sort="name", descending=False, first=0, size=100)
        assert result.rows
        return len(taken)

    assert count("kari") == count("nina") <= 4


def test_cards_are_read_in_one_query(cast: Cast, django_assert_num_queries) -> None:
    members = add(line(cast.hospital_club, f"Kari N{number}") for number in range(5))
    member_cards([members[0].public_id])
    with opened.kept():
        member_cards([members[0].public_id])
        with django_assert_num_queries(1):
            cards = member_cards(member.public_id for member in members)
    assert cards[members[3].public_id].name == "Kari N3"


def test_a_member_is_found_by_identity_number_and_contact_without_opening_any(cast: Cast) -> None:
    here = member_of(cast.hospital_club, identity_number="21890098765", email="Kari@Example.no", phone="91 00 00 01")
    there = member_of(cast.neighbour_club, identity_number="21890098765")
    tenants = [cast.local_union.public_id, cast.neighbour_union.public_id]
    assert members_with_identity("21890098765", tenants) == [here, there]
    assert members_with_identity("21890098765", tenants[:1]) == [here]
    assert members_with_identity("21890098766", tenants) == []
    assert members_with_contact(tenants, email="kari@example.NO") == [here]
    assert members_with_contact(tenants, phone="+4791000001") == [here]
