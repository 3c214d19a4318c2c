"""Consents that end by their date: those who work with the case are told, and what rests on them is marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.notifications.types import get_type
from arbeidsrom.modules.sharing.actions.notices import tell_stewards
from arbeidsrom.modules.sharing.models import Shipment, ShipmentEvent
from arbeidsrom.modules.sharing.states import EventKind
from arbeidsrom.modules.workspace.actions import consents as actions
from arbeidsrom.modules.workspace.actions import states, stewards
from arbeidsrom.modules.workspace.actions.cases import add_member
from arbeidsrom.modules.workspace.actions.consents import ConsentDraft
from arbeidsrom.modules.workspace.models import Case, CaseParty, Consent, ConsentForm, ConsentKind
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.queries.timeline import timeline_of
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from arbeidsrom.modules.workspace.tests.test_actions_stewards import end_term
from arbeidsrom.modules.workspace.tests.test_concurrency import at_once
from arbeidsrom.modules.workspace.tests.test_lost_consent import shared_on
from tests.cast import Cast

pytestmark = pytest.mark.req("KL-CASE-007")
GIVEN = date(2026, 11, 1)
NEAR, ENDED = "workspace.consent.near_end", "workspace.consent.ended"


@pytest.fixture(autouse=True)
def today(request: pytest.FixtureRequest) -> Iterator[None]:
    name = "transactional_cast" if "transactional_cast" in request.fixturenames else "cast"
    with time_machine.travel(request.getfixturevalue(name).now + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    return cases.get_case(a_case(cast).public_id, actor=cast.kari)


def give(cast: Cast, case: Case, last_day: date | None, party: CaseParty | None = None, **more: object) -> Consent:
    """A member agrees until a day."""
    party = party or case.parties.order_by("id").first()
    valid_to = last_day + timedelta(days=1) if last_day else None
    kind = more.get("kind", ConsentKind.SHARING)
    draft = ConsentDraft(party.public_id, kind, ConsentForm.WRITTEN, GIVEN, valid_to=valid_to)
    return actions.record_consent(case.public_id, draft, actor=cast.kari, now=cast.now)


def night(cast: Cast, day: date) -> int:
    """The job runs on the morning of the day."""
    return actions.tell_of_ending_consents(now=cast.now + (day - cast.today), today=day)


def withdraw(cast: Cast, case: Case, consent: Consent, day: date | None = None) -> None:
    day = day or cast.today
    now = cast.now + (day - cast.today)
    actions.withdraw_consent(case.public_id, consent=consent.public_id, actor=cast.kari, now=now, today=day)


def told(*kinds: str) -> list[tuple[str, str]]:
    """Who was told which kind of thing, in the order they were told."""
    rows = Notification.objects.filter(type__in=kinds or (NEAR, ENDED)).select_related("person").order_by("id")
    return [(row.person.name.split()[0], row.type) for row in rows]


def losses(shipment: Shipment) -> int:
    """How often it stands in the shipment's history that its consent no longer holds."""
    return ShipmentEvent.objects.filter(shipment=shipment, kind=EventKind.CONSENT_WITHDRAWN).count()


def test_those_with_access_are_told_a_week_before_the_last_day_and_the_day_after_it_once_each(cast: Cast, case: Case):
    ola = cast.positions["ola"].public_id
    stewards.give_access(case.public_id, position=ola, actor=cast.kari, now=cast.now, today=cast.today)
    last_day = cast.today + timedelta(days=12)
    give(cast, case, last_day)
    done = {}
    for days in range(12, -4, -1):
        day = last_day - timedelta(days=days)
        done[days] = night(cast, day)
        assert night(cast, day) == 0
    assert {days for days, count in done.items() if count} == {7, -1}
    assert told() == [("Kari", NEAR), ("Ola", NEAR), ("Kari", ENDED), ("Ola", ENDED)]


def test_they_are_told_by_the_number_and_the_last_day_and_find_the_consent_on_the_page(cast: Cast, case: Case):
    give(cast, case, date(2026, 12, 1))
    night(cast, cast.today)
    row = Notification.objects.get(type=NEAR)
    assert row.params == {"number": case.label, "day": "2026-12-01"}
    assert row.about == case.public_id
    with override("nb"):
        said = get_type(NEAR).tell(row.params)
        assert said == "Et samtykke eller en fullmakt i sak 2026/1 går ut. Siste dag er 1. desember 2026."
        assert get_type(ENDED).tell(row.params).endswith("har gått ut. Siste dag var 1. desember 2026.")
    page = cast.browser("kari").get(row.url).content.decode()
    assert row.url == reverse("case_people", args=[case.public_id])
    assert "Gjelder til og med 1. desember 2026" in page


def test_that_it_ended_stands_in_the_history_and_in_the_log_of_the_member(cast: Cast, case: Case):
    give(cast, case, cast.today, kind=ConsentKind.POWER_OF_ATTORNEY)
    night(cast, cast.today)
    assert not Entry.objects.filter(event="workspace.consent.ended").exists()
    night(cast, cast.today + timedelta(days=1))
    night(cast, cast.today + timedelta(days=2))
    lines = [row.heading for row in timeline_of(cases.get_case(case.public_id, actor=cast.kari))]
    assert lines[0] == "Fullmakt fra Liv Bjørnstad har gått ut. Siste dag var 24. november 2026."
    assert sum("har gått ut" in line for line in lines) == 1
    assert Entry.objects.get(event="workspace.consent.ended").thing == case.public_id


def test_what_ended_is_told_in_the_words_of_whoever_reads_the_history(cast: Cast, case: Case):
    give(cast, case, cast.today, kind=ConsentKind.SHARING)
    with override("en"):
        night(cast, cast.today + timedelta(days=1))
    for language, words in (
        ("nb", "Samtykke til deling utenfor klubben fra Liv Bjørnstad har gått ut."),
        ("nn", "Samtykke til deling utanfor klubben frå Liv Bjørnstad"),
        ("en", "Consent to sharing outside the club from Liv Bjørnstad has ended."),
    ):
        with override(language):
            assert timeline_of(cases.get_case(case.public_id, actor=cast.kari))[0].heading.startswith(words)


def test_a_night_that_was_missed_is_made_good_and_what_has_ended_does_not_end_soon(cast: Cast, case: Case):
    give(cast, case, cast.today + timedelta(days=10))
    other = a_case(cast)
    give(cast, other, cast.today + timedelta(days=30))
    night(cast, cast.today + timedelta(days=13))
    night(cast, cast.today + timedelta(days=27))
    assert told() == [("Kari", ENDED), ("Kari", NEAR)]


def test_consents_that_end_on_the_same_day_are_told_of_together(cast: Cast, case: Case):
    last_day = cast.today + timedelta(days=7)
    for kind in ConsentKind:
        give(cast, case, last_day, kind=kind)
    give(cast, case, last_day - timedelta(days=1))
    assert night(cast, cast.today) == 4
    assert [row.params["day"] for row in Notification.objects.filter(type=NEAR).order_by("id")] == [
        "2026-11-30",
        "2026-12-01",
    ]


def test_nothing_is_told_of_what_was_withdrawn_has_no_end_or_belongs_to_a_closed_case(cast: Cast, case: Case):
    withdraw(cast, case, give(cast, case, cast.today + timedelta(days=3)))
    give(cast, case, None)
    closed = a_case(cast)
    give(cast, closed, cast.today + timedelta(days=3))
    settled = {"outcome": "settled", "closed_on": cast.today, "actor": cast.kari, "now": cast.now, "today": cast.today}
    states.close_case(closed.public_id, **settled)
    later = cast.today + timedelta(days=5)
    assert night(cast, cast.today) == night(cast, later) == 0
    assert told() == []

    states.reopen_case(closed.public_id, reason="Ny oppsigelse", actor=cast.kari, now=cast.now)
    assert night(cast, later) == 1
    assert told() == [("Kari", ENDED)]


def test_whose_term_has_ended_is_not_told_and_whoever_gets_the_case_is(cast: Cast, case: Case):
    give(cast, case, cast.today + timedelta(days=5))
    end_term(cast, "kari")
    assert night(cast, cast.today) == 0
    ola = cast.positions["ola"].public_id
    stewards.place_case(case.public_id, to=ola, note="", actor=cast.per, now=cast.now, today=cast.today)
    assert night(cast, cast.today) == 1
    assert told() == [("Ola", NEAR)]


def test_what_rests_on_a_consent_that_ended_is_marked_and_told_of_once(cast: Cast, case: Case):
    shipment = shared_on(cast, case, give(cast, case, cast.today + timedelta(days=2)))
    night(cast, cast.today + timedelta(days=2))
    assert losses(shipment) == 0
    ended = cast.today + timedelta(days=3)
    night(cast, ended)
    night(cast, ended)
    assert losses(shipment) == 1
    tell_stewards(now=cast.now + timedelta(days=3, minutes=1))
    assert told("sharing.consent_withdrawn") == [("Kari", "sharing.consent_withdrawn")]
    assert "workspace.consent.ended" in {row.event for row in Entry.objects.all()}


def test_what_was_lost_when_another_consent_was_withdrawn_is_not_lost_again(cast: Cast, case: Case):
    shipment, first, second = rests_on_two(cast, case, cast.today + timedelta(days=2), cast.today + timedelta(days=4))
    withdraw(cast, case, second)
    assert losses(shipment) == 1
    night(cast, cast.today + timedelta(days=3))
    assert told()[-1] == ("Kari", ENDED)
    assert losses(shipment) == 1
    assert first.holds_on(cast.today + timedelta(days=2))


@pytest.mark.parametrize("nights", [(3, 5), (5,)])
def test_what_rests_on_two_consents_that_end_one_after_the_other_is_lost_once(cast: Cast, case: Case, nights):
    shipment, *_both = rests_on_two(cast, case, cast.today + timedelta(days=2), cast.today + timedelta(days=4))
    for days in nights:
        night(cast, cast.today + timedelta(days=days))
    assert losses(shipment) == 1


def test_a_withdrawal_before_the_night_hides_no_loss_by_a_date_that_has_passed(cast: Cast, case: Case):
    shipment, first, second = rests_on_two(cast, case, cast.today + timedelta(days=2), None)
    morning = cast.today + timedelta(days=3)
    withdraw(cast, case, second, morning)
    assert losses(shipment) == 1
    night(cast, morning)
    withdraw(cast, case, first, morning)
    assert losses(shipment) == 1
    assert [kind for _name, kind in told()] == [ENDED]


def test_what_is_shared_on_another_consent_or_another_ground_is_left_alone(cast: Cast, case: Case):
    give(cast, case, cast.today + timedelta(days=2))
    shipment = shared_on(cast, case, give(cast, case, None))
    night(cast, cast.today + timedelta(days=3))
    assert losses(shipment) == 0
    assert told() == [("Kari", ENDED)]


def rests_on_two(cast: Cast, case: Case, *last_days: date | None) -> tuple[Shipment, Consent, Consent]:
    """A shipment about two members, on the consent of both."""
    other = a_member(cast.hospital_club, "Unni", "Haug")
    add_member(case.public_id, member=other.public_id, actor=cast.kari, now=cast.now, today=cast.today)
    parties = case.parties.order_by("id")
    first, second = (give(cast, case, day, party) for day, party in zip(last_days, parties, strict=True))
    return shared_on(cast, case, first), first, second


def test_cases_with_nothing_to_tell_are_not_asked_about(cast: Cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            night(cast, cast.today)
        return len(queries)

    give(cast, a_case(cast), cast.today + timedelta(days=60))
    few = asked()
    for days in (20, 60, 90):
        give(cast, a_case(cast), cast.today + timedelta(days=days))
    give(cast, a_case(cast), None)
    assert asked() == few == 1


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_tell_once(transactional_cast: Cast):
    cast = transactional_cast
    case = a_case(cast)
    give(cast, case, cast.today)
    ended = cast.today + timedelta(days=1)
    done = at_once(partial(night, cast, ended), partial(night, cast, ended))
    assert sorted(done) == [0, 1]
    assert told() == [("Kari", ENDED)]
    assert case.events.filter(what="consent.ended").count() == 1
