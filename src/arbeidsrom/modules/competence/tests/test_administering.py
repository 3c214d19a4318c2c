"""From «Lokal administrasjon» to what employees see: who administers, where things are made, found and put away."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions.plans import archiving
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    ward = Ward(hospital)
    ward.plan("Plan", "HLR")
    return ward


@pytest.fixture
def turid(ward: Ward) -> Client:
    with_role(ward.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    return ward.hospital.browser("Turid")


def page(client: Client, name: str, /, *ids: UUID | int, **asked: str) -> str:
    answer = client.get(reverse(name, args=ids), asked, headers={"accept-language": "nb"})
    assert answer.status_code == 200, name
    return unescape(answer.content.decode())


@pytest.mark.req("KP-ADM-006")
@pytest.mark.parametrize("role", [roles.SUBJECT_A, roles.SUBJECT_B, roles.TRUST_ADMINISTRATOR, "leader"])
def test_leaders_subject_responsibles_and_administrators_are_offered_plans_and_requirements(
    hospital: Hospital, role: str
) -> None:
    if role == "leader":
        hospital.employ("Silje", "1010", led_by=hospital.employ("Eli", "1010"))
    else:
        with_role(hospital, "Eli", role, "1010")
    offered = page(hospital.browser("Eli"), "local_administration")
    for view in ("plans", "requirements"):
        assert f'href="{reverse(view)}"' in offered
        page(hospital.browser("Eli"), view)


@pytest.mark.req("KP-ADM-006")
@pytest.mark.parametrize("role", ["", roles.SUPERUSER])
def test_others_are_not_offered_them(hospital: Hospital, role: str) -> None:
    if role:
        with_role(hospital, "Silje", role, "1010")
    else:
        hospital.employ("Silje", "1010")
    for view in ("local_administration", "plans", "requirements"):
        assert hospital.browser("Silje").get(reverse(view)).status_code == 403, view


@pytest.mark.req("KP-ADM-001", "KP-ADM-003")
def test_what_is_made_or_fetched_in_a_plan_is_not_active_and_nobody_who_has_the_plan_sees_it(
    ward: Ward, turid: Client
) -> None:
    plan, section = ward.plans["Plan"].public_id, ward.sections["Generelt"].public_id
    mine = ward.assign("Plan", ward.hospital.employ("Nina", "1010")).public_id
    nina = ward.hospital.browser("Nina")
    shared, category = ward.requirement("Brann"), ward.category()
    made = {"name": "Smittevern", "category": str(category.pk)}
    turid.post(reverse("add_requirement_to_plan", args=[plan, section]), made)
    turid.post(reverse("fetch_requirements", args=[plan, section]), {"requirements": str(shared.public_id)})
    turid.post(reverse("add_requirement"), {"name": "Utenfor planer", "category": str(category.pk), "act": "save"})

    assert {"Smittevern", "Utenfor planer"} <= set(models.Requirement.objects.values_list("name", flat=True))
    links = models.Link.objects.filter(plan__public_id=plan).exclude(requirement__name="HLR")
    assert {link.requirement.name: link.state for link in links} == {"Smittevern": "inactive", "Brann": "inactive"}
    assert page(turid, "edit_plan", plan).count("Ikke aktiv<") == 2
    seen = page(nina, "own_plan", mine)
    assert "HLR" in seen
    assert "Brann" not in seen
    assert "Smittevern" not in seen
    turid.post(reverse("activate_link", args=[plan, links.get(requirement=shared).public_id]))
    assert "Brann" in page(nina, "own_plan", mine)


@pytest.mark.req("KP-ADM-065")
def test_what_is_shared_with_a_department_is_offered_to_its_plans(ward: Ward, turid: Client) -> None:
    shared, other = ward.requirement("Brann", owner="1020"), ward.requirement("Smittevern", owner="1020")
    shared.sharings.create(unit=ward.hospital.units["1010"], shared_at=ward.hospital.now)
    ids = ward.plans["Plan"].public_id, ward.sections["Generelt"].public_id
    assert "Hent eksisterende krav" in page(turid, "edit_plan", ids[0])
    offered = page(turid, "fetch_requirements", *ids)
    assert str(shared.public_id) in offered
    assert str(other.public_id) not in offered


@pytest.mark.req("KP-ADM-067")
def test_from_a_plan_of_another_department_a_requirement_is_read_and_not_edited(ward: Ward, turid: Client) -> None:
    other = ward.requirement("Brann", owner="1020")
    ward.link("Plan", "Generelt", "Brann")
    text = page(turid, "edit_plan", ward.plans["Plan"].public_id)
    own = ward.requirements["HLR"].public_id
    assert f'href="{reverse("edit_requirement", args=[own])}"' in text
    assert f'href="{reverse("edit_requirement", args=[other.public_id])}"' not in text
    assert f'href="{reverse("requirement", args=[other.public_id])}"' in text
    page(turid, "edit_requirement", other.public_id)  # elsewhere whoever looks after both edits it


@pytest.mark.req("KP-ADM-131")
def test_archiving_a_requirement_begins_in_a_plan_or_in_the_list(ward: Ward, turid: Client) -> None:
    hlr = ward.requirements["HLR"].public_id
    archiving_page = f'href="{reverse("requirement_archiving", args=[hlr])}"'
    for view, ids in (("edit_plan", [ward.plans["Plan"].public_id]), ("requirements", [])):
        found = re.search(rf'href="(/requirements/{hlr}/(?:edit/)?)"', page(turid, view, *ids))
        assert found, view
        assert archiving_page in turid.get(found[1]).content.decode(), view


def put_away(ward: Ward, name: str, owner: str, days: int, by: Person) -> None:
    plan = ward.plan(name, owner=owner)
    said = {"archived_at": ward.hospital.now - timedelta(days=days), "archived_by": by, "archive_reason": "Utgått"}
    models.Plan.objects.filter(pk=plan.pk).update(**said)
    made = ward.requirement(name, owner=owner)
    models.Requirement.objects.filter(pk=made.pk).update(**said)


@pytest.mark.req("KP-ADM-136", "KP-ADM-248")
@pytest.mark.parametrize(
    ("view", "asked", "department"),
    [
        ("archived_plans", {}, "f-unit"),
        ("requirements", {"view": "archived", "f-state": "archived", "columns": "name,archived_by"}, "f-owner"),
    ],
)
def test_the_archives_are_searched_narrowed_and_sorted(
    ward: Ward, turid: Client, view: str, asked: dict[str, str], department: str
) -> None:
    anne, bo = (ward.hospital.employ(name, "1010").person for name in ("Anne", "Bo"))
    put_away(ward, "Ambulanse", "1020", 1, bo)
    put_away(ward, "Blodgass", "1010", 3, anne)
    put_away(ward, "Åndedrett", "klinikken", 2, bo)

    def shown(**more: str) -> list[str]:
        rows = page(turid, view, **asked, **more).partition("<tbody")[2]
        return re.findall(r">(Ambulanse|Blodgass|Åndedrett)</a>", rows)

    assert shown(sort="name") == ["Ambulanse", "Blodgass", "Åndedrett"]
    assert shown(sort="-name") == ["Åndedrett", "Blodgass", "Ambulanse"]
    assert shown(sort="archived_by")[0] == "Blodgass"
    assert shown(sort="-archived_by")[-1] == "Blodgass"
    by_day = "archived" if view == "archived_plans" else "archived_at"
    assert shown(sort=by_day) == ["Blodgass", "Åndedrett", "Ambulanse"]
    assert shown(sort="owner") == ["Blodgass", "Ambulanse", "Åndedrett"]
    assert shown(q="blod") == ["Blodgass"]
    assert shown(**{department: str(ward.hospital.units["1020"].public_id)}) == ["Ambulanse"]


PLANS = (
    *("All historikk hos medarbeiderne forsvinner", "Planen kan ikke lenger tildeles"),
    *("Planer deaktiveres bare medarbeider for medarbeider", "Avpubliser den, og deaktiver den"),
)


@pytest.mark.req("KP-ADM-251")
def test_what_is_recommended_for_plans_stands_where_they_are_archived_unpublished_and_deactivated(
    ward: Ward, turid: Client
) -> None:
    plan = ward.plans["Plan"]
    published = plan.publications.create(unit=ward.hospital.units["1010"], published_at=ward.hospital.now)
    nina = ward.hospital.employ("Nina", "1010")
    ward.assign("Plan", nina)
    for view, ids in (
        ("archive_plan", [plan.public_id]),
        ("plan_publishing", [plan.public_id]),
        ("unpublish_plan", [plan.public_id, published.public_id]),
        ("employee_plans", [nina.public_id]),
    ):
        text = page(turid, view, *ids)
        for words in PLANS:
            assert words in text, (view, words)


@pytest.mark.req("KP-ADM-252")
def test_what_is_recommended_for_requirements_stands_where_they_are_archived_unshared_and_deactivated(
    ward: Ward, turid: Client
) -> None:
    hlr, plan = ward.requirements["HLR"], ward.plans["Plan"]
    texts = [
        page(turid, "requirement_archiving", hlr.public_id),
        page(turid, "requirement_sharing", hlr.public_id),
        page(turid, "deactivate_link", plan.public_id, plan.links.get().public_id),
    ]
    for text in texts:
        rows = re.findall(r'<th scope="row">(.*?)</th>', text)
        assert rows[-3:] == ["Arkiver", "Avslutt deling", "Deaktivere i en plan"]


def test_an_archived_plan_offers_its_versions_and_no_preview(ward: Ward, turid: Client) -> None:
    plan = ward.plans["Plan"]
    assert reverse("preview_plan", args=[plan.public_id]) in page(turid, "plan_card", plan.public_id)
    actor = ward.hospital.actor(ward.hospital.people["Turid"].positions.get())
    archiving.archive_plan(plan.public_id, reason="Utgått", employees=0, actor=actor, now=ward.hospital.now)
    card = page(turid, "plan_card", plan.public_id)
    assert reverse("preview_plan", args=[plan.public_id]) not in card
    assert reverse("plan_versions", args=[plan.public_id]) in card


@pytest.mark.req("KP-ADM-262")
def test_what_is_archived_or_in_no_plan_of_somebody_holds_nothing_up_and_the_administrator_is_warned(
    ward: Ward, turid: Client
) -> None:
    needed, elsewhere = ward.requirement("Teori"), ward.requirement("Kurs")
    after = ward.requirement("Praksis", dependencies=(needed.pk, elsewhere.pk))
    for one in (needed, elsewhere):
        after.depends_on.create(needs=one)
    for name in ("Teori", "Praksis"):
        ward.link("Plan", "Generelt", name, state=LinkState.ACTIVE)
    mine = ward.assign("Plan", ward.hospital.employ("Nina", "1010"))
    ids = mine.public_id, mine.plan.links.get(requirement=after).public_id
    nina = ward.hospital.browser("Nina")
    can_be_pressed = r'<button(?![^>]*disabled)[^>]*value="fulfil"'
    held = page(nina, "own_requirement", *ids)
    assert "Teori" in held
    assert "Kurs" not in held
    assert not re.search(can_be_pressed, held)

    assert "Praksis" in page(turid, "requirement_archiving", needed.public_id)
    archive = reverse("archive_requirement", args=[needed.public_id])
    assert "Praksis" in turid.post(archive, {"reason": "Utgått"}).content.decode()
    turid.post(archive, {"reason": "Utgått", "confirmed": "1"})
    free = page(nina, "own_requirement", *ids)
    assert re.search(can_be_pressed, free)
    nina.post(
        reverse("own_requirement", args=ids),
        {"do": "fulfil", "lock_version": "0", "performed_on": ward.hospital.today.isoformat()},
    )
    assert models.RequirementStatus.objects.get(requirement=after).state == 3
