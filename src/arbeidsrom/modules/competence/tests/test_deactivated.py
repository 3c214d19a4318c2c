"""What is deactivated or archived, as employees, leaders and administrators see it afterwards."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.actions.plans import archiving, links
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(hospital: Hospital) -> Errand:
    errand = Errand(hospital)
    errand.begin("HLR", "Brann", description="Slik gjør du det", validity_days=365)
    return errand


@pytest.fixture
def turid(errand: Errand) -> Actor:
    return with_role(errand.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")


def body(client: Client, view: str, *ids: UUID) -> str:
    answer = client.get(reverse(view, args=ids), headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.req("KP-ADM-210")
def test_a_deactivated_requirement_is_seen_in_the_plan_with_its_content_and_progress(
    errand: Errand, turid: Actor
) -> None:
    errand.fulfils()
    ids = errand.mine.public_id, errand.link.public_id
    links.deactivate_link(errand.mine.plan.public_id, ids[1], reason="Utgått", actor=turid, now=errand.hospital.now)
    nina = errand.hospital.browser("Nina")

    plan = body(nina, "own_plan", ids[0])
    deactivated = plan[plan.index("Deaktiverte krav") :]
    assert reverse("own_requirement", args=ids) in deactivated
    assert "Fullført" in deactivated
    assert "Ikke påbegynt" not in deactivated
    requirement = body(nina, "own_requirement", *ids)
    assert "Slik gjør du det" in requirement
    assert "Fullført" in requirement
    assert "Ikke påbegynt" not in requirement


def test_a_deactivated_plan_without_versions_shows_how_far_it_came_to_its_holder_and_the_leader(
    errand: Errand,
) -> None:
    errand.fulfils(errand.today - timedelta(days=364))
    assigning.deactivate_assignment(
        errand.mine.public_id, actor=errand.hospital.actor(errand.astrid), now=errand.hospital.now, today=errand.today
    )
    for name, view in (("Nina", "own_plan"), ("Astrid", "employee_plan")):
        plan = body(errand.hospital.browser(name), view, errand.mine.public_id)
        hlr, brann = plan.index("HLR<"), plan.index("Brann<")
        assert "Utløper snart" in plan[hlr:brann], view
        assert "Ikke påbegynt" in plan[brann:], view


@pytest.mark.req("KP-ADM-249")
def test_of_an_archived_plan_the_employee_and_the_leader_see_the_name_alone_and_administrators_its_versions(
    errand: Errand, turid: Actor
) -> None:
    plan = errand.mine.plan
    links.activate_link(
        plan.public_id,
        errand.ward.link(plan.name, "Generelt", "Smittevern", state="inactive").public_id,
        actor=turid,
        now=errand.hospital.now,
    )
    archiving.archive_plan(plan.public_id, reason="Utgått", employees=1, actor=turid, now=errand.hospital.now)
    nina, astrid = errand.hospital.browser("Nina"), errand.hospital.browser("Astrid")
    listed = body(nina, "own_archived_plans")
    assert plan.name in listed
    assert "HLR" not in listed
    assert plan.name not in body(nina, "own_plans")
    for client, view, ids in (
        (nina, "own_plan", [errand.mine.public_id]),
        (nina, "own_requirement", [errand.mine.public_id, errand.link.public_id]),
        (astrid, "employee_plan", [errand.mine.public_id]),
    ):
        assert client.get(reverse(view, args=ids)).status_code == 404, view
    assert plan.name not in body(astrid, "employee_plans", errand.nina.public_id)
    version = body(errand.hospital.browser("Turid"), "plan_version", plan.public_id, 1, 0)  # type: ignore[arg-type]
    assert "Slik gjør du det" in version
    assert models.Assignment.objects.get(pk=errand.mine.pk).state == "archived"
