"""«Kompetanseplanansvarlig»: what whoever is named for a plan can do with it, and with nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.notifications.outbox import Content
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access import assigning, own
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.access import requirements as requirement_access
from arbeidsrom.modules.competence.actions.plans import (
    adding,
    approving,
    describing,
    leaving,
    links,
    publishing,
    sections,
)
from arbeidsrom.modules.competence.actions.plans.describing import Described
from arbeidsrom.modules.competence.actions.requirements import drafting, ending
from arbeidsrom.modules.competence.actions.requirements import publishing as requirement_publishing
from arbeidsrom.modules.competence.queries.plans import content, waiting
from arbeidsrom.modules.competence.queries.plans.responsible import responsible_for
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

PLAN, OTHER = "Medikamentregning", "Sykepleier på A"


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    """Two plans of one department; Ragna, who works there, is responsible for the first."""
    ward = Ward(hospital)
    ward.plan(PLAN, "HLR")
    ward.plan(OTHER, "Brann")
    with_role(hospital, "Ragna", roles.PLAN_RESPONSIBLE, "klinikken")
    ward.plans[PLAN].responsible.create(position=ragna_in(hospital), named_at=hospital.now)
    return ward


def ragna_in(hospital: Hospital) -> Position:
    return Position.objects.get(person=hospital.people["Ragna"])


@pytest.fixture
def ragna(ward: Ward) -> Actor:
    return ward.hospital.actor(ragna_in(ward.hospital))


def pages(ward: Ward) -> Client:
    return ward.hospital.browser("Ragna")


def acts(ward: Ward, actor: Actor) -> dict[str, object]:
    return {"actor": actor, "now": ward.hospital.now}


def page(ward: Ward, name: str, plan: str = PLAN) -> object:
    with time_machine.travel("2026-11-24T09:30:00Z", tick=False):
        return pages(ward).get(reverse(name, args=[ward.plans[plan].public_id]))


@pytest.mark.req("KP-KPA-001", "KP-KPA-031")
def test_whoever_is_responsible_edits_the_plans_named_and_previews_the_others(ward: Ward, ragna: Actor) -> None:
    editors = ("edit_plan", "describe_plan", "set_plan_people", "approve_plan_changes", "plan_publishing")
    assert {page(ward, name).status_code for name in (*editors, "preview_plan")} == {200}
    assert {page(ward, name, OTHER).status_code for name in editors} == {403}
    assert page(ward, "preview_plan", OTHER).status_code == 200
    card = page(ward, "plan_card", OTHER).content.decode()
    assert reverse("edit_plan", args=[ward.plans[OTHER].public_id]) not in card
    assert reverse("preview_plan", args=[ward.plans[OTHER].public_id]) in card

    models.PlanResponsible.objects.all().delete()
    assert page(ward, "edit_plan").status_code == 403, "the role alone gives nothing"


@pytest.mark.req("KP-KPA-004")
def test_the_role_gives_no_access_to_employees(ward: Ward, ragna: Actor) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    given = ward.assign(PLAN, nina)
    assert not assigning.may_assign(ragna)
    assert not assigning.may_approve(ragna)
    assert not own.visible_assignments(ragna, today=ward.hospital.today).exists()
    for name, key in (("employee_plans", nina.public_id), ("employee_plan", given.public_id)):
        assert pages(ward).get(reverse(name, args=[key])).status_code in (403, 404)


@pytest.mark.req("KP-KPA-005")
def test_the_menu_has_local_administration_with_the_plans(ward: Ward) -> None:
    home = pages(ward).get(reverse("home")).content.decode()
    assert reverse("local_administration") in home
    local = pages(ward).get(reverse("local_administration")).content.decode()
    assert reverse("plans") in local
    assert "Administrer planer" in local
    assert reverse("requirements") not in local


@pytest.mark.req("KP-KPA-006")
def test_sub_plans_are_added_and_removed(ward: Ward, ragna: Actor) -> None:
    plan = ward.plans[PLAN]
    made = sections.add_section(plan.public_id, name="Akutt", **acts(ward, ragna))
    assert plan.sections.count() == 2
    sections.remove_section(plan.public_id, made.public_id, **acts(ward, ragna))
    assert plan.sections.count() == 1
    with pytest.raises(PermissionDenied):
        sections.add_section(ward.plans[OTHER].public_id, name="Akutt", **acts(ward, ragna))


def new_requirement(ward: Ward, ragna: Actor, name: str = "Smittevern") -> models.Link:
    plan = ward.plans[PLAN]
    return adding.add_requirement_to_plan(
        plan.public_id,
        plan.sections.get().public_id,
        Settings(name=name, owner=plan.owner_id, category=ward.category().pk),
        **acts(ward, ragna),
    )


@pytest.mark.req("KP-KPA-007")
def test_new_requirements_are_made_and_existing_ones_fetched(ward: Ward, ragna: Actor) -> None:
    plan = ward.plans[PLAN]
    made = new_requirement(ward, ragna)
    assert (made.state, made.requirement.owner) == (LinkState.INACTIVE, plan.owner)
    section = plan.sections.get().public_id
    brann = ward.requirements["Brann"].public_id
    (fetched,) = links.fetch_requirements(plan.public_id, section, requirement_ids=[brann], **acts(ward, ragna))
    assert fetched.requirement == ward.requirements["Brann"]
    with pytest.raises(PermissionDenied):
        links.fetch_requirements(ward.plans[OTHER].public_id, section, requirement_ids=[brann], **acts(ward, ragna))


@pytest.mark.req("KP-KPA-008")
def test_a_requirement_is_taken_out_within_the_ordinary_day(ward: Ward, ragna: Actor) -> None:
    plan = ward.plans[PLAN]
    link = plan.links.get()
    ward.assign(PLAN, ward.hospital.employ("Nina", "1010"))
    late = ward.hospital.now + timedelta(hours=25)
    with pytest.raises(Exception, match="24 timer"):
        links.delete_link(plan.public_id, link.public_id, actor=ragna, now=late)
    links.delete_link(plan.public_id, link.public_id, **acts(ward, ragna))
    assert not plan.links.exists()
    assert models.Requirement.objects.filter(name="HLR").exists()


@pytest.mark.req("KP-KPA-009")
def test_requirements_of_the_department_are_drafted_discarded_and_published_and_others_are_looked_at(
    ward: Ward, ragna: Actor
) -> None:
    ward.requirement("Fremmed", owner="1020")
    ward.link(PLAN, "Generelt", "Fremmed")
    rows = {row.name: row.may_edit_item for _section, row in content.link_rows(ward.plans[PLAN], **acts(ward, ragna))}
    assert rows == {"HLR": True, "Fremmed": False}, "the eye instead of the pencil"

    hlr = ward.requirements["HLR"]
    settings = hlr.revisions.get().settings

    def write(name: str) -> int:
        draft = drafting.save_draft(hlr.public_id, replace(settings, name=name), lock_version=0, **acts(ward, ragna))
        assert draft
        return draft.lock_version

    drafting.discard_draft(hlr.public_id, lock_version=write("HLR 1"), **acts(ward, ragna))
    requirement_publishing.publish_requirement(hlr.public_id, lock_version=write("HLR 2"), **acts(ward, ragna))
    hlr.refresh_from_db()
    assert hlr.name == "HLR 2"
    for name in ("Fremmed", "Brann"):
        assert not requirement_access.may_draft_requirement(ragna, ward.requirements[name])
        address = reverse("edit_requirement", args=[ward.requirements[name].public_id])
        assert pages(ward).get(address).status_code == 403
    assert pages(ward).get(reverse("edit_requirement", args=[hlr.public_id])).status_code == 200


@pytest.mark.req("KP-KPA-010")
def test_requirements_are_activated_one_by_one_or_approved_in_the_list(ward: Ward, ragna: Actor) -> None:
    plan = ward.plans[PLAN]
    link = ward.link(PLAN, "Generelt", "Brann", state=LinkState.INACTIVE)
    links.activate_link(plan.public_id, link.public_id, **acts(ward, ragna))
    new_requirement(ward, ragna)
    seen = waiting.seen_mark(waiting.rows_of(plan, actor=ragna))
    assert approving.approve_all_changes(plan.public_id, seen=seen, **acts(ward, ragna)) == 1
    assert set(plan.links.values_list("state", flat=True)) == {LinkState.ACTIVE}


@pytest.mark.req("KP-KPA-011")
def test_the_plan_is_previewed_with_what_is_not_published_yet(ward: Ward, ragna: Actor) -> None:
    new_requirement(ward, ragna)
    address = reverse("preview_plan", args=[ward.plans[PLAN].public_id])
    assert "Smittevern" not in pages(ward).get(address).content.decode()
    assert "Smittevern" in pages(ward).get(f"{address}?changes=1").content.decode()


@pytest.mark.req("KP-KPA-012", "KP-KPA-013")
def test_document_owner_and_responsible_are_set_and_the_plan_published_within_the_role(
    ward: Ward, ragna: Actor
) -> None:
    nina = ward.hospital.employ("Nina", "1010").person
    plan = publishing.set_plan_people(
        ward.plans[PLAN].public_id,
        document_owner=nina.public_id,
        document_responsible=ward.hospital.people["Ragna"].public_id,
        lock_version=0,
        today=ward.hospital.today,
        **acts(ward, ragna),
    )
    assert (plan.document_owner, plan.document_responsible) == (nina, ward.hospital.people["Ragna"])

    def publish(code: str) -> None:
        publishing.publish_plan(
            plan.public_id,
            units=[ward.hospital.units[code].public_id],
            with_subunits=True,
            today=ward.hospital.today,
            **acts(ward, ragna),
        )

    publish("1020")
    assert plan.publications.filter(unit=ward.hospital.units["1020"]).exists()
    with pytest.raises(Exception, match="avdeling"):
        publish("2010")


@pytest.mark.req("KP-KPA-014", "KP-KPA-034", "KP-KPA-016")
def test_the_plan_is_moved_and_whoever_is_responsible_keeps_it_wherever_it_is(ward: Ward, ragna: Actor) -> None:
    plan = describing.change_owner(
        ward.plans[PLAN].public_id,
        unit=ward.hospital.units["1020"].public_id,
        lock_version=0,
        **acts(ward, ragna),
    )
    assert plan.owner == ward.hospital.units["1020"]
    models.Plan.objects.filter(pk=plan.pk).update(owner=ward.hospital.units["2010"])  # by somebody else, far away
    assert page(ward, "edit_plan").status_code == 200
    plan.refresh_from_db()
    assert access.may_edit_plan(ragna, plan)
    assert models.Plan.objects.filter(access.editable(ragna)).get() == plan
    assert [(row.name, row.is_named) for row in responsible_for(plan, today=ward.hospital.today)] == [
        ("Ragna Berg", True)
    ]
    assert "Ragna Berg" in page(ward, "set_plan_people").content.decode()


@pytest.mark.req("KP-KPA-015")
def test_the_name_and_what_happens_when_it_is_completed_are_changed(ward: Ward, ragna: Actor) -> None:
    described = Described("Legemiddelregning", "automatic")
    plan = describing.describe_plan(ward.plans[PLAN].public_id, described, lock_version=0, **acts(ward, ragna))
    assert (plan.name, plan.completion) == ("Legemiddelregning", "automatic")


@pytest.mark.req("KP-KPA-017")
def test_nothing_is_archived_and_no_item_deleted(ward: Ward, ragna: Actor) -> None:
    hlr = ward.requirements["HLR"]
    assert not access.may_archive_plan(ragna, ward.plans[PLAN])
    assert not requirement_access.may_archive_requirement(ragna, hlr)
    made = new_requirement(ward, ragna).requirement
    with pytest.raises(PermissionDenied):
        ending.delete_requirement(made.public_id, **acts(ward, ragna))
    assert page(ward, "archive_plan").status_code == 403
    assert not models.Plan.objects.filter(access.editable(ragna), name=OTHER).exists()


def test_the_list_of_a_plan_asks_no_more_for_many_requirements(ward: Ward, ragna: Actor) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            content.link_rows(ward.plans[PLAN], **acts(ward, ragna))
            waiting.rows_of(ward.plans[PLAN], actor=ragna)
        return len(seen)

    before = asked()
    for number in range(10):
        ward.requirement(f"Krav {number}")
        ward.link(PLAN, "Generelt", f"Krav {number}")
    assert asked() == before


def left(ward: Ward, name: str = "Ragna", *, days: int = 0) -> None:
    """The position has ended."""
    day = ward.hospital.today + timedelta(days=days)
    Position.objects.filter(person=ward.hospital.people[name]).update(valid_to=day)


def mails(ward: Ward) -> dict[str, list[Content]]:
    notifications.mail_told(now=ward.hospital.now)
    found: dict[str, list[Content]] = {}
    for row in OutgoingMessage.objects.order_by("id"):
        found.setdefault(row.recipient, []).append(Content.from_json(row.content))
    return found


@pytest.mark.req("KP-KPA-028", "KP-KPA-029", "KP-MAIL-003")
def test_owners_get_one_mail_about_all_plans_whose_responsible_have_left(ward: Ward) -> None:
    hospital = ward.hospital
    for name in ("Oda", "Per"):
        hospital.employ(name, "1010")
        notifications.choose(
            {}, without_mail=True, actor=hospital.actor(Position.objects.get(person=hospital.people[name]))
        )
    with_role(hospital, "Runa", roles.PLAN_RESPONSIBLE, "klinikken")
    runa = Position.objects.get(person=hospital.people["Runa"])
    ward.plan("Smittevern")
    for plan, owner, position in (
        (PLAN, "Oda", None),
        (OTHER, "Oda", ragna_in(hospital)),
        ("Smittevern", "Per", runa),
    ):
        models.Plan.objects.filter(name=plan).update(document_owner=hospital.people[owner])
        if position:
            ward.plans[plan].responsible.create(position=position, named_at=hospital.now)

    assert leaving.tell_of_left(now=hospital.now) == 0
    left(ward)
    assert leaving.tell_of_left(now=hospital.now) == 2
    assert leaving.tell_of_left(now=hospital.now) == 0, "once"

    ((address, (mail,)),) = mails(ward).items()
    assert address == "oda@sykehuset.example"
    assert mail.subject == "Kompetanseportalen: Kompetanseplanansvarlig har sluttet/byttet stilling"
    for said in ("dokumenteier", f"{PLAN} (Ragna Berg); {OTHER} (Ragna Berg)", "sluttet", "systemansvarlig"):
        assert said in mail.text
    assert not Notification.objects.filter(on_home=True).exists()


def test_a_position_that_had_not_ended_after_all_is_told_of_anew_when_it_does(ward: Ward) -> None:
    models.Plan.objects.update(document_owner=ward.hospital.employ("Oda", "1010").person)
    left(ward)
    assert leaving.tell_of_left(now=ward.hospital.now) == 1
    Position.objects.filter(person=ward.hospital.people["Ragna"]).update(valid_to=None)
    assert leaving.tell_of_left(now=ward.hospital.now) == 0
    left(ward)
    assert leaving.tell_of_left(now=ward.hospital.now) == 1


def test_whoever_was_responsible_is_told_of_the_plans_that_they_were_named_for(ward: Ward) -> None:
    position = ragna_in(ward.hospital)
    ward.plans[OTHER].responsible.create(position=position, named_at=ward.hospital.now)
    assert roles.plans_named_for([position.pk]) == f"{PLAN}; {OTHER}"
