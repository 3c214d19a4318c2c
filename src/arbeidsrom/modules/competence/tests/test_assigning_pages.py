"""The leader's pages: the overview's column, giving a plan to those ticked, an employee's plans, and approval."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.actions.assigning import CannotBeAssigned
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.test_assigning import Leading

pytestmark = pytest.mark.django_db


@pytest.fixture
def leading(hospital: Hospital) -> Iterator[Leading]:
    with override("nb"):
        yield Leading(hospital)


def body(client: Client, view: str, *ids: UUID) -> str:
    answer = client.get(reverse(view, args=ids), headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.req("KP-ASSIGN-001", "KP-ASSIGN-003")
def test_a_plan_is_given_to_those_ticked_in_the_overview(leading: Leading) -> None:
    client = leading.hospital.browser("Astrid")
    assert "Tildel plan" in body(client, "employees")
    chosen = client.post(
        reverse("choose_plan"), {"ids": [str(leading.nina.public_id), str(leading.odd.public_id)]}
    ).content.decode()
    for said in ("Nina Berg", "Odd Berg", "Sykepleier på A", "Avdeling A"):
        assert said in chosen
    given = {
        "positions": [str(leading.nina.public_id), str(leading.odd.public_id)],
        "plan": str(leading.plan.public_id),
    }
    assert client.post(reverse("assign_plan"), given).status_code == 302

    assert models.Assignment.objects.count() == 2


def gives(client: Client, leading: Leading, **said: str) -> str:
    """Nina and Odd are ticked, and given the plan; what the leader sees then."""
    chosen = [str(leading.nina.public_id), str(leading.odd.public_id)]
    given = {"positions": chosen, "plan": str(leading.plan.public_id), **said}
    return unescape(client.post(reverse("assign_plan"), given, follow=True).content.decode())


@pytest.mark.req("KP-LIMP-008")
def test_who_has_the_plan_is_told_and_nothing_changes_for_them(leading: Leading) -> None:
    (nina,) = leading.assigns(leading.nina)
    text = gives(leading.hospital.browser("Astrid"), leading)
    assert "1 medarbeider har fått planen." in text
    assert "Allerede tildelt: Nina Berg" in text
    again = gives(leading.hospital.browser("Astrid"), leading)
    assert "Allerede tildelt: Nina Berg, Odd Berg" in again
    assert "har fått planen" not in again
    assert models.AssignmentEvent.objects.filter(assignment=nina).count() == 1
    assert models.Assignment.objects.count() == 2


@pytest.mark.req("KP-LIMP-008")
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_who_has_it_deactivated_is_offered_to_have_it_reactivated(leading: Leading, answer: str) -> None:
    (nina,) = leading.assigns(leading.nina)
    leading.does(assigning.deactivate_assignment, nina, today=leading.today)
    client = leading.hospital.browser("Astrid")
    offered = gives(client, leading)
    assert "Gjenaktivere planen?" in offered
    assert "Nina Berg" in offered.split("<main", 1)[1]
    assert "Odd Berg" not in offered.split("<main", 1)[1]
    assert models.Assignment.objects.count() == 1
    assert re.findall(r'name="again" value="(\w+)"', offered) == ["yes", "no"]
    text = gives(client, leading, again=answer)
    nina.refresh_from_db()
    assert nina.is_active is (answer == "yes")
    assert models.Assignment.objects.get(position=leading.odd).is_active
    assert ("2 medarbeidere har fått planen." if answer == "yes" else "1 medarbeider har fått planen.") in text
    assert ("Planen er fortsatt deaktivert for 1 medarbeider." in text) is (answer == "no")


@pytest.mark.req("KP-LIMP-008")
def test_where_all_have_it_deactivated_there_is_nobody_else_to_give_it_to(leading: Leading) -> None:
    for one in leading.assigns(leading.nina, leading.odd):
        leading.does(assigning.deactivate_assignment, one, today=leading.today)
    offered = gives(leading.hospital.browser("Astrid"), leading)
    assert re.findall(r'name="again" value="(\w+)"', offered) == ["yes"]
    gives(leading.hospital.browser("Astrid"), leading, again="yes")
    assert [one.is_active for one in models.Assignment.objects.all()] == [True, True]


def test_plans_are_searched_for_and_those_published_elsewhere_are_not_offered(leading: Leading) -> None:
    other = leading.ward.plan("Bare for B", "Smittevern", owner="1020", section="B")
    leading.publish(other, "1020")
    client = leading.hospital.browser("Astrid")
    page = client.post(reverse("choose_plan"), {"positions": [str(leading.nina.public_id)], "q": ""}).content.decode()
    assert "Bare for B" not in page
    for words in ("xyz", "xyz@sykehuset", "!"):
        nothing = client.post(reverse("choose_plan"), {"positions": [str(leading.nina.public_id)], "q": words})
        assert "Ingen plan kan tildeles" in nothing.content.decode()


@pytest.mark.req("KP-OVERVIEW-013", "KP-LVIEW-001", "KP-LVIEW-002")
def test_the_overview_leads_to_an_employees_plans_and_shows_that_one_waits(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    client = leading.hospital.browser("Astrid")
    assert "Venter på godkjenning" not in body(client, "employees")
    leading.fulfils(leading.nina, "HLR", "Brann")
    overview = body(client, "employees")
    assert "Venter på godkjenning" in overview
    assert reverse("employee_plans", args=[leading.nina.public_id]) in overview

    assert reverse("employee_plan", args=[mine.public_id]) in body(client, "employee_plans", leading.nina.public_id)
    page = body(client, "employee_plan", mine.public_id)
    assert "HLR" in page
    assert "Godkjenn plan" in page
    assert Entry.objects.filter(event="competence.plan.viewed").count() == 2


@pytest.mark.req("KP-APPROVE-004", "KP-APPROVE-005", "KP-APPROVE-006", "KP-APPROVE-009")
def test_plans_that_wait_are_listed_approved_and_the_approval_removed(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    client = leading.hospital.browser("Astrid")
    assert "Sykepleier på A" not in body(client, "plans_to_approve")
    leading.fulfils(leading.nina, "HLR", "Brann")
    assert reverse("employee_plan", args=[mine.public_id]) in body(client, "plans_to_approve")
    client.post(reverse("approve_assignment", args=[mine.public_id]))

    assert "Sykepleier på A" not in body(client, "plans_to_approve")
    assert "Fjerne godkjenning" in body(client, "employee_plan", mine.public_id)
    client.post(reverse("withdraw_approval", args=[mine.public_id]))
    mine.refresh_from_db()
    assert mine.approved_at is None


@pytest.mark.req("KP-PLANADM-002", "KP-PLANADM-005")
def test_a_plan_is_put_away_taken_up_and_deleted_on_the_employees_page(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    client = leading.hospital.browser("Astrid")
    client.post(reverse("deactivate_assignment", args=[mine.public_id]))
    page = body(client, "employee_plans", leading.nina.public_id)
    assert "Deaktiverte planer" in page
    assert "Reaktiver" in page
    client.post(reverse("reactivate_assignment", args=[mine.public_id]))
    delete = reverse("delete_assignment", args=[mine.public_id])
    assert delete in body(client, "employee_plans", leading.nina.public_id)
    asked = body(client, "delete_assignment", mine.public_id)
    assert "Slett «Sykepleier på A» for Nina Berg" in asked
    assert "Ingenting i planen er påbegynt" in asked
    assert models.Assignment.objects.exists(), "looking deletes nothing"
    client.post(delete)
    assert not models.Assignment.objects.exists()


def test_a_plan_that_is_begun_is_not_even_asked_about_and_nobody_elses_is_found(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    delete = reverse("delete_assignment", args=[mine.public_id])
    other = leading.hospital.employ("Berit", "1020")
    leading.hospital.employ("Per", "1020", led_by=other)
    for name, answer in (("Nina", 403), ("Odd", 403), ("Berit", 404)):
        assert leading.hospital.browser(name).get(delete).status_code == answer
    leading.fulfils(leading.nina, "HLR")
    client = leading.hospital.browser("Astrid")
    page = client.get(delete, headers={"accept-language": "nb"})
    assert page.status_code == 409
    assert "kan deaktiveres" in page.content.decode()
    assert delete not in body(client, "employee_plans", leading.nina.public_id)


def test_the_employee_takes_up_a_plan_that_was_put_away(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.does(assigning.deactivate_assignment, mine, today=leading.today)
    client = leading.hospital.browser("Nina")
    assert "Reaktiver" in body(client, "own_deactivated_plans")
    answer = client.post(reverse("reactivate_assignment", args=[mine.public_id]))
    assert answer.headers["Location"] == reverse("own_plan", args=[mine.public_id])


def test_somebody_who_follows_up_nobody_reaches_none_of_it(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    client = leading.hospital.browser("Odd")
    assert client.get(reverse("employee_plans", args=[leading.nina.public_id])).status_code == 404
    assert client.get(reverse("employee_plan", args=[mine.public_id])).status_code == 404
    assert client.get(reverse("choose_plan")).status_code == 403
    assert client.get(reverse("plans_to_approve")).status_code == 403


@pytest.mark.req("KP-OVERVIEW-003", "KP-OVERVIEW-011")
def test_the_overview_says_how_many_plans_there_are_and_how_many_are_complete(leading: Leading) -> None:
    other = leading.ward.plan("Smittevern", "Hygiene")
    leading.publish(other, "1010")
    leading.assigns(leading.nina)
    leading.assigns(leading.nina, leading.odd, plan=other)
    leading.fulfils(leading.nina, "HLR", "Brann")
    shown = body(leading.hospital.browser("Astrid"), "employees")
    rows = {name: row for row in re.findall(r"<tr.*?</tr>", shown, re.S) for name in ("Nina", "Odd") if name in row}
    assert re.search(r"2 planer.*1 fullført.*Venter på godkjenning", rows["Nina"], re.S)
    assert "1 plan<" in rows["Odd"]
    assert "fullført" not in rows["Odd"]


@pytest.mark.req("KP-LVIEW-003")
def test_a_requirement_is_opened_with_how_far_the_employee_has_come(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.fulfils(leading.nina, "HLR")
    client = leading.hospital.browser("Astrid")
    plan = body(client, "employee_plan", mine.public_id)
    link = mine.plan.links.get(requirement__name="HLR")
    assert reverse("why_status", args=[mine.public_id, link.public_id]) in plan
    opened = body(client, "why_status", mine.public_id, link.public_id)
    for said in ("Fullført", "Markert som innfridd", "Planer som teller", "Hva som er registrert"):
        assert said in opened


@pytest.mark.req("KP-APPROVE-003", "KP-APPROVE-007")
def test_a_plan_that_waits_is_found_in_three_ways_and_approved_from_each(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.fulfils(leading.nina, "HLR", "Brann")
    client, plan = leading.hospital.browser("Astrid"), reverse("employee_plan", args=[mine.public_id])
    assert plan in body(client, "plans_to_approve")
    assert plan in body(client, "my_tasks")
    overview, plans = body(client, "employees"), reverse("employee_plans", args=[leading.nina.public_id])
    assert "Venter på godkjenning" in overview[overview.index(plans) :].partition("</td>")[0]
    assert plan in client.get(plans).content.decode()
    assert "Godkjenn plan" in body(client, "employee_plan", mine.public_id)
    client.post(reverse("approve_assignment", args=[mine.public_id]))
    mine.refresh_from_db()
    assert mine.approved_at is not None


@pytest.mark.req("KP-APPROVE-002")
def test_approving_is_offered_on_the_opened_plan_alone(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    leading.fulfils(leading.nina, "HLR", "Brann")
    client, approve = leading.hospital.browser("Astrid"), reverse("approve_assignment", args=[mine.public_id])
    assert approve in body(client, "employee_plan", mine.public_id)
    for view in ("plans_to_approve", "my_tasks", "employees"):
        assert approve not in body(client, view)


@pytest.mark.req("KP-LIMP-007")
@pytest.mark.parametrize("what", ["unpublished", "archived", "draft"])
def test_a_plan_that_is_not_there_to_be_assigned_is_not_found_and_not_given(leading: Leading, what: str) -> None:
    plan = leading.ward.plan("Smittevern", "Hygiene")
    if what != "draft":
        leading.publish(plan, "1010")
    client = leading.hospital.browser("Astrid")
    search = {"positions": [str(leading.nina.public_id)], "q": "Smittevern"}
    button = f'name="plan" value="{plan.public_id}"'
    assert (button in client.post(reverse("choose_plan"), search).content.decode()) == (what != "draft")
    if what == "unpublished":
        plan.publications.all().delete()
    if what == "archived":
        models.Plan.objects.filter(pk=plan.pk).update(archived_at=leading.hospital.now, archive_reason="Utgått")
    assert button not in client.post(reverse("choose_plan"), search).content.decode()
    with pytest.raises(CannotBeAssigned):
        leading.assigns(leading.nina, plan=plan)
    assert not models.Assignment.objects.exists()


@pytest.mark.req("KP-LIMP-012")
def test_what_came_from_another_plan_has_not_started_this_one(leading: Leading) -> None:
    other = leading.ward.plan("Opplæring", "HLR")
    leading.publish(other, "1010")
    leading.assigns(leading.nina)
    (synchronised,) = leading.assigns(leading.nina, plan=other)
    leading.fulfils(leading.nina, "HLR")
    synchronised.refresh_from_db()
    assert synchronised.fulfilled == 1
    page = body(leading.hospital.browser("Astrid"), "employee_plans", leading.nina.public_id)
    assert reverse("delete_assignment", args=[synchronised.public_id]) in page
    leading.does(assigning.delete_assignment, synchronised)
    assert list(models.Assignment.objects.values_list("plan__name", flat=True)) == ["Sykepleier på A"]


@pytest.mark.req("KP-LIMP-013")
def test_a_plan_that_is_started_meanwhile_is_not_deleted_and_deactivating_is_offered(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    client, delete = leading.hospital.browser("Astrid"), reverse("delete_assignment", args=[mine.public_id])
    assert "Slett" in client.get(delete, headers={"accept-language": "nb"}).content.decode()
    leading.fulfils(leading.nina, "HLR")
    answer = client.post(delete, headers={"accept-language": "nb"})
    assert answer.status_code == 409
    assert "kan deaktiveres" in answer.content.decode()
    assert models.Assignment.objects.filter(pk=mine.pk, state="active").exists()
    assert reverse("deactivate_assignment", args=[mine.public_id]) in body(
        client, "employee_plans", leading.nina.public_id
    )


@pytest.mark.req("KP-LIMP-015")
def test_what_waits_only_in_a_plan_that_is_put_away_is_withdrawn_and_the_signer_is_told(hospital: Hospital) -> None:
    errand = Errand(hospital)
    errand.ward.requirement("Brann", requires_signing=True)
    errand.begin("HLR", "Brann", "Hygiene", requires_signing=True, has_comment=True)
    errand.ward.plan("Opplæring", "Brann")
    errand.ward.assign("Opplæring", errand.nina)
    errand.name = "Hygiene"
    errand.fulfils()
    requests = {}
    for errand.name in ("Brann", "HLR"):
        requests[errand.name] = errand.sends(comment="Slik gikk det" if errand.name == "HLR" else "")
    actor = hospital.actor(errand.astrid)
    assigning.deactivate_assignment(errand.mine.public_id, actor=actor, now=hospital.now, today=errand.today)

    for one in requests.values():
        one.refresh_from_db()
    assert {name: one.state for name, one in requests.items()} == {"Brann": "waiting", "HLR": "withdrawn"}
    told = Notification.objects.filter(type="competence.request_withdrawn")
    assert [(one.person, one.about) for one in told] == [(errand.sven.person, requests["HLR"].public_id)]
    draft = models.Performance.objects.get(state="draft")
    assert (draft.requirement.name, draft.comment) == ("HLR", "Slik gikk det")
    hygiene = models.Progress.objects.get(requirement__name="Hygiene")
    assert hygiene.completed_on == errand.today
    assert truth.differences([errand.nina.person_id]) == []


def test_putting_a_plan_away_is_asked_about_first(leading: Leading) -> None:
    (mine,) = leading.assigns(leading.nina)
    client, url = leading.hospital.browser("Astrid"), reverse("deactivate_assignment", args=[mine.public_id])
    asked = client.get(url, headers={"accept-language": "nb"}).content.decode()
    assert "Deaktiver «Sykepleier på A» for Nina Berg" in asked
    assert models.Assignment.objects.get().is_active
    client.post(url)
    assert client.get(url).status_code == 404, "it is put away already"
    assert leading.hospital.browser("Odd").get(url).status_code == 403
    event = models.AssignmentEvent.objects.get(kind="deactivated")
    assert (event.by, event.at) == (leading.hospital.actor(leading.astrid).author, event.at)
