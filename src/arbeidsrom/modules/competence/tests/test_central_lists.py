"""«Administrer krav» and «Administrer planer» under «Global administrasjon»: what is central."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.models import Plan, Requirement
from arbeidsrom.modules.competence.tests.browsing import page, typed
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    return Ward(hospital)


@pytest.fixture
def turid(hospital: Hospital) -> Client:
    """The browser of the trust's administrator."""
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    return hospital.browser("Turid")


@pytest.fixture
def sindre(hospital: Hospital) -> Client:
    """The browser of the system operator."""
    with_role(hospital, "Sindre", roles.SYSTEM_OPERATOR, "region")
    return hospital.browser("Sindre")


def leading(hospital: Hospital, leader: str, employee: str, unit: str) -> Position:
    """Somebody leads an employee in the department; gives the employee's position."""
    return hospital.employ(employee, unit, led_by=hospital.employ(leader, unit))


def assignable(hospital: Hospital, leader: str, employee: Position) -> str:
    """What the leader is offered when a plan is to be assigned to the employee."""
    answer = hospital.browser(leader).post(reverse("choose_plan"), {"ids": [str(employee.public_id)]})
    return unescape(answer.content.decode())


def listed(browser: Client, name: str, **asked: str) -> list[str]:
    """The names in the first column, in the order of the list."""
    text = page(browser, name, **asked)
    body = text[text.index("<main") :]
    return [re.sub("<.*?>", "", cell).strip() for cell in re.findall(r"<td[^>]*list-first[^>]*>(.*?)</td>", body, re.S)]


def told(text: str) -> dict[str, list[str]]:
    """What a list of requirements tells and offers: columns, those to choose among, filters, tabs and fields."""
    main = text[text.index("<main") : text.index("</main>")]
    tabs = re.search(r'<nav class="tab-links".*?</nav>', main, re.S)
    assert tabs
    return {
        "headings": [re.sub("<.*?>", " ", one).split()[0] for one in re.findall(r"<th\b.*?</th>", main, re.S)],
        "to choose": re.findall(r'name="columns" value="(\w+)"', main),
        "filters": re.findall(r'name="(f-\w+)"', main),
        "tabs": [one.strip() for one in re.findall(r">([^<]+)</a>", tabs.group())],
        "search": re.findall(r'<input[^>]*type="search"[^>]*', main),
    }


@pytest.mark.req("KP-HF-024")
def test_central_requirements_are_listed_as_local_ones_without_the_column_of_owners(
    ward: Ward, turid: Client, sindre: Client, hospital: Hospital
) -> None:
    central, local = ward.requirement("Sentralt krav", central=True), ward.requirement("Lokalt krav")
    ward.requirement("Regionens krav", owner="region", central=True)
    activity = ward.requirement("Sentral aktivitet", central=True)
    Requirement.objects.filter(pk=activity.pk).update(kind="activity", level="local")
    unpublished = ward.requirement("Regionens kladd", owner="region", central=True)
    Requirement.objects.filter(pk=unpublished.pk).update(published_at=None)

    assert reverse("central_requirements") in page(turid, "global_administration")
    everything = ["Regionens krav", "Sentral aktivitet", "Sentralt krav"]
    assert listed(turid, "central_requirements") == everything
    assert listed(sindre, "central_requirements") == ["Regionens kladd", *everything]
    assert listed(turid, "central_requirements", q="aktiv") == ["Sentral aktivitet"]
    assert listed(turid, "central_requirements", q=str(central.pk)) == ["Sentralt krav"]
    assert listed(turid, "requirements") == [local.name]

    here, there = told(page(turid, "central_requirements")), told(page(turid, "requirements"))
    there["headings"].remove("Eier")
    there["to choose"].remove("owner")
    here["to choose"].remove("courses")  # «Kursliste»: no local one is linked to any
    assert here["tabs"].pop(0) == "Sentrale krav/læringsaktiviteter"
    assert there["tabs"].pop(0) == "Lokale krav/læringsaktiviteter"
    assert here == there
    assert all(here.values())
    assert here["tabs"] == ["Med kladd", "Mangler gyldig eier", "Arkiv"]


@pytest.mark.req("KP-HF-024")
def test_central_requirements_and_activities_are_made_changed_and_archived_as_local_ones(
    ward: Ward, turid: Client
) -> None:
    text = page(turid, "central_requirements")
    add, add_activity = reverse("add_central_requirement"), reverse("add_central_activity")
    for address in (add, add_activity, reverse("upload_central_requirements")):
        assert f'href="{address}"' in text
    for name, address in (("Sentralt", add), ("Sentral", add_activity)):
        category = ward.category(name)
        category.for_activities = address == add_activity
        category.save()
        given = typed(turid, address) | {"name": [name], "category": [str(category.pk)], "act": ["save"]}
        assert turid.post(address, given).status_code == 302
    made = {one.name: one for one in Requirement.objects.filter(central=True)}
    assert {name: one.kind for name, one in made.items()} == {"Sentralt": "requirement", "Sentral": "activity"}

    one = made["Sentralt"]
    edit = reverse("edit_requirement", args=[one.public_id])
    turid.post(reverse("publish_requirement", args=[one.public_id]), typed(turid, edit))
    turid.post(reverse("archive_requirement", args=[one.public_id]), {"reason": "Utgått", "confirmed": "1"})
    one.refresh_from_db()
    assert one.is_archived
    assert listed(turid, "central_requirements") == ["Sentral"]
    assert listed(turid, "central_requirements", **{"view": "archived", "f-state": "archived"}) == ["Sentralt"]


def test_that_somebody_elses_requirement_is_being_changed_is_not_told(
    ward: Ward, turid: Client, sindre: Client
) -> None:
    regional = ward.requirement("Regionens krav", owner="region", central=True)
    category, edit = (
        ward.category("Regionale krav", unit="region"),
        reverse("edit_requirement", args=[regional.public_id]),
    )
    sindre.post(edit, typed(sindre, edit) | {"category": [str(category.pk)], "act": ["save"]})
    for browser, told_of in ((turid, False), (sindre, True)):
        assert ("KLADD" in page(browser, "central_requirements")) is told_of
        drafts = listed(browser, "central_requirements", **{"view": "draft", "f-state": "draft"})
        assert drafts == ([regional.name] if told_of else [])


@pytest.mark.req("KP-LIS-117")
def test_whoever_edits_regional_activities_reaches_those_alone(
    ward: Ward, hospital: Hospital, turid: Client, sindre: Client
) -> None:
    with_role(hospital, "Randi", roles.REGION_ADMINISTRATOR, "region")
    randi = hospital.browser("Randi")
    parts = page(randi, "global_administration")
    assert reverse("central_requirements") in parts
    for name in ("categories", "central_plans", "organisation_chart", "control_access"):
        assert f'class="choice" href="{reverse(name)}"' not in parts
        assert randi.get(reverse(name)).status_code == 404
    text, add = page(randi, "central_requirements"), reverse("add_central_requirement")
    address = reverse("add_central_activity")
    assert f'href="{address}"' in text
    assert f'href="{add}"' not in text
    assert randi.get(add).status_code == 403
    assert randi.get(reverse("upload_central_requirements")).status_code == 403

    category = ward.category("Kirurgi", unit="region")
    category.for_activities = True
    category.save()
    given = typed(randi, address) | {"name": ["Felles kurs"], "category": [str(category.pk)], "act": ["save"]}
    randi.post(address, given)
    made = Requirement.objects.get()
    assert (made.central, made.kind, made.owner) == (True, "activity", hospital.units["region"])
    edit = reverse("edit_requirement", args=[made.public_id])
    randi.post(reverse("publish_requirement", args=[made.public_id]), typed(randi, edit))
    assert listed(randi, "central_requirements") == ["Felles kurs"]
    assert [one.get(edit).status_code for one in (turid, sindre)] == [403, 403], "hers alone (KP-ADM-080)"
    central = ward.requirement("Regionens krav", owner="region", central=True)
    assert randi.get(reverse("edit_requirement", args=[central.public_id])).status_code == 403
    trusts = ward.requirement("Foretakets aktivitet", owner="sykehuset", central=True)
    Requirement.objects.filter(pk=trusts.pk).update(kind="activity", level="local")
    assert randi.get(reverse("edit_requirement", args=[trusts.public_id])).status_code == 403


@pytest.mark.req("KP-HF-025")
def test_central_plans_are_searched_under_global_administration(
    ward: Ward, turid: Client, sindre: Client, hospital: Hospital
) -> None:
    for name, owner in (("Journalsystem", "region"), ("Brannvern", "region"), ("Lokal journalføring", "1010")):
        ward.plan(name, owner=owner)
    Plan.objects.exclude(owner=hospital.units["1010"]).update(central=True)
    for browser in (turid, sindre):
        assert reverse("central_plans") in page(browser, "global_administration")
        assert listed(browser, "central_plans") == ["Brannvern", "Journalsystem"]
        assert listed(browser, "central_plans", q="journal") == ["Journalsystem"]
        assert listed(browser, "central_plans", q="lokal") == []
    assert listed(turid, "central_plans", **{"f-access": "edit"}) == []
    assert listed(sindre, "central_plans", **{"f-access": "edit"}) == ["Brannvern", "Journalsystem"]
    with_role(hospital, "Vigdis", roles.SUBJECT_A, "1010")
    assert hospital.browser("Vigdis").get(reverse("central_plans")).status_code == 404


SAID = {"name": "Region-Alle-Journalsystem", "completion": "automatic"}


@pytest.mark.req("KP-HF-026")
def test_the_system_operator_makes_central_plans_for_the_whole_region(
    ward: Ward, sindre: Client, hospital: Hospital
) -> None:
    near, far = leading(hospital, "Astrid", "Silje", "1010"), leading(hospital, "Nils", "Nora", "2010")
    add = reverse("add_central_plan")
    assert f'href="{add}"' in page(sindre, "central_plans")
    form = sindre.get(add).content.decode()
    assert re.findall(r'<option value="[0-9a-f-]{36}"[^>]*>(.*?)</option>', form) == ["region Regionen"]
    trust = sindre.post(add, SAID | {"unit": str(hospital.units["sykehuset"].public_id)})
    assert trust.status_code == 200
    assert not Plan.objects.exists(), "what is for one trust is made there"
    sindre.post(add, SAID | {"unit": str(hospital.units["region"].public_id)})
    plan = Plan.objects.get()
    assert (plan.central, plan.owner) == (True, hospital.units["region"])
    moved = reverse("change_plan_owner", args=[plan.public_id])
    assert "Sykehuset" not in sindre.get(moved, {"q": "syke"}).content.decode()

    operator = str(hospital.people["Sindre"].public_id)
    people = {"document_owner": operator, "document_responsible": operator, "lock_version": plan.lock_version}
    sindre.post(f"{reverse('set_plan_people', args=[plan.public_id])}?owner=sindre&responsible=sindre", people)
    everywhere = {"units": [str(hospital.units["region"].public_id)], "with_subunits": "on"}
    sindre.post(reverse("publish_plan", args=[plan.public_id]), everywhere)
    for leader, employee in (("Astrid", near), ("Nils", far)):
        assert plan.name in assignable(hospital, leader, employee)


@pytest.mark.req("KP-HF-026")
def test_a_plan_for_one_trust_is_made_locally_and_published_to_all_of_it(
    ward: Ward, turid: Client, hospital: Hospital
) -> None:
    near, far = leading(hospital, "Astrid", "Silje", "1010"), leading(hospital, "Nils", "Nora", "2010")
    assert reverse("add_central_plan") not in page(turid, "central_plans")
    trust = hospital.units["sykehuset"]
    for unit in (hospital.units["region"], trust):
        given = SAID | {"variant": "central", "unit": str(unit.public_id)}
        assert turid.post(reverse("add_central_plan"), given).status_code == 403
    turid.post(reverse("add_plan"), SAID | {"variant": "central", "unit": str(hospital.units["region"].public_id)})
    assert not Plan.objects.exists()

    turid.post(reverse("add_plan"), SAID | {"variant": "central", "unit": str(trust.public_id)})
    plan = Plan.objects.get()
    assert (plan.central, plan.owner) == (False, trust)
    owner = str(hospital.people["Turid"].public_id)
    people = {"document_owner": owner, "document_responsible": owner, "lock_version": plan.lock_version}
    turid.post(f"{reverse('set_plan_people', args=[plan.public_id])}?owner=turid&responsible=turid", people)
    turid.post(reverse("publish_plan", args=[plan.public_id]), {"units": [str(trust.public_id)], "with_subunits": "on"})
    assert plan.name in assignable(hospital, "Astrid", near)
    assert plan.name not in assignable(hospital, "Nils", far)


@pytest.mark.req("KP-HF-026")
@pytest.mark.parametrize("role", [one.role for one in roles.ORDERABLE if one.role != roles.SYSTEM_OPERATOR])
def test_nobody_else_makes_central_plans(hospital: Hospital, role: str) -> None:
    actor = with_role(hospital, "Eli", role, "region")
    assert not access.may_create_central_plans(actor)
    answer = hospital.browser("Eli").post(
        reverse("add_central_plan"), SAID | {"unit": str(hospital.units["region"].public_id)}
    )
    assert answer.status_code == (403 if access.may_see_central_plans(actor) else 404)
    assert not Plan.objects.filter(central=True).exists()


def test_whoever_makes_central_plans_makes_them_in_the_region_alone(hospital: Hospital) -> None:
    sindre = with_role(hospital, "Sindre", roles.SYSTEM_OPERATOR, "region")
    units = list(Unit.objects.order_by("lft"))
    made_in = [unit for unit in units if access.may_create_plan_in(sindre, unit, central=True)]
    assert made_in == [hospital.units["region"]] == list(access.owning_units(sindre, central=True))


OF_REGION = ("add_central_requirement", "add_central_activity", "upload_central_requirements")


def test_whoever_edits_regional_activities_of_no_region_is_refused_and_meets_no_fault(hospital: Hospital) -> None:
    with_role(hospital, "Randi", roles.REGION_ADMINISTRATOR, "sykehuset")
    randi = hospital.browser("Randi")
    assert listed(randi, "central_requirements") == []
    for name in OF_REGION:
        for address in (reverse(name), f"{reverse(name)}?kind=activity"):
            for answer in (randi.get(address), randi.post(address, {"kind": "activity"})):
                assert answer.status_code == 403, address
    assert f'href="{reverse(OF_REGION[1])}"' not in page(randi, "central_requirements")
