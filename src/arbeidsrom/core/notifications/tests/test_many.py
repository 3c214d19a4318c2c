"""Telling very many at once says and sends what telling them one by one does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from arbeidsrom.core.notifications import actions, queries, types
from arbeidsrom.core.notifications.models import Choice, Notification, OutgoingMessage, WithoutMail
from arbeidsrom.core.notifications.states import Way
from arbeidsrom.core.notifications.tests.conftest import NOW
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]

FOUND = """
    SELECT id AS person_id, NULL::uuid AS about, '' AS url, jsonb_build_object('number', '2026/14') AS params,
           %(once)s AS once FROM organisation_person WHERE id = ANY(%(people)s)
"""


def tell(kind: str, *people: int, once: str = "") -> list[int]:
    return actions.tell_found(kind, FOUND, {"people": list(people), "once": once}, now=NOW)


def choices() -> Iterator[tuple[str, dict[Way, bool], bool]]:
    """Every kind with everything that somebody can have chosen for it."""
    told, wishes = ("test.deadline", "test.must", "test.quiet", "test.seen"), (None, True, False)
    for kind, home, single, weekly, without in product(told, wishes, wishes, (None, True), (0, 1)):
        chosen = {Way.HOME: home, Way.SINGLE: single, Way.WEEKLY: weekly}
        yield kind, {way: wanted for way, wanted in chosen.items() if wanted is not None}, bool(without)


def test_everybody_is_told_by_the_ways_that_they_would_be_told_by_alone(cast: Cast) -> None:
    kari = cast.people["kari"].pk
    for key, chosen, without in choices():
        kind = types.get_type(key)
        assert kind.group
        Choice.objects.all().delete()
        WithoutMail.objects.all().delete()
        for way, wanted in chosen.items():
            Choice.objects.create(person_id=kari, group=kind.group.key, way=way, wanted=wanted)
        if without:
            WithoutMail.objects.create(person_id=kari)

        assert tell(key, kari) == [kari]

        row, ways = Notification.objects.latest("id"), queries.reader(kari, kind).ways
        found = (row.on_home, row.mail_waits, row.weekly)
        assert found == (Way.HOME in ways, Way.SINGLE in ways, Way.WEEKLY in ways), (key, chosen, without)


def test_who_was_told_under_the_mark_is_not_told_again(cast: Cast) -> None:
    kari, ola = cast.people["kari"].pk, cast.people["ola"].pk
    assert tell("test.quiet", kari, once="a") == [kari]
    assert tell("test.quiet", kari, ola, once="a") == [ola]
    assert tell("test.quiet", kari, once="b") == [kari]


def test_a_mail_is_written_once_and_one_that_was_withdrawn_never(cast: Cast) -> None:
    kari, ola = cast.people["kari"].pk, cast.people["ola"].pk
    tell("test.deadline", kari, ola, once="a")
    actions.withdraw("test.deadline", person_id=ola, once="a")
    assert actions.mail_told(now=NOW, batch=1) == 1
    assert actions.mail_told(now=NOW) == 0
    assert [one.recipient for one in OutgoingMessage.objects.all()] == ["kari@example.no"]


def test_only_what_no_longer_holds_is_taken_away(cast: Cast) -> None:
    kari, ola = cast.people["kari"].pk, cast.people["ola"].pk
    for person, once in ((kari, "a"), (kari, "b"), (ola, "a")):
        tell("test.quiet", person, once=once)
    holds = "SELECT %(kari)s AS person_id, NULL::uuid AS about, 'test.quiet' AS type, 'b' AS once"
    assert actions.withdraw_outdated(holds, {"kari": kari}) == 1
    left = Notification.objects.order_by("id").values_list("person", "once")
    assert list(left) == [(kari, "b"), (ola, "a")]
