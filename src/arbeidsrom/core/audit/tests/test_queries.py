"""Reading the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from arbeidsrom.core.audit import events, queries
from arbeidsrom.core.audit.actions import erase_old_details, record
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.audit.tests.conftest import MEMBER, NOW, STEWARD, TENANT

pytestmark = pytest.mark.django_db
COLLEAGUE = replace(STEWARD, label="Ola Nordmann", person=UUID(int=6), person_id=6)


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three events of a module that is only here."""
    monkeypatch.setattr(events, "_declared", {})
    events.declare(
        events.viewed("test.card.viewed", "The card was looked at."),
        events.viewed("test.page.viewed", "On the page: %(cards)s.", to_one="A page was looked at."),
        events.exported("test.list.exported", "A list of %(count)s was exported."),
        events.Event("test.card.changed", "The card was changed."),
    )


def test_what_the_log_holds_as_a_key_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_worded", {})
    events.put_in_words("count", {"2": "two", "3": "three"}.__getitem__)
    record("test.list.exported", None, actor=STEWARD, at=NOW, subjects=[MEMBER], details={"count": 2})

    (entry,) = Entry.objects.all()
    assert queries.line(entry).sentence == "A list of two was exported."


@pytest.mark.req("PL-AUD-002")
def test_somebody_sees_who_has_looked_at_their_information_and_what_was_taken_out() -> None:
    own = UUID(int=77)
    record("test.card.viewed", None, actor=STEWARD, at=NOW, subjects=[MEMBER])
    record("test.card.changed", None, actor=STEWARD, at=NOW, subjects=[MEMBER])
    record("test.card.viewed", None, actor=STEWARD, at=NOW, subjects=[uuid4()])
    later = NOW + timedelta(hours=1)
    record("test.list.exported", None, actor=COLLEAGUE, at=later, subjects=[MEMBER, own], details={"count": 2})

    seen = queries.who_has_looked([MEMBER, own])

    assert [(line.at, line.who, line.role, line.sentence) for line in seen] == [
        (later, "Ola Nordmann", "Klubbleder", "A list of 2 was exported."),
        (NOW, "Kari Nordmann", "Klubbleder", "The card was looked at."),
    ]


@pytest.mark.req("PL-AUD-002")
def test_one_of_many_on_a_page_is_told_nothing_of_the_others_and_the_newest_alone_when_there_are_many() -> None:
    for minute in range(3):
        at = NOW + timedelta(minutes=minute)
        record("test.page.viewed", None, actor=STEWARD, at=at, subjects=[MEMBER, uuid4()], details={"cards": "7, 8"})

    seen = queries.who_has_looked([MEMBER], most=2)

    assert [line.at for line in seen] == [NOW + timedelta(minutes=2), NOW + timedelta(minutes=1)]
    assert {line.sentence for line in seen} == {"A page was looked at."}
    assert queries.line(Entry.objects.latest("id")).sentence == "On the page: 7, 8."


@pytest.mark.req("PL-AUD-002")
def test_looking_at_ones_own_information_is_left_out() -> None:
    record("test.card.viewed", None, actor=STEWARD, at=NOW, subjects=[UUID(int=5)])
    record("test.card.viewed", None, actor=COLLEAGUE, at=NOW, subjects=[UUID(int=5)])

    assert [line.who for line in queries.who_has_looked([UUID(int=5)], own=UUID(int=5))] == ["Ola Nordmann"]


def test_the_history_of_a_thing_is_told_newest_first_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    thing = uuid4()
    for hour in range(20):
        record("test.card.changed", thing, actor=STEWARD, at=NOW + timedelta(hours=hour))
    record("test.card.changed", uuid4(), actor=STEWARD, at=NOW)

    with django_assert_num_queries(1):
        lines = queries.history_of(thing)

    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    assert len(lines) == 20


def test_what_has_been_erased_is_left_out_and_the_rest_is_still_told() -> None:
    thing = uuid4()
    record("test.list.exported", thing, actor=STEWARD, at=NOW, subjects=[MEMBER], details={"count": 2})

    erase_old_details(now=NOW + timedelta(days=5 * 365 + 2))

    (line,) = queries.history_of(thing)
    assert (line.sentence, line.origin, line.who) == ("A list of – was exported.", "", "Kari Nordmann")
    assert queries.who_has_looked([MEMBER]) == []


def test_an_event_of_a_module_that_is_off_tells_its_key() -> None:
    record("gone.thing.viewed", UUID(int=1), actor=STEWARD, at=NOW)

    assert [line.sentence for line in queries.history_of(UUID(int=1))] == ["gone.thing.viewed"]


def test_an_event_is_declared_once() -> None:
    events.declare(events.viewed("test.card.viewed", "The card was looked at."))
    with pytest.raises(ValueError, match="declared twice"):
        events.declare(events.viewed("test.card.viewed", "Something else."))


def test_the_log_belongs_to_its_tenant() -> None:
    record("test.card.viewed", None, actor=STEWARD, at=NOW)

    assert queries.Entry.objects.get().tenant == TENANT
