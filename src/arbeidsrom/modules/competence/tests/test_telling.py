"""What is told by night of expiry and deadlines, and of plans that change: once, and for everybody at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.notifications import types
from arbeidsrom.core.notifications.models import Choice, Notification, OutgoingMessage, WithoutMail
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning, relevance, telling
from arbeidsrom.modules.competence.actions.plans import approving, links
from arbeidsrom.modules.competence.actions.requirements import resetting
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.plans import waiting
from arbeidsrom.modules.competence.rules.statuses import Shown, State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses.refresh import refresh
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role

pytestmark = pytest.mark.django_db

NEAR, ENDED = "competence.validity_near_end", "competence.validity_ended"
EXPIRED = "competence.employees_expired"
DEADLINE_NEAR, DEADLINE_PASSED = "competence.deadline_near", "competence.deadline_passed"


@pytest.fixture
def errand(hospital: Hospital) -> Errand:
    return Errand(hospital)


def night(errand: Errand, *, days: int = 0) -> int:
    """The run of the night so many days from today."""
    return telling.tell_of_days(now=errand.hospital.now + timedelta(days=days))


def told(position: Position, *kinds: str) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(person=position.person, type__in=kinds or (NEAR, ENDED))
    return [(row.type, row.params["due"]) for row in rows.order_by("id")]


def mails() -> list[Content]:
    notifications.mail_told(now=timezone.now())
    return [Content.from_json(one.content) for one in OutgoingMessage.objects.order_by("id")]


def let_have(errand: Errand, name: str, plan: str, *, completed: date) -> Position:
    """Somebody else has the plan, and has fulfilled what the errand is about."""
    position = errand.hospital.employ(name, "1010", led_by=errand.astrid)
    errand.ward.assign(plan, position)
    models.Progress.objects.create(
        person=position.person, requirement=errand.requirement, state=State.FULFILLED, completed_on=completed
    )
    refresh([(position.person_id, errand.requirement.pk)], by="test", now=errand.hospital.now)
    return position


@pytest.mark.req("KP-NTYPE-039")
def test_the_employee_is_told_on_the_very_day_that_the_requirement_turns_yellow(errand: Errand) -> None:
    errand.begin("HLR", validity_days=365)
    errand.fulfils()
    due = errand.today + timedelta(days=365)

    night(errand, days=334)
    assert errand.shown(due - timedelta(days=31)) == Shown.FULFILLED
    assert told(errand.nina) == []

    night(errand, days=335)
    assert errand.shown(due - timedelta(days=30)) == Shown.EXPIRES_SOON
    assert told(errand.nina) == [(NEAR, due.isoformat())]
    (row,) = Notification.objects.filter(person=errand.nina.person, type=NEAR)
    assert row.url.endswith(f"/own-plans/{errand.mine.public_id}/requirements/{errand.link.public_id}/")

    to_leader = Notification.objects.get(person=errand.astrid.person, type="competence.employees_expired")
    assert to_leader.params == {"count": 1}


@pytest.mark.req("KP-NOTIF-017")
def test_the_nightly_run_gives_the_home_page_notification_and_the_mail_of_expiry(errand: Errand) -> None:
    errand.begin("HLR", validity_days=365)
    errand.fulfils()

    night(errand, days=335)
    night(errand, days=366)

    assert [kind for kind, _due in told(errand.nina)] == [ENDED], "what has expired does not expire soon"
    assert all(row.on_home for row in Notification.objects.filter(person=errand.nina.person))
    (ended,) = mails()
    assert ended.subject == "Arbeidsrom: Et krav med gyldighet er utløpt"
    assert "«HLR»" in ended.text


@pytest.mark.req("KP-ADM-025")
def test_thirty_days_before_the_end_the_employee_and_the_leader_with_the_digest_get_an_email(errand: Errand) -> None:
    """The leader's comes in the digest, which the note of KP-NTYPE-039 says."""
    errand.begin("HLR", validity_days=365)
    errand.fulfils()
    leaders = Choice(person=errand.astrid.person, group=types.get_type(EXPIRED).group.key, way="weekly", wanted=True)
    leaders.save()
    for position, address in ((errand.nina, "nina@sykehuset.example"), (errand.astrid, "astrid@sykehuset.example")):
        Person.objects.filter(pk=position.person_id).update(email=address)

    night(errand, days=334)
    assert errand.shown(errand.today + timedelta(days=334)) == Shown.FULFILLED
    assert mailed(errand, days=334) == {}

    night(errand, days=335)
    assert errand.shown(errand.today + timedelta(days=335)) == Shown.EXPIRES_SOON
    sent = mailed(errand, days=342)
    assert "«HLR»" in sent.pop("nina@sykehuset.example").text
    assert "utløpt" in sent.pop("astrid@sykehuset.example").text
    assert sent == {}


def mailed(errand: Errand, *, days: int) -> dict[str, Content]:
    """What has been written by then, the digest of the last Wednesday with it."""
    now = errand.hospital.now + timedelta(days=days)
    notifications.mail_told(now=now)
    notifications.make_weekly_digest(now=now)
    return {one.recipient: Content.from_json(one.content) for one in OutgoingMessage.objects.all()}


@pytest.mark.req("KP-EIMP-037")
def test_what_a_night_missed_is_told_by_the_next_one_once_and_the_colours_never_ask(errand: Errand) -> None:
    errand.begin("HLR", validity_days=365)
    errand.fulfils()
    due = errand.today + timedelta(days=365)
    assert errand.shown(due - timedelta(days=30)) == Shown.EXPIRES_SOON
    assert errand.shown(due + timedelta(days=1)) == Shown.EXPIRED

    night(errand, days=340)
    night(errand, days=341)
    assert told(errand.nina) == [(NEAR, due.isoformat())]

    night(errand, days=376)
    night(errand, days=376)
    night(errand, days=377)
    assert told(errand.nina) == [(ENDED, due.isoformat())]


@pytest.mark.req("KP-NOTIF-018")
def test_the_notice_is_gone_at_once_when_the_expired_requirement_is_carried_out_again(errand: Errand) -> None:
    errand.begin("HLR", validity_days=30)
    errand.fulfils(on=errand.today - timedelta(days=60))
    night(errand)
    assert [kind for kind, _due in told(errand.nina)] == [ENDED]

    errand.fulfils(on=errand.today)

    assert told(errand.nina) == []
    assert mails() == [], "nor does the mail go out that waited"
    night(errand)
    assert told(errand.nina) == [(NEAR, (errand.today + timedelta(days=30)).isoformat())]


@pytest.mark.req("KP-NTYPE-040")
@pytest.mark.parametrize(
    ("days", "kinds"),
    [(31, []), (30, [DEADLINE_NEAR]), (0, [DEADLINE_NEAR]), (-1, [DEADLINE_PASSED])],
)
def test_a_deadline_is_told_of_thirty_days_ahead_and_when_it_has_passed_whatever_the_validity(
    errand: Errand, days: int, kinds: list[str]
) -> None:
    errand.begin("HLR")
    due = errand.today + timedelta(days=days)
    models.RequirementDeadline.objects.create(
        person=errand.nina.person, requirement=errand.requirement, due=due, set_at=errand.hospital.now
    )
    refresh([(errand.nina.person_id, errand.requirement.pk)], by="test", now=errand.hospital.now)

    night(errand)
    night(errand)
    assert told(errand.nina, NEAR, ENDED, DEADLINE_NEAR, DEADLINE_PASSED) == [(kind, due.isoformat()) for kind in kinds]

    errand.fulfils()
    assert told(errand.nina, DEADLINE_NEAR, DEADLINE_PASSED) == [], "it is met, and the cards go away by themselves"


def test_a_deadline_is_told_of_although_what_was_fulfilled_is_valid_until_the_day_before(errand: Errand) -> None:
    errand.begin("HLR", validity_days=10)
    errand.fulfils()
    for due, expected in ((errand.today + timedelta(days=11), [DEADLINE_NEAR]), (errand.today, [])):
        models.RequirementDeadline.objects.update_or_create(
            person=errand.nina.person,
            requirement=errand.requirement,
            defaults={"due": due, "set_at": errand.hospital.now},
        )
        refresh([(errand.nina.person_id, errand.requirement.pk)], by="test", now=errand.hospital.now)
        night(errand)
        assert [kind for kind, _due in told(errand.nina, DEADLINE_NEAR, DEADLINE_PASSED)] == expected


@pytest.mark.req("KP-EIMP-026")
def test_nothing_is_told_of_what_is_not_relevant_and_it_counts_as_handled_in_the_plan(errand: Errand) -> None:
    errand.begin("HLR", validity_days=30)
    errand.fulfils(on=errand.today - timedelta(days=60))
    actor, now = errand.hospital.actor(errand.nina), errand.hospital.now
    models.RequirementDeadline.objects.create(
        person=errand.nina.person, requirement=errand.requirement, due=errand.today, set_at=now
    )
    refresh([(errand.nina.person_id, errand.requirement.pk)], by="test", now=now)
    night(errand)
    kinds = (NEAR, ENDED, DEADLINE_NEAR, DEADLINE_PASSED)
    assert [kind for kind, _due in told(errand.nina, *kinds)] == [ENDED, DEADLINE_NEAR]

    relevance.mark_requirement(errand.mine.public_id, errand.link.public_id, comment="Nei", actor=actor, now=now)
    night(errand)
    night(errand, days=1)

    assert told(errand.nina, *kinds) == []
    errand.mine.refresh_from_db()
    assert errand.mine.required == errand.mine.fulfilled == 0
    assert errand.mine.sent_at is not None, "nothing is left to do, so the plan goes to the leader"


def test_the_leader_is_told_anew_only_when_somebody_more_expires_and_sees_one_number(errand: Errand) -> None:
    errand.begin("HLR", validity_days=365)
    errand.fulfils(on=errand.today - timedelta(days=400))
    let_have(errand, "Odd", "Sykepleier på A", completed=errand.today - timedelta(days=330))
    let_have(errand, "Pia", "Sykepleier på A", completed=errand.today)

    def to_leader() -> list[tuple[int, date]]:
        rows = Notification.objects.filter(person=errand.astrid.person, type="competence.employees_expired")
        return [(row.params["count"], row.created_at.date()) for row in rows]

    night(errand)
    assert to_leader() == [(1, errand.today)]
    night(errand, days=1)
    assert to_leader() == [(1, errand.today)]
    night(errand, days=5)
    assert to_leader() == [(2, errand.today + timedelta(days=5))]


def test_the_leader_of_one_position_hears_nothing_of_what_stands_in_the_plans_of_another(errand: Errand) -> None:
    bodil = errand.hospital.employ("Bodil", "1020")
    errand.hospital.employ("Nina", "1020", led_by=bodil)
    errand.begin("HLR", validity_days=30)
    errand.fulfils(on=errand.today - timedelta(days=60))
    night(errand)
    assert not Notification.objects.filter(person=bodil.person).exists()
    assert Notification.objects.filter(person=errand.astrid.person).exists()


def test_the_night_takes_as_many_statements_for_many_as_for_one(errand: Errand) -> None:
    errand.begin("HLR", validity_days=365)
    errand.fulfils(on=errand.today - timedelta(days=340))
    with CaptureQueriesContext(connection) as one:
        assert night(errand) == 1
    for number in range(20):
        let_have(errand, f"Nr{number}", "Sykepleier på A", completed=errand.today - timedelta(days=340))
    with CaptureQueriesContext(connection) as many:
        assert night(errand, days=1) == 20
    assert len(many) == len(one)


def test_choices_go_for_many_as_they_go_for_one(errand: Errand) -> None:
    errand.begin("HLR", validity_days=365)
    for name in ("Odd", "Pia", "Rut"):
        let_have(errand, name, "Sykepleier på A", completed=errand.today - timedelta(days=400))
    people = errand.hospital.people
    Choice.objects.create(person=people["Odd"], group="reminders", way="home", wanted=False)
    Choice.objects.create(person=people["Pia"], group="reminders", way="single", wanted=False)
    WithoutMail.objects.create(person=people["Rut"])

    night(errand)

    ended = Notification.objects.filter(type=ENDED)
    ways = {row.person.given_name: (row.on_home, row.mail_waits) for row in ended.select_related("person")}
    assert ways == {"Odd": (False, True), "Pia": (True, False), "Rut": (True, False)}


@pytest.mark.req("KP-EIMP-012")
def test_whoever_has_no_address_or_a_wrong_one_is_told_at_home_and_stops_nobody_elses_mail(
    errand: Errand, caplog: pytest.LogCaptureFixture
) -> None:
    errand.begin("HLR", validity_days=365)
    for name, address in (("Odd", ""), ("Pia", "ikke en adresse"), ("Rut", "rut@sykehuset.example")):
        position = let_have(errand, name, "Sykepleier på A", completed=errand.today - timedelta(days=400))
        type(position.person).objects.filter(pk=position.person_id).update(email=address)

    night(errand)

    assert len(mails()) == 1
    assert [one.recipient for one in OutgoingMessage.objects.all()] == ["rut@sykehuset.example"]
    assert Notification.objects.filter(type=ENDED, on_home=True, mail_waits=False).count() == 3
    assert "could not be written" in caplog.text
    assert "ikke en adresse" not in caplog.text


def test_somebody_with_several_in_one_night_gets_one_mail_of_each_kind(errand: Errand) -> None:
    errand.begin("HLR", "Brann", validity_days=30)
    for name in ("HLR", "Brann"):
        models.Requirement.objects.filter(name=name).update(validity_days=30)
        models.Progress.objects.create(
            person=errand.nina.person,
            requirement=errand.ward.requirements[name],
            state=State.FULFILLED,
            completed_on=errand.today - timedelta(days=60),
        )
        refresh([(errand.nina.person_id, errand.ward.requirements[name].pk)], by="test", now=errand.hospital.now)
    night(errand)
    (mail,) = mails()
    assert "«HLR»" in mail.text
    assert "«Brann»" in mail.text


def test_a_plan_given_to_many_is_told_in_as_many_statements_as_to_one(errand: Errand) -> None:
    errand.ward.plan("Sykepleier på A", "HLR")
    errand.ward.plans["Sykepleier på A"].publications.create(
        unit=errand.hospital.units["1010"], published_at=errand.hospital.now
    )
    many = [errand.hospital.employ(f"Nr{number}", "1010", led_by=errand.astrid) for number in range(20)]

    def give(*positions: Position) -> int:
        with CaptureQueriesContext(connection) as seen:
            assigning.assign_plan(
                errand.ward.plans["Sykepleier på A"].public_id,
                [one.public_id for one in positions],
                actor=errand.hospital.actor(errand.astrid),
                now=errand.hospital.now,
                today=errand.today,
            )
        return len(seen)

    assert give(errand.nina) == give(*many)
    assert Notification.objects.filter(type="competence.plan_assigned").count() == 21
    assert len(mails()) == 21


@pytest.mark.parametrize("completion", ["automatic", "leader"])
def test_a_plan_that_becomes_complete_is_told_to_whoever_it_concerns(errand: Errand, completion: str) -> None:
    errand.begin("HLR")
    models.Plan.objects.update(completion=completion)
    errand.fulfils()
    kinds = Notification.objects.order_by("id").values_list("person__given_name", "type", "about")
    expected = {
        "automatic": ("Nina", "competence.plan_approved", errand.mine.public_id),
        "leader": ("Astrid", "competence.plan_awaits_approval", errand.mine.public_id),
    }
    assert list(kinds) == [expected[completion]]

    if completion == "leader":
        errand.drafts()
        assert not Notification.objects.exists(), "it is complete no longer"
        errand.fulfils()
        actor, now = errand.hospital.actor(errand.astrid), errand.hospital.now
        assigning.approve_assignment(errand.mine.public_id, actor=actor, now=now)
        assert list(Notification.objects.values_list("type", flat=True)) == ["competence.plan_approved"]


def test_what_has_been_answered_is_asked_in_no_digest_and_leads_to_the_requirement(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    request = errand.sends()
    assert Notification.objects.filter(person=errand.sven.person, type="competence.signature_requested").exists()
    errand.signs(request)
    assert not Notification.objects.filter(person=errand.sven.person).exists()
    told = Notification.objects.get(person=errand.nina.person, type="competence.requirement_signed")
    assert told.url.endswith(f"/requirements/{errand.link.public_id}/")


@pytest.fixture
def others(errand: Errand) -> dict[str, Position]:
    """Nina, Odd and Pia have the plan; to Pia the sub-plan is not relevant."""
    errand.begin("HLR")
    found = {name: errand.hospital.employ(name, "1010") for name in ("Odd", "Pia")}
    for position in found.values():
        errand.ward.assign("Sykepleier på A", position)
    models.NotRelevant.objects.create(
        person=found["Pia"].person,
        plan=errand.mine.plan,
        section=errand.ward.sections["Generelt"],
        comment="Nei",
        marked_at=errand.hospital.now,
        marked_by="Pia",
    )
    return found


def test_whoever_has_the_plan_is_told_what_is_added_to_it_and_deactivated_in_it(
    errand: Errand, others: dict[str, Position]
) -> None:
    hanne = with_role(errand.hospital, "Hanne", roles.SUBJECT_A, "1010")
    link = errand.ward.link("Sykepleier på A", "Generelt", "Brann", state=LinkState.INACTIVE)
    plan, acts = errand.mine.plan.public_id, {"actor": hanne, "now": errand.hospital.now}

    links.activate_link(plan, link.public_id, **acts)
    links.deactivate_link(plan, link.public_id, reason="Utgått", **acts)
    links.reactivate_link(plan, link.public_id, section_id=errand.ward.sections["Generelt"].public_id, **acts)

    rows = Notification.objects.order_by("id").values_list("person__given_name", "type", "params")
    said = {"requirement": "Brann", "plan": "Sykepleier på A"}
    kinds = [f"competence.requirement_{what}" for what in ("added", "deactivated", "added")]
    assert sorted(rows, key=str) == sorted([(who, kind, said) for who in ("Nina", "Odd") for kind in kinds], key=str)


def test_a_requirement_that_is_approved_in_the_list_of_what_waits_is_told_as_added(
    errand: Errand, others: dict[str, Position]
) -> None:
    hanne = with_role(errand.hospital, "Hanne", roles.SUBJECT_A, "1010")
    errand.ward.link("Sykepleier på A", "Generelt", "Brann", state=LinkState.INACTIVE)
    plan = errand.mine.plan
    seen = waiting.seen_mark(waiting.rows_of(plan, actor=hanne))
    approving.approve_all_changes(plan.public_id, seen=seen, actor=hanne, now=errand.hospital.now)
    told_to = Notification.objects.filter(type="competence.requirement_added").order_by("id")
    assert [row.person.given_name for row in told_to] == ["Nina", "Odd"]


@pytest.mark.req("KP-CARD-007")
@pytest.mark.parametrize("what", ["it has expired", "it is reset", "it is signed"])
def test_what_is_told_of_a_requirement_in_several_plans_opens_in_one_of_them_and_it_opens_in_any(
    errand: Errand, what: str
) -> None:
    errand.begin("HLR", validity_days=30, requires_signing=what == "it is signed")
    errand.ward.plan("Felles", "HLR", section="Felles")
    errand.ward.assign("Felles", errand.nina)
    hospital = errand.hospital
    if what == "it is signed":
        errand.signs(errand.sends())
    elif what == "it has expired":
        errand.fulfils(errand.today - timedelta(days=31))
        night(errand)
    else:
        errand.fulfils()
        turid = with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
        numbers = using.numbers_of(errand.requirement)
        later = hospital.now + timedelta(seconds=1)
        resetting.reset_requirement(errand.requirement.public_id, shown=numbers, actor=turid, now=later)
        resetting.tell_of_reset(errand.requirement.pk, at=later, now=later)

    kinds = {
        "it has expired": ENDED,
        "it is reset": "competence.requirement_reset",
        "it is signed": "competence.requirement_signed",
    }
    told_of = Notification.objects.get(person=errand.nina.person, type=kinds[what])
    plans = models.Assignment.objects.filter(person=errand.nina.person)
    places = {
        reverse("own_requirement", args=[one.public_id, one.plan.links.get(requirement=errand.requirement).public_id])
        for one in plans
    }
    browser = hospital.browser("Nina")
    led_to = browser.post(reverse("open_notification", args=[told_of.public_id]))["Location"]
    assert len(places) == 2
    assert led_to in places
    for place in places:
        page = browser.get(place)
        assert page.status_code == 200
        assert "HLR" in page.content.decode()
