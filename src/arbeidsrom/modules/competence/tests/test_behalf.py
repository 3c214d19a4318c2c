"""What leaders and those who follow up employees register for them."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry as LogEntry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.preferences import drafts
from arbeidsrom.core.roles.deputies import appoint_deputy
from arbeidsrom.core.roles.queries import actor_standing_in
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access import assigning as assigning_access
from arbeidsrom.modules.competence.access import behalf
from arbeidsrom.modules.competence.access import matrix as matrix_access
from arbeidsrom.modules.competence.access import own as own_access
from arbeidsrom.modules.competence.access.following_up import followed_by
from arbeidsrom.modules.competence.actions import assigning, attachments, own_work, relevance
from arbeidsrom.modules.competence.actions.incoming import Incoming
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.queries.assigning import plan_of_employee
from arbeidsrom.modules.competence.rules.settings import CheckPoint
from arbeidsrom.modules.competence.rules.statuses import Shown
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import grant, with_role

pytestmark = pytest.mark.django_db

POINT = UUID(int=7)


@pytest.fixture
def errand(hospital: Hospital) -> Errand:
    return Errand(hospital)


def page_of(errand: Errand) -> str:
    return reverse("requirement_on_behalf", args=[errand.mine.public_id, errand.link.public_id])


def sends(client: Client, errand: Errand, **form: object) -> HttpResponse:
    version = models.Progress.objects.filter(person=errand.nina.person).values_list("lock_version", flat=True).first()
    posted = {"lock_version": version or 0, "performed_on": errand.today.strftime("%d.%m.%Y"), **form}
    return client.post(page_of(errand), posted, headers={"accept-language": "nb"})


def by(errand: Errand, actor: Actor) -> dict[str, object]:
    return {"actor": actor, "now": errand.hospital.now, "today": errand.today}


def fulfils_as(errand: Errand, actor: Actor) -> None:
    entry = errand.entry(performed_on=errand.today)
    own_work.mark_as_fulfilled(errand.mine.public_id, errand.link.public_id, entry, **by(errand, actor))  # type: ignore[arg-type]


@pytest.mark.req("KP-BEHALF-001", "KP-BEHALF-002", "KP-LIMP-021")
def test_a_leader_opens_it_through_the_plans_and_marks_it_as_fulfilled(errand: Errand) -> None:
    errand.begin("HLR")
    client = errand.hospital.browser("Astrid")
    why = reverse("why_status", args=[errand.mine.public_id, errand.link.public_id])
    assert why in client.get(reverse("employee_plan", args=[errand.mine.public_id])).content.decode()
    assert page_of(errand) in client.get(why).content.decode()
    shown = client.get(page_of(errand), headers={"accept-language": "nb"}).content.decode()
    assert "Marker som innfridd" in shown
    assert "registreres for Nina" in shown

    assert sends(client, errand, do="fulfil").headers["Location"] == page_of(errand)
    assert errand.shown() is Shown.FULFILLED
    event = models.ProgressEvent.objects.get(person=errand.nina.person, kind="fulfilled")
    assert (event.capacity, event.by, event.on_behalf) == ("leader", errand.hospital.actor(errand.astrid).author, True)
    for browser, url in ((client, page_of(errand)), (errand.hospital.browser("Nina"), _own(errand))):
        history = browser.get(url, headers={"accept-language": "nb"}).content.decode()
        assert "Markert som innfridd, på vegne av medarbeideren" in history
    entry = LogEntry.objects.get(event="competence.progress.fulfilled")
    assert entry.detail.read["subjects"] == [str(errand.nina.person.public_id)]


def _own(errand: Errand) -> str:
    return reverse("own_requirement", args=[errand.mine.public_id, errand.link.public_id])


def test_what_the_employee_does_is_on_nobodys_behalf(errand: Errand) -> None:
    errand.begin("HLR")
    errand.fulfils()
    assert [one.on_behalf for one in models.ProgressEvent.objects.filter(person=errand.nina.person)] == [False]
    assert "på vegne av" not in errand.hospital.browser("Nina").get(_own(errand)).content.decode()


@pytest.mark.req("KP-BEHALF-003", "KP-LIMP-023")
def test_one_that_is_signed_is_sent_and_the_leader_can_be_the_one_who_signs(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    client = errand.hospital.browser("Astrid")
    refused = sends(client, errand, do="send").content.decode()
    assert "Velg hvem som skal signere" in refused
    found = sends(client, errand, do="search", signer_name="Astrid").content.decode()
    assert str(errand.astrid.public_id) in found

    sends(client, errand, do="send", signer_name="Astrid", signer=str(errand.astrid.public_id))
    request = models.Performance.objects.get(person=errand.nina.person, state="waiting")
    assert request.signer == errand.astrid
    assert errand.shown() is Shown.WAITING
    errand.signs(request, by=errand.astrid)
    assert errand.shown() is Shown.FULFILLED
    for name in ("Astrid", "Nina"):
        url = reverse("signature_request", args=[request.public_id]) if name == "Astrid" else _own(errand)
        shown = errand.hospital.browser(name).get(url, headers={"accept-language": "nb"}).content.decode()
        assert "Sendt til signering, på vegne av medarbeideren" in shown
        assert re.search(r"Signert[^<]*, Astrid Berg", shown)
    steps = models.ProgressEvent.objects.filter(person=errand.nina.person).order_by("id")
    assert [(one.kind, one.capacity, one.on_behalf) for one in steps] == [
        ("sent", "leader", True),
        ("signed", "signer", False),
    ]


def test_whoever_is_to_sign_reads_who_asks_and_whose_comment_it_is(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True, has_comment=True)
    client, sven = errand.hospital.browser("Astrid"), errand.hospital.browser("Sven")
    sends(client, errand, do="send", signer=str(errand.sven.public_id), signer_name="Sven", comment="Jeg så det")
    request = models.Performance.objects.get(state="waiting")
    url = reverse("signature_request", args=[request.public_id])
    page = sven.get(url, headers={"accept-language": "nb"}).content.decode()
    assert "Astrid Berg har registrert at Nina Berg utførte dette" in page
    assert "Kommentar fra Astrid Berg" in page
    assert "Medarbeiderens kommentar" not in page
    assert "sendt av Astrid Berg" in sven.get(reverse("signing"), headers={"accept-language": "nb"}).content.decode()
    errand.withdraws(request)
    own = errand.sends()
    url = reverse("signature_request", args=[own.public_id])
    assert "Nina Berg utførte dette" in sven.get(url, headers={"accept-language": "nb"}).content.decode()


def test_what_an_employee_has_as_a_draft_is_shown_to_nobody_else_and_sent_by_nobody_else(errand: Errand) -> None:
    errand.begin("HLR", has_comment=True)
    errand.drafts(performed_on=errand.today - timedelta(days=2), comment="Usikker, vil snakke med tillitsvalgte")
    client = errand.hospital.browser("Astrid")
    page = client.get(page_of(errand), headers={"accept-language": "nb"}).content.decode()
    assert "Usikker" not in page
    sends(client, errand, do="fulfil")
    done = models.Performance.objects.get(state="done")
    assert (done.comment, done.performed_on) == (None, errand.today)
    assert all("Usikker" not in (one.comment or "") for one in models.ProgressEvent.objects.filter(kind="fulfilled"))


def test_drafts_attachments_and_what_is_taken_back_are_the_employees_alone(errand: Errand) -> None:
    errand.begin("HLR", repetitions=2, allows_attachments=True)
    errand.fulfils()
    done = models.Performance.objects.get(state="done")
    ids = errand.mine.public_id, errand.link.public_id
    leader = by(errand, errand.hospital.actor(errand.astrid))
    moment = {key: leader[key] for key in ("actor", "now")}
    refused = (
        lambda: own_work.save_draft(*ids, errand.entry(), **leader),
        lambda: own_work.take_back(*ids, done.public_id, lock_version=1, **moment),
        lambda: attachments.add_attachment(
            *ids, errand.entry(), Incoming("a.txt", iter([b"x"]), 1), description="", **leader
        ),
        lambda: attachments.remove_attachment(*ids, UUID(int=1), errand.entry(), **leader),
    )
    for action in refused:
        with pytest.raises(PermissionDenied):
            action()
    client = errand.hospital.browser("Astrid")
    page = client.get(page_of(errand), headers={"accept-language": "nb"}).content.decode()
    assert "Marker som utført" in page
    for button in ("Lagre som utkast", "Ta tilbake", "Last opp"):
        assert button not in page
    mark = reverse("mark_section_not_relevant", args=[errand.mine.public_id, errand.link.section.public_id])
    assert client.get(mark).status_code == 404


@pytest.mark.req("KP-LIMP-021")
def test_a_request_that_is_withdrawn_for_the_employee_is_shown_as_such(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    request = errand.sends()
    client = errand.hospital.browser("Astrid")
    url = reverse("withdraw_request", args=[errand.mine.public_id, errand.link.public_id, request.public_id])
    client.post(url, {"lock_version": errand.progress.lock_version})
    history = errand.hospital.browser("Nina").get(_own(errand), headers={"accept-language": "nb"}).content.decode()
    assert "trukket tilbake, på vegne av medarbeideren" in history


def test_a_deputy_reaches_nothing_of_the_leaders_own(errand: Errand) -> None:
    errand.begin("HLR")
    hospital, odd = errand.hospital, errand.hospital.employ("Odd", "1020")
    leaders = errand.ward.assign("Sykepleier på A", errand.astrid)
    grant(hospital, errand.astrid, roles.SUBJECT_B, "1010")
    appoint_deputy(
        errand.astrid.public_id,
        person_id=odd.person.public_id,
        last_day=None,
        actor=hospital.actor(errand.astrid),
        now=hospital.now,
        today=hospital.today,
    )
    deputy = actor_standing_in(odd, errand.astrid, account_id=None, origin="", today=hospital.today)
    assert deputy is not None
    assert errand.mine in behalf.assignments_worked_in(deputy, today=errand.today)
    assert leaders not in behalf.assignments_worked_in(deputy, today=errand.today)
    assert leaders not in assigning_access.managed_assignments(deputy, today=errand.today)
    with pytest.raises(models.Assignment.DoesNotExist):
        plan_of_employee(leaders.public_id, actor=deputy, today=errand.today)
    assert leaders not in own_access.visible_assignments(deputy, today=errand.today)
    assert leaders not in matrix_access.followed_assignments(deputy, today=errand.today)
    followed, _is_few = followed_by(deputy, today=errand.today)
    seen = followed.statuses().values_list("person__given_name", flat=True)
    assert set(seen) == {"Nina"}
    assert list(followed.assignments()) == [errand.mine]


def test_whoever_is_to_sign_is_told_and_the_employee_can_withdraw_it(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    sends(errand.hospital.browser("Astrid"), errand, do="send", signer=str(errand.sven.public_id), signer_name="Sven")
    told = Notification.objects.get(type="competence.signature_requested")
    assert told.person_id == errand.sven.person_id
    errand.withdraws(models.Performance.objects.get(state="waiting"))
    assert errand.shown() is Shown.STARTED


@pytest.mark.req("KP-BEHALF-004")
def test_it_is_marked_as_not_relevant_and_relevant_again(errand: Errand) -> None:
    errand.begin("HLR")
    client = errand.hospital.browser("Astrid")
    mark = reverse("mark_not_relevant", args=[errand.mine.public_id, errand.link.public_id])
    page = client.get(page_of(errand), headers={"accept-language": "nb"}).content.decode()
    assert page.rindex("Marker som ikke relevant") > page.rindex("Marker som innfridd")
    assert mark in page
    assert client.post(mark, {"comment": "Jobber bare dag"}).headers["Location"] == page_of(errand)
    assert errand.shown() is Shown.NOT_RELEVANT
    event = models.ProgressEvent.objects.get(kind="not_relevant")
    assert (event.capacity, event.on_behalf) == ("leader", True)
    again = reverse("mark_relevant", args=[errand.mine.public_id, errand.link.public_id])
    assert client.post(again).headers["Location"] == page_of(errand)
    assert errand.shown() is Shown.NOT_STARTED


@pytest.mark.req("KP-LIMP-022")
def test_the_same_is_checked_as_for_the_employee(errand: Errand) -> None:
    needed = errand.ward.requirement("Brann")
    points = (CheckPoint(POINT, "Finn brannslukkeren", mandatory=True),)
    errand.begin("HLR", "Brann", dependencies=(needed.pk,), checklist=points)
    leader = errand.hospital.actor(errand.astrid)
    ids = errand.mine.public_id, errand.link.public_id

    def refused(field: str, **said: object) -> None:
        with pytest.raises(CannotBeRegistered) as refusal:
            own_work.mark_as_fulfilled(*ids, errand.entry(**said), **by(errand, leader))  # type: ignore[arg-type]
        assert refusal.value.field == field

    refused("performed_on")
    refused("performed_on", performed_on=errand.today + timedelta(days=1))
    refused("checklist", performed_on=errand.today)
    refused("dependencies", performed_on=errand.today, ticked=frozenset({POINT}))
    with pytest.raises(CannotBeRegistered) as refusal:
        relevance.mark_requirement(*ids, comment=" ", actor=leader, now=errand.hospital.now)
    assert refusal.value.field == "comment"
    with pytest.raises(WrongState):
        relevance.mark_point(*ids, POINT, comment="Nei", actor=leader, now=errand.hospital.now)


@pytest.mark.parametrize(
    ("role", "where"),
    [(roles.SUBJECT_B, "1010"), (roles.SUPERUSER, "1010"), (roles.TRUST_ADMINISTRATOR, "sykehuset")],
)
def test_those_who_follow_up_the_department_register_too(errand: Errand, role: str, where: str) -> None:
    errand.begin("HLR")
    fulfils_as(errand, with_role(errand.hospital, "Turid", role, where))
    assert models.ProgressEvent.objects.get(kind="fulfilled").capacity == "administrator"


def test_a_deputy_registers_for_the_leaders_employees_but_not_for_themselves(errand: Errand) -> None:
    errand.begin("HLR")
    hospital, odd = errand.hospital, errand.hospital.employ("Odd", "1010", led_by=errand.astrid)
    for deputy in (odd, errand.nina):
        appoint_deputy(
            errand.astrid.public_id,
            person_id=deputy.person.public_id,
            last_day=None,
            actor=hospital.actor(errand.astrid),
            now=hospital.now,
            today=hospital.today,
        )
    acting = partial(actor_standing_in, leader=errand.astrid, account_id=None, origin="", today=hospital.today)
    with pytest.raises(models.Assignment.DoesNotExist):
        fulfils_as(errand, acting(errand.nina))
    fulfils_as(errand, acting(odd))
    event = models.ProgressEvent.objects.get(kind="fulfilled")
    assert (event.capacity, event.on_behalf) == ("deputy", True)


def test_nobody_else_registers_and_what_one_does_not_see_is_not_there(errand: Errand) -> None:
    other = errand.hospital.employ("Odd", "1020")
    errand.hospital.employ("Per", "1020", led_by=other)
    errand.begin("HLR")
    with pytest.raises(ObjectDoesNotExist):
        fulfils_as(errand, errand.hospital.actor(other))
    assert errand.hospital.browser("Odd").get(page_of(errand)).status_code == 404
    assert errand.hospital.browser("Sven").get(page_of(errand)).status_code == 403
    assert errand.hospital.browser("Nina").get(page_of(errand)).status_code == 403, "she has a page of her own"


def test_two_who_register_at_once_do_not_write_over_each_other(errand: Errand) -> None:
    errand.begin("HLR")
    before = errand.entry(performed_on=errand.today)
    errand.fulfils()
    with pytest.raises(ChangedMeanwhile):
        own_work.mark_as_fulfilled(
            errand.mine.public_id,
            errand.link.public_id,
            before,
            **by(errand, errand.hospital.actor(errand.astrid)),  # type: ignore[arg-type]
        )


def test_nothing_is_registered_in_a_plan_that_is_put_away(errand: Errand) -> None:
    errand.begin("HLR")
    assigning.deactivate_assignment(errand.mine.public_id, **by(errand, errand.hospital.actor(errand.astrid)))  # type: ignore[arg-type]
    with pytest.raises(PermissionDenied):
        fulfils_as(errand, errand.hospital.actor(errand.astrid))


def test_what_is_typed_for_one_employee_is_not_offered_for_another(errand: Errand) -> None:
    errand.begin("HLR")
    odd = errand.hospital.employ("Odd", "1010", led_by=errand.astrid)
    other = errand.ward.assign("Sykepleier på A", odd)
    client = errand.hospital.browser("Astrid")

    def kept(assignment: models.Assignment) -> str:
        url = reverse("requirement_on_behalf", args=[assignment.public_id, errand.link.public_id])
        (name,) = re.findall(rf'name="{drafts.FIELD}" value="([^"]+)"', client.get(url).content.decode())
        return str(name)

    assert kept(errand.mine) == kept(errand.mine) != kept(other)
