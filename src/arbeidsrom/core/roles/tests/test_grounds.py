"""Every way to a permission is explained, and nothing else is: what is said agrees with what the actor may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arbeidsrom.core.organisation.models import Category, Position, PositionKind
from arbeidsrom.core.roles.deputies import appoint_deputy
from arbeidsrom.core.roles.grounds import Way, grounds
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.queries import actor_in, actor_standing_in
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor

SEE, PLANS, TALKS = "people.see_employees", "competence.create_plans", "dialogue.hold_conversations"
ASKED = (SEE, PLANS, TALKS, "competence.have_plans", "training.approve_goals", "people.control_access")


@pytest.fixture
def staffed(hospital: Hospital) -> dict[str, Position]:
    """Leaders, led, lent, a deputy, an apprentice, and somebody with a role from above."""
    birger = hospital.employ("Birger", "1020", title="Leder")
    astrid = hospital.employ("Astrid", "1010", title="Leder", led_by=birger)
    made = {
        "Birger": birger,
        "Astrid": astrid,
        "Silje": hospital.employ("Silje", "1010", led_by=astrid),
        "Lars": hospital.employ("Lars", "1010", led_by=astrid, category=Category.SPECIALTY_REGISTRAR),
        "Ole": hospital.employ("Ole", "1020"),
        "Turid": hospital.employ("Turid", "1020"),
        "lent": hospital.employ("Silje", "1020", led_by=birger, kind=PositionKind.LOAN, valid_to=date(2026, 12, 31)),
    }
    give(hospital, made["Turid"], "competence.trust_administrator", "sykehuset", below=True)
    give(hospital, made["Ole"], "competence.superuser", "klinikken", below=False)
    give(hospital, astrid, "competence.subject_responsible_b", "1020", below=False)
    appoint_deputy(
        astrid.public_id,
        person_id=hospital.people["Ole"].public_id,
        last_day=date(2026, 12, 5),
        actor=hospital.actor(astrid),
        now=hospital.now,
        today=hospital.today,
    )
    return made


def give(hospital: Hospital, position: Position, role: str, code: str, *, below: bool) -> None:
    RoleGrant.objects.create(
        position=position,
        role=role,
        unit=hospital.units[code],
        with_subunits=below,
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 2, 1),
        source=GrantSource.ORDER,
    )


def actors(hospital: Hospital, staffed: dict[str, Position]) -> dict[tuple[int, int], Actor]:
    """Everybody as they can act today, by person and the position acted in."""
    found = {}
    for position in Position.objects.select_related("person", "unit"):
        actor = actor_in(position, account_id=None, origin="", today=hospital.today)
        found[position.person_id, position.pk] = actor
    own, leader = (
        Position.objects.select_related("person", "unit").get(pk=staffed[one].pk) for one in ("Ole", "Astrid")
    )
    deputy = actor_standing_in(own, leader, account_id=None, origin="", today=hospital.today)
    assert deputy is not None
    found[own.person_id, leader.pk] = deputy
    return found


def may(actor: Actor, permission: str, hospital: Hospital, code: str) -> bool:
    """What the pages would say: in the unit, or over somebody there whom the actor leads."""
    unit = hospital.units[code]
    led = Position.objects.filter(unit=unit, leader=actor.leads_as or 0).exclude(person=actor.person_id)
    return actor.covers(permission, unit.lft) or (led.exists() and actor.holds_over(permission, actor.leads_as))


@pytest.mark.req("PL-ORG-002")
@pytest.mark.parametrize("code", ["1010", "1020", "2010", "klinikken", "sykehuset"])
@pytest.mark.parametrize("permission", ASKED)
def test_whoever_may_is_told_with_a_reason_and_nobody_else(
    hospital: Hospital, staffed: dict[str, Position], permission: str, code: str
) -> None:
    expected = {key for key, actor in actors(hospital, staffed).items() if may(actor, permission, hospital, code)}
    found = grounds({permission}, [hospital.units[code]], today=hospital.today)
    assert {(one.person.pk, one.position.pk) for one in found.found} == expected
    assert not found.more


@pytest.mark.req("PL-ORG-002")
@pytest.mark.parametrize("name", ["Ole", "Astrid", "Silje", "Turid"])
def test_of_one_person_the_same_is_told_as_of_all(hospital: Hospital, staffed: dict[str, Position], name: str) -> None:
    person = hospital.people[name].pk
    for permission in ASKED:
        of_all = grounds({permission}, [hospital.units["1010"]], today=hospital.today)
        of_one = grounds({permission}, [hospital.units["1010"]], today=hospital.today, people=[person])
        assert of_one.found == tuple(one for one in of_all.found if one.person.pk == person)


def test_each_way_has_its_role_place_and_days(hospital: Hospital, staffed: dict[str, Position]) -> None:
    found = grounds({SEE}, [hospital.units["1020"]], today=hospital.today).found
    told = {(one.way, one.person.given_name): one for one in found}
    assert set(told) == {
        (Way.BORROWS, "Birger"),
        (Way.DEPUTY, "Ole"),
        (Way.GRANTED, "Turid"),
        (Way.GRANTED, "Astrid"),
    }
    loan, deputy, granted = told[Way.BORROWS, "Birger"], told[Way.DEPUTY, "Ole"], told[Way.GRANTED, "Turid"]
    assert (loan.unit, loan.last_day) == ("Avdeling B", date(2026, 12, 30))
    assert (deputy.valid_from, deputy.last_day) == (hospital.today, date(2026, 12, 5))
    assert (granted.unit, granted.with_subunits, granted.last_day) == ("Sykehuset", True, date(2027, 1, 31))


def test_what_is_kept_from_deputies_is_told_of_the_leader_alone(
    hospital: Hospital, staffed: dict[str, Position]
) -> None:
    found = grounds({TALKS}, [hospital.units["1010"]], today=hospital.today).found
    assert [(one.way, one.person.given_name) for one in found] == [(Way.LEADS, "Astrid"), (Way.LEADS, "Birger")]


def test_it_is_said_that_there_are_more_deputies_than_are_told(
    hospital: Hospital, staffed: dict[str, Position], monkeypatch: pytest.MonkeyPatch
) -> None:
    def more() -> bool:
        about = Position.objects.filter(pk=staffed["Silje"].pk)
        return grounds({SEE}, [hospital.units["1010"]], today=hospital.today, about=about).more

    monkeypatch.setattr("arbeidsrom.core.roles.grounds.MOST", 2)
    assert not more()
    appoint_deputy(
        staffed["Astrid"].public_id,
        person_id=hospital.people["Turid"].public_id,
        last_day=None,
        actor=hospital.actor(staffed["Astrid"]),
        now=hospital.now,
        today=hospital.today,
    )
    assert more()


def test_a_deputy_who_works_here_no_longer_has_no_way_in(hospital: Hospital, staffed: dict[str, Position]) -> None:
    Position.objects.filter(pk=staffed["Ole"].pk).update(valid_to=hospital.today)
    found = grounds({SEE}, [hospital.units["1010"]], today=hospital.today).found
    assert "Ole" not in {one.person.given_name for one in found}


def test_the_number_of_questions_to_the_database_does_not_grow(
    hospital: Hospital, staffed: dict[str, Position]
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            grounds(set(ASKED), [hospital.units["1010"]], today=hospital.today)
        return len(queries)

    before = asked()
    for number in range(5):
        leader = hospital.employ(f"Leder{number}", "1010", category=Category.FIRST_PART)
        hospital.employ(f"Ny{number}", "1010", led_by=leader, valid_from=hospital.today - timedelta(days=3))
    assert asked() <= before + 1  # a LIS1 among them is asked about
    assert before <= 7
