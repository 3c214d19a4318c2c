"""Writing entries."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from arbeidsrom.core.audit import events
from arbeidsrom.core.audit.actions import TooOften, record
from arbeidsrom.core.audit.models import Detail, Entry, Link, Subject
from arbeidsrom.core.audit.rules import INSTALLATION, START
from arbeidsrom.core.audit.tests.conftest import NOW, STEWARD, TENANT, chained
from arbeidsrom.lib import actor as actors


@pytest.mark.django_db
@pytest.mark.req("PL-AUD-001")
def test_an_entry_says_who_in_which_position_when_what_on_whom_and_from_where() -> None:
    case, member = uuid4(), uuid4()

    record("workspace.case.viewed", case, actor=STEWARD, at=NOW, subjects=[member, member], details={"tab": "notes"})

    entry = Entry.objects.select_related("detail").get()
    assert (entry.tenant, entry.at, entry.event, entry.thing) == (TENANT, NOW, "workspace.case.viewed", case)
    assert entry.person == UUID(int=5)
    assert entry.said["who"] == {
        "kind": "person",
        "label": "Kari Nordmann",
        "account": 3,
        "person": str(UUID(int=5)),
        "position": 11,
        "position_label": "Klubbleder",
        "on_behalf_of": None,
    }
    assert entry.detail.read == {"details": {"tab": "notes"}, "subjects": [str(member)], "origin": "192.0.2.7"}
    assert list(Subject.objects.values_list("subject", flat=True)) == [member]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, 100])
def test_a_page_about_many_costs_one_statement_as_one_about_nobody(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [uuid4() for _number in range(number)]

    with django_assert_num_queries(1):
        record("workspace.case_list.viewed", None, actor=STEWARD, at=NOW, subjects=people)

    assert set(Subject.objects.values_list("subject", flat=True)) == set(people)
    assert Detail.objects.get().read["subjects"] == sorted(map(str, people))


@pytest.mark.django_db
def test_what_may_have_to_be_erased_is_not_in_the_chain() -> None:
    member = uuid4()
    record("membership.member.viewed", None, actor=STEWARD, at=NOW, subjects=[member], details={"tab": "notes"})

    statement = Entry.objects.get().statement

    assert str(member) not in statement
    assert "192.0.2.7" not in statement
    assert "notes" not in statement


@pytest.mark.django_db
def test_what_belongs_to_no_tenant_goes_to_the_chain_of_the_installation() -> None:
    record("operations.started", None, actor=actors.job("start"), at=NOW)
    record("sharing.shipment.opened", None, actor=actors.receiver("198.51.100.4"), at=NOW, tenant=TENANT)

    assert list(Entry.objects.order_by("id").values_list("tenant", flat=True)) == [INSTALLATION, TENANT]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1.5, {"inner": [0.1]}])
def test_a_floating_point_number_is_refused_as_it_has_no_one_way_of_being_written(number: object) -> None:
    with pytest.raises(TypeError, match="floating point"):
        record("x", None, actor=STEWARD, at=NOW, details={"share": number})  # type: ignore[dict-item]


@pytest.mark.django_db
@pytest.mark.req("PL-AUD-001")
@pytest.mark.parametrize("model", [Entry, Link])
def test_neither_entries_nor_links_can_be_changed_or_deleted(model: type[Entry | Link]) -> None:
    record("x", None, actor=STEWARD, at=NOW)
    chained()

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        model.objects.update(tenant=uuid4())
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        model.objects.all()._raw_delete("default")


@pytest.mark.django_db
def test_details_can_be_erased_but_never_changed() -> None:
    record("x", None, actor=STEWARD, at=NOW)

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Detail.objects.update(content="{}")


@pytest.mark.django_db
@pytest.mark.req("PL-AUD-001")
def test_each_link_is_the_hash_of_the_one_before_and_the_statement() -> None:
    for event in ("first", "second"):
        record(event, None, actor=STEWARD, at=NOW, details={"æ": "ø"})
    chained()

    first, second = Link.objects.order_by("number").select_related("entry")
    assert (first.number, second.number) == (1, 2)
    assert bytes(first.hash) == hashlib.sha256(b"\x00" + START + first.entry.statement.encode()).digest()
    assert bytes(second.hash) == hashlib.sha256(b"\x00" + first.hash + second.entry.statement.encode()).digest()


@pytest.mark.django_db
def test_an_entry_falls_with_the_change_it_is_about() -> None:
    with transaction.atomic():
        record("x", None, actor=STEWARD, at=NOW)
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PL-AUD-001")
def test_many_at_once_make_one_chain_without_gaps() -> None:
    def act() -> None:
        for _ in range(10):
            record("x", None, actor=STEWARD, at=NOW)
        connection.close()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(Link.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 41))


@pytest.mark.django_db(transaction=True)
def test_a_slow_transaction_holds_up_nobody_else_of_the_tenant() -> None:
    def act() -> None:
        record("quick", None, actor=STEWARD, at=NOW)
        connection.close()

    with transaction.atomic():
        record("slow", None, actor=STEWARD, at=NOW)
        thread = threading.Thread(target=act)
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive()

    order = Link.objects.order_by("number").values_list("entry__event", flat=True)
    assert list(order) == ["quick", "slow"]


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> str:
    """Something that one person may take out three times an hour."""
    event = events.exported("tests.taken_out", "Tatt ut.", hourly=3)
    monkeypatch.setitem(events._declared, event.key, event)
    return event.key


@pytest.mark.django_db
def test_one_person_takes_out_only_so_much_within_an_hour_and_the_refused_is_not_done(limited: str) -> None:
    for minute in (0, 20, 40):
        record(limited, None, actor=STEWARD, at=NOW + timedelta(minutes=minute))

    with pytest.raises(TooOften):
        record(limited, None, actor=STEWARD, at=NOW + timedelta(minutes=59))
    assert Entry.objects.filter(event=limited).count() == 3

    record(limited, None, actor=replace(STEWARD, person=uuid4()), at=NOW + timedelta(minutes=59))
    record(limited, None, actor=actors.job("tests"), at=NOW + timedelta(minutes=59))
    record(limited, None, actor=STEWARD, at=NOW + timedelta(minutes=61))


def test_everything_that_takes_content_out_is_limited() -> None:
    exports = events.keys_of(events.Kind.EXPORT)

    assert exports
    assert all(events.hourly_limit(event) for event in exports)
