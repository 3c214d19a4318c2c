"""A club's order is kept as numbers alone, and only as long as it is right."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from arbeidsrom.core.keys import opened
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.queries import alphabet
from arbeidsrom.core.membership.queries.lists import MemberFilter, member_page
from arbeidsrom.core.membership.register import sort_name_of
from arbeidsrom.core.membership.tests.factories import add, line, member_of
from tests.cast import Cast, make_cast


def shown(cast: Cast, who: str = "kari", sort: str = "", **wanted: object) -> list[str]:
    with opened.kept():
        page = member_page(
            MemberFilter(**wanted), actor=cast.actor(who), sort=sort, descending=False, first=0, size=100
        )
    return [row.name for row in page.rows]


@pytest.fixture
def three(cast: Cast) -> list[Member]:
    return add(line(cast.hospital_club, name) for name in ("Åse Ås", "Kari Berg", "Ola Moe"))


def rename(member: Member, family_name: str) -> None:
    member.details = {**member.details, "family_name": family_name}
    member.sort_name = sort_name_of(member.details["given_name"], family_name)
    member.save(update_fields=["details", "sort_name"])


@pytest.mark.req("KL-MEMB-001")
def test_a_new_name_is_sorted_anew(cast: Cast, three: list[Member]) -> None:
    assert shown(cast) == ["Kari Berg", "Ola Moe", "Åse Ås"]
    rename(three[0], "Aalto")
    rename(three[1], "Zahl")
    assert shown(cast) == ["Ola Moe", "Kari Zahl", "Åse Aalto"]
    rename(three[1], "Berg")
    assert shown(cast) == ["Kari Berg", "Ola Moe", "Åse Aalto"]


@pytest.mark.req("KL-MEMB-001")
def test_who_comes_and_who_leaves_is_seen_at_once(cast: Cast, three: list[Member]) -> None:
    assert len(shown(cast)) == 3
    member_of(cast.hospital_club, "Liv Dahl")
    assert shown(cast) == ["Kari Berg", "Liv Dahl", "Ola Moe", "Åse Ås"]
    Member.objects.filter(pk=three[2].pk).update(left_date=cast.today)
    assert shown(cast) == ["Kari Berg", "Liv Dahl", "Åse Ås"]


def test_a_change_that_was_taken_back_leaves_the_order_as_it_was(cast: Cast, three: list[Member]) -> None:
    before = shown(cast)
    with transaction.atomic():
        rename(three[1], "Zahl")
        assert shown(cast) == ["Ola Moe", "Kari Zahl", "Åse Ås"]
        transaction.set_rollback(True)
    assert shown(cast) == before


def test_the_second_look_opens_no_names_but_those_it_shows(cast: Cast, three: list[Member]) -> None:
    def sealed_reads() -> list[int]:
        with CaptureQueriesContext(connection) as taken:
            shown(cast)
        return [sum(column in query["sql"] for query in taken) for column in ('"sort_name")::bytea', '"details"')]

    assert [sealed_reads(), sealed_reads()] == [[1, 1], [0, 1]]


def test_what_is_kept_names_nobody(cast: Cast, three: list[Member]) -> None:
    alphabet._orders.clear()
    shown(cast)
    shown(cast, sort="position_title")
    assert [sorted(order) for order in alphabet._orders.values()] == [[member.pk for member in three]] * 2
    assert {order.typecode for order in alphabet._orders.values()} == {"q"}
    for name in ("Berg", "Moe", "Helsefagarbeider"):
        assert name not in repr(alphabet._orders)


def test_others_see_their_own_members_alone(cast: Cast, three: list[Member]) -> None:
    member_of(cast.school_club, "Nils Aa")
    assert len(shown(cast)) == 3
    assert shown(cast, "nina") == ["Nils Aa"]
    assert shown(cast, workplaces=("Intensiv",)) == []


def test_an_order_by_words_is_another_in_another_language(cast: Cast) -> None:
    """Words that stand the other way round: «Annen avtale» before KS, «Other agreement» behind it."""
    areas = {"A B": "other", "C D": "ks"}
    add(line(cast.hospital_club, name, tariff_area=area) for name, area in areas.items())
    with override("nb"):
        assert shown(cast, sort="tariff_area") == ["A B", "C D"]
    with override("en"):
        assert shown(cast, sort="tariff_area") == ["C D", "A B"]


def test_only_so_many_orders_are_kept(cast: Cast, three: list[Member], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alphabet, "KEPT_ORDERS", 2)
    for sort in ("workplace", "percent", "number", "member_since"):
        shown(cast, sort=sort)
    assert len(alphabet._orders) == 2


def test_those_who_were_there_before_get_their_names_to_sort_by(transactional_db: None) -> None:
    cast = make_cast()
    member = member_of(cast.hospital_club, "Åse Ås")
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate([("membership", "0003_choices")])
    MigrationExecutor(connection).migrate(newest)
    assert Member.objects.get(pk=member.pk).sort_name == "Ås Åse"
    assert shown(cast) == ["Åse Ås"]
