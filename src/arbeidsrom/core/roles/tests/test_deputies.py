"""Deputies of leaders: who chooses them, what they see, and when it ends."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.roles import deputies
from arbeidsrom.core.roles.models import Deputy, RoleGrant
from arbeidsrom.core.roles.queries import actor_standing_in
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.core.roles.ways_in import ways_of
from arbeidsrom.lib.actor import Actor

BEFORE_MIDNIGHT = datetime(2026, 11, 24, 22, 55, tzinfo=UTC)  # 23.55 in Norway
AFTER_MIDNIGHT = BEFORE_MIDNIGHT + timedelta(minutes=10)


@pytest.fixture
def ward(hospital: Hospital) -> Position:
    """Astrid leads Silje in department A; Birger leads Astrid; Ola works in the neighbouring trust."""
    clinic = hospital.employ("Birger", "1020", title="Klinikksjef")
    leader = hospital.employ("Astrid", "1010", title="Avdelingsleder", led_by=clinic)
    hospital.employ("Silje", "1010", led_by=leader)
    hospital.employ("Ola", "2010")
    return leader


def appoint(
    hospital: Hospital,
    leader: Position,
    name: str = "Ola",
    by: Position | None = None,
    last_day: date | None = None,
    today: date | None = None,
) -> Deputy:
    return deputies.appoint_deputy(
        leader.public_id,
        person_id=hospital.people[name].public_id,
        last_day=last_day,
        actor=hospital.actor(by or leader),
        now=hospital.now,
        today=today or hospital.today,
    )


def as_deputy(hospital: Hospital, leader: Position, name: str = "Ola") -> Actor:
    own = Position.objects.select_related("person", "unit").filter(person=hospital.people[name]).order_by("id")[0]
    leader = Position.objects.select_related("person", "unit").get(pk=leader.pk)
    acting = actor_standing_in(own, leader, account_id=None, origin="", today=hospital.today)
    assert acting is not None
    return acting


def choose(browser, key: object) -> None:
    browser.post(reverse("act_as"), {"position": str(key)})


@pytest.mark.req("KP-DEPUTY-001", "KP-DEPUTY-004", "KP-DEPUTY-005", "KP-DEPUTY-006", "KP-DEPUTY-007", "KP-HOME-008")
def test_a_leader_adds_deputies_from_home_among_all_in_the_region(hospital: Hospital, ward: Position) -> None:
    hospital.employ("Siri", "1020")
    browser = hospital.browser("Astrid")
    home = browser.get("/").content.decode()
    assert re.search(rf'href="{reverse("own_deputies")}"[^>]*>.*?Stedfortreder ved fravær', home, re.S)
    shown = browser.get(reverse("own_deputies")).content.decode()
    add = re.search(r'href="(/deputies/of/[^"]+/add/)"[^>]*>.*?Legg til stedfortreder', shown, re.S)[1]

    found = browser.get(add, {"q": "ola"}).content.decode()
    assert "Ola Berg – Sykepleier, Naboavdelingen, Nabosykehuset" in found
    ola, siri = (str(hospital.people[name].public_id) for name in ("Ola", "Siri"))
    browser.post(f"{add}?q=ola", {"person": ola, "last_day": "2026-12-24"})
    browser.post(f"{add}?q=siri", {"person": siri, "last_day": ""})

    listed = browser.get(reverse("own_deputies")).content.decode()
    assert "Ola Berg" in listed
    assert "24.12.2026" in listed
    assert "Siri Berg" in listed
    assert [one.last_day for one in Deputy.objects.order_by("id")] == [date(2026, 12, 24), None]


@pytest.mark.req("KP-DEPUTY-002", "KP-DEPUTY-003")
def test_the_choice_is_not_there_for_somebody_who_leads_nobody_in_the_position_they_act_in(
    hospital: Hospital, ward: Position
) -> None:
    second = hospital.employ("Astrid", "1020")
    browser = hospital.browser("Astrid")
    choose(browser, ward.public_id)
    assert "Stedfortreder ved fravær" in browser.get("/").content.decode()

    choose(browser, second.public_id)
    assert "Stedfortreder ved fravær" not in browser.get("/").content.decode()
    assert browser.get(reverse("own_deputies")).status_code == 404
    assert browser.get(reverse("add_deputy", args=[ward.public_id])).status_code == 404

    silje = hospital.browser("Silje")
    assert "Stedfortreder ved fravær" not in silje.get("/").content.decode()
    assert silje.get(reverse("own_deputies")).status_code == 404


@pytest.mark.req("KP-DEPUTY-008", "KP-PIMP-027")
def test_a_deputy_is_changed_by_the_pencil_and_removed_by_the_cross(hospital: Hospital, ward: Position) -> None:
    deputy = appoint(hospital, ward)
    browser = hospital.browser("Astrid")
    shown = browser.get(reverse("own_deputies")).content.decode()
    change = reverse("change_deputy", args=[deputy.public_id])
    assert re.search(rf'href="{change}".*?#pencil', shown, re.S)
    assert re.search(rf'action="{reverse("remove_deputy", args=[deputy.public_id])}".*?#x-mark', shown, re.S)

    browser.post(change, {"last_day": "2026-11-30", "lock_version": "0"})
    deputy.refresh_from_db()
    assert deputy.last_day == date(2026, 11, 30)
    assert browser.post(change, {"last_day": "", "lock_version": "0"}).status_code == 409

    theirs = hospital.browser("Ola")
    choose(theirs, deputy.public_id)
    assert theirs.get("/").wsgi_request.actor.leads_as == ward.pk
    browser.post(reverse("remove_deputy", args=[deputy.public_id]))
    after = theirs.get("/").wsgi_request.actor
    assert (after.leads_as, after.on_behalf_of_id) == (0, None)
    assert deputies.deputy_rows(ward, today=hospital.today) == []


@pytest.mark.req("KP-PIMP-027")
def test_access_ends_at_the_end_of_the_expiry_date_also_for_whoever_is_signed_in(
    hospital: Hospital, ward: Position
) -> None:
    deputy = appoint(hospital, ward, last_day=hospital.today)
    with time_machine.travel(BEFORE_MIDNIGHT):
        browser = hospital.browser("Ola")
        choose(browser, deputy.public_id)
        assert browser.get("/").wsgi_request.actor.leads_as == ward.pk

    with time_machine.travel(AFTER_MIDNIGHT):
        actor = browser.get("/").wsgi_request.actor
    assert (actor.leads_as, actor.on_behalf_of_id) == (0, None)


@pytest.mark.req("KP-DEPUTY-009", "KP-LOGIN-010", "KP-LOGIN-012", "KP-LOGIN-007")
def test_own_position_loan_and_deputy_stand_on_the_page_at_once(hospital: Hospital, ward: Position) -> None:
    hospital.employ("Ola", "1020", kind=PositionKind.LOAN)
    deputy = appoint(hospital, ward)
    browser = hospital.browser("Ola")

    assert browser.get("/")["Location"] == reverse("choose_position")
    shown = browser.get(reverse("choose_position")).content.decode()
    assert shown.count('class="choice"') == 3
    assert "Stedfortreder for Astrid Berg" in shown
    assert "Midlertidig utlånt til avdeling 1020 Avdeling B" in shown
    assert "Naboavdelingen" in shown

    choose(browser, deputy.public_id)
    page = browser.get("/")
    assert page.wsgi_request.actor.on_behalf_of_id == ward.pk
    assert "Bytt stilling" in page.content.decode()


@pytest.mark.req("KP-DEPUTY-010", "KP-ROLE-009")
def test_a_deputy_may_all_that_the_leader_may_but_for_conversations_and_what_the_leader_alone_decides(
    hospital: Hospital, ward: Position
) -> None:
    RoleGrant.objects.create(
        position=ward,
        role="competence.subject_responsible_b",
        unit=hospital.units["1020"],
        valid_from=hospital.today,
        source="order",
    )
    appoint(hospital, ward)
    leader, deputy = hospital.actor(ward), as_deputy(hospital, ward)

    kept = {"dialogue.hold_conversations", "roles.choose_deputies", "people.set_leader"}
    assert leader.over_led - deputy.over_led == kept
    assert deputy.over_led < leader.over_led
    assert dict(deputy.permissions) == dict(leader.permissions)
    assert (deputy.leads_as, deputy.unit_id, deputy.tenant) == (leader.leads_as, leader.unit_id, leader.tenant)


@pytest.mark.req("KP-ROLE-001")
def test_ones_own_rights_count_for_nothing_while_one_stands_in(hospital: Hospital, ward: Position) -> None:
    own = Position.objects.get(person=hospital.people["Ola"])
    RoleGrant.objects.create(
        position=own, role="competence.archiving", unit=own.unit, valid_from=hospital.today, source="order"
    )
    appoint(hospital, ward)
    assert hospital.actor(own).holds("competence.archive")
    assert not as_deputy(hospital, ward).holds("competence.archive")


@pytest.mark.req("KP-DEPUTY-011")
def test_whoever_is_chosen_is_told(hospital: Hospital, ward: Position) -> None:
    appoint(hospital, ward)
    told = Notification.objects.get(person=hospital.people["Ola"])
    assert told.type == "roles.deputy_chosen"
    shown = hospital.browser("Ola").get(reverse("choose_position"))
    assert shown.status_code == 200
    browser = hospital.browser("Ola")
    choose(browser, Position.objects.get(person=hospital.people["Ola"]).public_id)
    assert (
        "Du er valgt som stedfortreder for Astrid Berg, Avdeling A."
        in browser.get(reverse("notifications")).content.decode()
    )
    assert mail.outbox == []


@pytest.mark.req("KP-DEPUTY-012")
def test_the_leaders_own_leader_and_the_administrator_of_the_trust_choose_deputies_too(
    hospital: Hospital, ward: Position
) -> None:
    clinic = Position.objects.get(person=hospital.people["Birger"])
    appoint(hospital, ward, by=clinic)
    hospital.employ("Siri", "1020")
    turid = hospital.employ("Turid", "1020")
    RoleGrant.objects.create(
        position=turid,
        role="competence.trust_administrator",
        unit=hospital.units["sykehuset"],
        with_subunits=True,
        valid_from=hospital.today,
        source="order",
    )
    appoint(hospital, ward, "Siri", by=turid)
    assert Deputy.objects.filter(leader=ward).count() == 2


def test_others_who_follow_up_employees_there_see_deputies_and_choose_none(hospital: Hospital, ward: Position) -> None:
    superuser = hospital.employ("Turid", "1020")
    RoleGrant.objects.create(
        position=superuser,
        role="competence.superuser",
        unit=hospital.units["1010"],
        valid_from=hospital.today,
        source="order",
    )
    appoint(hospital, ward)
    browser = hospital.browser("Turid")
    shown = browser.get(reverse("deputies_of", args=[ward.public_id])).content.decode()
    assert "Ola Berg" in shown
    assert "Legg til stedfortreder" not in shown
    assert browser.get(reverse("add_deputy", args=[ward.public_id])).status_code == 403
    assert hospital.browser("Silje").get(reverse("deputies_of", args=[ward.public_id])).status_code == 404


@pytest.mark.req("KP-PIMP-028")
@pytest.mark.parametrize(
    ("name", "last_day", "field", "words"),
    [
        ("Astrid", "", "person", "egen stedfortreder"),
        ("Ola", "2026-11-23", "last_day", "tilbake i tid"),
        ("Siri", "", "person", "stedfortreder allerede"),
    ],
)
def test_oneself_the_same_twice_and_a_past_date_are_refused_at_the_field(
    hospital: Hospital, ward: Position, name: str, last_day: str, field: str, words: str
) -> None:
    hospital.employ("Siri", "1020")
    appoint(hospital, ward, "Siri")
    before = Deputy.objects.count()
    with pytest.raises((deputies.CannotStandIn, deputies.LastDayPassed), match=words):
        appoint(hospital, ward, name, last_day=date.fromisoformat(last_day) if last_day else None)
    if name != "Astrid":
        url = reverse("add_deputy", args=[ward.public_id])
        shown = hospital.browser("Astrid").post(
            f"{url}?q={name}", {"person": str(hospital.people[name].public_id), "last_day": last_day}
        )
        assert re.search(rf'id="id_{field}[^"]*_error"', shown.content.decode())
    assert Deputy.objects.count() == before


def test_an_expired_deputy_can_be_chosen_again(hospital: Hospital, ward: Position) -> None:
    appoint(hospital, ward, last_day=hospital.today)
    tomorrow = hospital.today + timedelta(days=1)
    again = appoint(hospital, ward, today=tomorrow)
    assert [one.pk for one in deputies.stands_in_for(again.person_id, today=tomorrow)] == [again.pk]


@pytest.mark.req("KP-PIMP-029")
def test_a_deputy_neither_chooses_deputies_nor_delegates_nor_sets_a_leader(hospital: Hospital, ward: Position) -> None:
    hospital.employ("Lars", "1010", led_by=ward, category="lis")
    deputy = appoint(hospital, ward)
    acting = as_deputy(hospital, ward)
    with pytest.raises(PermissionDenied):
        deputies.appoint_deputy(
            ward.public_id,
            person_id=hospital.people["Silje"].public_id,
            last_day=None,
            actor=acting,
            now=hospital.now,
            today=hospital.today,
        )
    with pytest.raises(PermissionDenied):
        deputies.remove_deputy(deputy.public_id, actor=acting, now=hospital.now, today=hospital.today)
    assert hospital.actor(ward).holds("roles.delegate_approval")
    browser = hospital.browser("Ola")
    choose(browser, deputy.public_id)
    assert browser.get(reverse("delegates")).status_code == 403
    assert browser.get(reverse("own_deputies")).status_code == 200
    assert not acting.holds("people.set_leader")


@pytest.mark.req("KP-PIMP-030")
@pytest.mark.parametrize("how", ["the position ends", "nobody is led"])
def test_a_deputy_ends_with_the_leaders_position_or_employees_and_does_not_come_back(
    hospital: Hospital, ward: Position, how: str
) -> None:
    deputy = appoint(hospital, ward)
    browser = hospital.browser("Ola")
    choose(browser, deputy.public_id)
    assert browser.get("/").wsgi_request.actor.leads_as == ward.pk
    nurse = Position.objects.get(person=hospital.people["Silje"])
    if how == "nobody is led":
        Position.objects.filter(pk=nurse.pk).update(leader=None)
    else:
        Position.objects.filter(pk=ward.pk).update(valid_to=hospital.today)

    assert browser.get("/").wsgi_request.actor.leads_as == 0
    assert deputies.end_without_leader(today=hospital.today) == 1
    Position.objects.filter(pk=nurse.pk).update(leader=ward)
    Position.objects.filter(pk=ward.pk).update(valid_to=None)
    assert deputies.stands_in_for(deputy.person_id, today=hospital.today) == []


def test_deputies_come_back_when_the_import_that_ended_the_position_is_undone(
    hospital: Hospital, ward: Position
) -> None:
    deputy = appoint(hospital, ward)
    ending, of_leader = deputies.EndWithPositions(), Position.objects.filter(pk=ward.pk)
    assert ending.foresee(of_leader, on=hospital.today) == 1
    assert ending.carry_out(of_leader, on=hospital.today, run=ward.public_id) == 1
    assert deputies.stands_in_for(deputy.person_id, today=hospital.today) == []
    assert ending.take_back(ward.public_id) == 1
    assert len(deputies.stands_in_for(deputy.person_id, today=hospital.today)) == 1


def test_a_deputy_whose_own_position_ends_stands_in_for_nobody(hospital: Hospital, ward: Position) -> None:
    deputy = appoint(hospital, ward)
    assert len(ways_of(deputy.person_id, today=hospital.today)) == 2
    Position.objects.filter(person=deputy.person_id).update(valid_to=hospital.today)
    assert ways_of(deputy.person_id, today=hospital.today) == []


@pytest.mark.req("KP-PIMP-031")
def test_what_a_deputy_does_is_logged_with_both_names(hospital: Hospital, ward: Position) -> None:
    appoint(hospital, ward)
    audit.record("roles.deputy.changed", None, actor=as_deputy(hospital, ward), at=hospital.now)
    entry = Entry.objects.latest("id")
    who = entry.said["who"]
    assert (who["label"], who["on_behalf_of"]) == ("Ola Berg", ward.pk)
    assert who["position_label"] == "Stedfortreder for Astrid Berg, Avdelingsleder, Avdeling A"
    assert entry.person == hospital.people["Ola"].public_id
    assert list(Subject.objects.filter(entry=entry).values_list("subject", flat=True)) == [
        hospital.people["Astrid"].public_id
    ]


@pytest.mark.req("KP-DEPUTY-013", "KP-DEPUTY-014")
def test_the_column_says_how_many_for_leaders_and_nothing_for_others(
    hospital: Hospital, ward: Position, django_assert_num_queries
) -> None:
    clinic = Position.objects.get(person=hospital.people["Birger"])
    nurse = Position.objects.get(person=hospital.people["Silje"])
    actor, positions = hospital.actor(clinic), list(Position.objects.values_list("pk", flat=True))
    assert deputies.deputy_column(positions, actor=actor, today=hospital.today)[ward.pk].number == 0
    appoint(hospital, ward)
    hospital.employ("Siri", "1020")
    appoint(hospital, ward, "Siri")

    with django_assert_num_queries(3):
        column = deputies.deputy_column(positions, actor=actor, today=hospital.today)

    assert set(column) == {ward.pk, clinic.pk}
    assert (column[ward.pk].number, column[ward.pk].may_choose.allowed) == (2, True)
    assert column[ward.pk].url == reverse("deputies_of", args=[ward.public_id])
    assert nurse.pk not in column


@pytest.mark.req("KP-PIMP-034")
def test_searches_tell_namesakes_apart_and_list_nobody_who_has_left(hospital: Hospital, ward: Position) -> None:
    hospital.employ("Olav", "1020", title="Lege")
    hospital.employ("Olaug", "1020", valid_to=hospital.today)
    url = reverse("add_deputy", args=[ward.public_id])
    shown = hospital.browser("Astrid").get(url, {"q": "Ola"}).content.decode()
    assert "Ola Berg – Sykepleier, Naboavdelingen, Nabosykehuset" in shown
    assert "Olav Berg – Lege, Avdeling B, Sykehuset" in shown
    assert "Olaug" not in shown
