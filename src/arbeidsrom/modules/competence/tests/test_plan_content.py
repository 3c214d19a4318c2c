"""What stands in a plan, and a requirement's way through it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions.plans import links, sections
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.actions.plans.sections import Direction
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


def hold(hospital: Hospital, name: str, role: str, unit: str, works_in: str = "1010") -> Actor:
    """Somebody who has the role in the unit and all below."""
    position = hospital.employ(name, works_in)
    RoleGrant.objects.create(
        position=position,
        role=role,
        unit=hospital.units[unit],
        with_subunits=True,
        valid_from=hospital.today,
        source=GrantSource.ORDER,
    )
    return hospital.actor(position)


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    ward = Ward(hospital)
    ward.plan("Sykepleier", section="Akutt")
    ward.plan("Sykepleier", section="Generelt")
    return ward


@pytest.fixture
def hanne(ward: Ward) -> Actor:
    return hold(ward.hospital, "Hanne", roles.SUBJECT_A, "1010")


def acts(ward: Ward, actor: Actor, later: timedelta = timedelta()) -> dict[str, object]:
    return {"actor": actor, "now": ward.hospital.now + later}


def plan_of(ward: Ward) -> models.Plan:
    return models.Plan.objects.get(pk=ward.plans["Sykepleier"].pk)


def fetch(ward: Ward, actor: Actor, *names: str, section: str = "Generelt") -> list[models.Link]:
    ids = [ward.requirements[name].public_id for name in names]
    plan, part = ward.plans["Sykepleier"].public_id, ward.sections[section].public_id
    made = links.fetch_requirements(plan, part, requirement_ids=ids, **acts(ward, actor))
    return sorted(made, key=lambda link: names.index(link.requirement.name))


def draft(requirement: models.Requirement, ward: Ward) -> None:
    newest = requirement.revisions.latest("number")
    models.RequirementDraft.objects.create(requirement=requirement, content=newest.content, saved_at=ward.hospital.now)


@pytest.mark.req("KP-ADM-177")
def test_a_new_sub_plan_is_the_last_and_a_requirement_needs_one(ward: Ward, hanne: Actor) -> None:
    plan = ward.plans["Sykepleier"]
    made = sections.add_section(plan.public_id, name="  Smittevern ", **acts(ward, hanne))
    assert [one.name for one in plan.sections.order_by("place")] == ["Akutt", "Generelt", "Smittevern"]
    with pytest.raises(models.Section.DoesNotExist):
        links.fetch_requirements(plan.public_id, UUID(int=1), requirement_ids=[], **acts(ward, hanne))
    with pytest.raises(CannotBeSaved, match="navn"):
        sections.add_section(plan.public_id, name="  ", **acts(ward, hanne))
    sections.remove_section(plan.public_id, made.public_id, **acts(ward, hanne))
    assert plan.sections.count() == 2


@pytest.mark.req("KP-ADM-283")
def test_sub_plans_and_requirements_are_moved_by_buttons(ward: Ward, hanne: Actor) -> None:
    plan = ward.plans["Sykepleier"]
    sections.move_section(
        plan.public_id, ward.sections["Generelt"].public_id, direction=Direction.UP, **acts(ward, hanne)
    )
    assert [one.name for one in plan.sections.order_by("place")] == ["Generelt", "Akutt"]
    sections.move_section(
        plan.public_id, ward.sections["Generelt"].public_id, direction=Direction.UP, **acts(ward, hanne)
    )
    assert [one.name for one in plan.sections.order_by("place")] == ["Generelt", "Akutt"], "the first stays first"

    ward.requirement("HLR")
    ward.requirement("Brann")
    last, _first = fetch(ward, hanne, "HLR", "Brann")
    links.move_link(plan.public_id, last.public_id, direction=Direction.UP, **acts(ward, hanne))
    assert plan.links.earliest("place").pk == last.pk


@pytest.mark.req("KP-ADM-178")
def test_a_sub_plan_is_dragged_to_where_another_stands(ward: Ward, hanne: Actor) -> None:
    plan = ward.plan("Sykepleier", section="Smittevern")
    browser = ward.hospital.browser("Hanne")
    text = browser.get(reverse("edit_plan", args=[plan.public_id])).content.decode()

    def drop(one: str, onto: str) -> list[str]:
        address = reverse("drop_section", args=[plan.public_id, ward.sections[one].public_id])
        assert f'action="{address}" draggable="true"' in text
        assert browser.post(address, {"onto": str(ward.sections[onto].public_id)}).status_code == 302
        return [row.name for row in plan.sections.order_by("place")]

    assert drop("Smittevern", "Akutt") == ["Smittevern", "Akutt", "Generelt"]
    assert drop("Smittevern", "Generelt") == ["Akutt", "Generelt", "Smittevern"]
    assert drop("Akutt", "Akutt") == ["Akutt", "Generelt", "Smittevern"]


@pytest.mark.req("KP-ADM-181")
def test_whether_a_sub_plan_may_be_not_relevant_makes_no_version(ward: Ward, hanne: Actor) -> None:
    ward.requirement("HLR")
    (link,) = fetch(ward, hanne, "HLR")
    plan = ward.plans["Sykepleier"]
    links.activate_link(plan.public_id, link.public_id, **acts(ward, hanne))
    before = plan_of(ward)
    said = {"name": "Generelt", "may_be_not_relevant": True}
    section = ward.sections["Generelt"].public_id
    sections.rename_section(plan.public_id, section, **said, lock_version=before.lock_version, **acts(ward, hanne))
    assert plan_of(ward).version == before.version
    assert models.Section.objects.get(public_id=section).may_be_not_relevant
    with pytest.raises(ChangedMeanwhile):
        sections.rename_section(plan.public_id, section, **said, lock_version=before.lock_version, **acts(ward, hanne))


@pytest.mark.req("KP-ADM-057", "KP-ADM-191", "KP-ADM-192", "KP-ADM-194")
def test_only_what_is_shared_with_the_owner_is_fetched_and_only_once(ward: Ward, hanne: Actor) -> None:
    ward.requirement("HLR")
    ward.requirement("Fremmed", owner="2010")
    shared_above = ward.requirement("Felles", owner="klinikken")
    with pytest.raises(CannotBeSaved):
        fetch(ward, hanne, "Fremmed")
    with pytest.raises(CannotBeSaved):
        fetch(ward, hanne, "Felles")  # shared with the clinic alone
    shared_above.sharings.update(with_subunits=True)
    made = fetch(ward, hanne, "HLR", "Felles")
    assert {one.state for one in made} == {LinkState.INACTIVE}
    with pytest.raises(CannotBeSaved):
        fetch(ward, hanne, "HLR", section="Akutt")
    models.Sharing.objects.update(ended_at=ward.hospital.now)
    ward.requirement("Sluttet").sharings.update(ended_at=ward.hospital.now)
    with pytest.raises(CannotBeSaved):
        fetch(ward, hanne, "Sluttet")


@pytest.mark.req("KP-ADM-194", "KP-ADM-238", "KP-ADM-240")
def test_activating_shows_it_to_those_who_have_the_plan_and_makes_the_first_version(ward: Ward, hanne: Actor) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.assign("Sykepleier", nina)
    ward.requirement("HLR")
    ward.requirement("Brann")
    hlr, brann = fetch(ward, hanne, "HLR", "Brann")
    assert not models.RequirementStatus.objects.exists()

    plan = ward.plans["Sykepleier"]
    links.activate_link(plan.public_id, hlr.public_id, **acts(ward, hanne))
    assert str(plan_of(ward).version) == "1.0"
    assert models.RequirementStatus.objects.get().requirement == ward.requirements["HLR"]
    assert truth.differences([nina.person_id]) == []

    links.activate_link(plan.public_id, brann.public_id, **acts(ward, hanne))
    assert str(plan_of(ward).version) == "1.1"
    newest = models.PlanRevision.objects.filter(plan=plan).latest("id")
    assert [len(one["links"]) for one in newest.content["sections"]] == [0, 2]


@pytest.mark.req("KP-ADM-115", "KP-ADM-195")
def test_what_has_a_draft_is_not_activated(ward: Ward, hanne: Actor) -> None:
    draft(ward.requirement("HLR"), ward)
    (link,) = fetch(ward, hanne, "HLR")
    with pytest.raises(Refused, match="kladd"):
        links.activate_link(ward.plans["Sykepleier"].public_id, link.public_id, **acts(ward, hanne))
    models.RequirementDraft.objects.all().delete()
    links.activate_link(ward.plans["Sykepleier"].public_id, link.public_id, **acts(ward, hanne))


@pytest.mark.req("KP-ADM-198", "KP-ADM-204", "KP-ADM-208", "KP-ADM-211", "KP-ADM-271")
def test_deactivated_with_a_reason_in_one_plan_and_active_again_in_a_chosen_sub_plan(ward: Ward, hanne: Actor) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.plan("Annen plan", "HLR")
    ward.link("Sykepleier", "Generelt", "HLR")
    ward.assign("Sykepleier", nina)
    plan = ward.plans["Sykepleier"]
    link = plan.links.get()
    with pytest.raises(CannotBeSaved):
        links.deactivate_link(plan.public_id, link.public_id, reason=" \n ", **acts(ward, hanne))
    links.deactivate_link(plan.public_id, link.public_id, reason="Ny rutine", **acts(ward, hanne))

    link.refresh_from_db()
    assert (link.state, link.deactivated_because, link.deactivated_by.name) == (
        "deactivated",
        "Ny rutine",
        "Hanne Berg",
    )
    assert not models.RequirementStatus.objects.exists()
    assert ward.plans["Annen plan"].links.get().is_active

    akutt = ward.sections["Akutt"].public_id
    links.reactivate_link(plan.public_id, link.public_id, section_id=akutt, **acts(ward, hanne))
    link.refresh_from_db()
    assert (link.is_active, link.section) == (True, ward.sections["Akutt"])
    assert models.RequirementStatus.objects.count() == 1
    assert str(plan_of(ward).version) == "1.1"


@pytest.mark.req("KP-ADM-075", "KP-ADM-196", "KP-ADM-197", "KP-ADM-203", "KP-ADM-267", "KP-ADM-268")
def test_a_link_is_deleted_before_assignment_and_within_a_day_after_it(ward: Ward, hanne: Actor) -> None:
    ward.link("Sykepleier", "Generelt", "HLR")
    ward.link("Sykepleier", "Generelt", "Brann")
    plan = ward.plans["Sykepleier"]
    hlr, brann = plan.links.order_by("place")
    late = timedelta(days=30)
    links.delete_link(plan.public_id, hlr.public_id, **acts(ward, hanne, late))
    assert models.Requirement.objects.filter(name="HLR").exists(), "only the link is gone"

    nina = ward.hospital.employ("Nina", "1010")
    ward.assign("Sykepleier", nina)
    models.Progress.objects.create(
        person=nina.person, requirement=brann.requirement, state=State.FULFILLED, completed_on=ward.hospital.today
    )
    with pytest.raises(Refused, match="Deaktiver"):
        links.delete_link(plan.public_id, brann.public_id, **acts(ward, hanne, timedelta(hours=24)))
    just = timedelta(hours=23, minutes=59)
    links.delete_link(plan.public_id, brann.public_id, **acts(ward, hanne, just))
    assert not models.RequirementStatus.objects.exists()
    assert models.Progress.objects.count() == 1, "what was registered stays with the person"
    ward.link("Sykepleier", "Generelt", "Brann")
    again = ward.plans["Sykepleier"].links.get()
    assert truth.differences([nina.person_id]) != []
    links.deactivate_link(plan.public_id, again.public_id, reason="x", **acts(ward, hanne))
    links.reactivate_link(
        plan.public_id, again.public_id, section_id=ward.sections["Akutt"].public_id, **acts(ward, hanne)
    )
    assert models.RequirementStatus.objects.get().state == State.FULFILLED


@pytest.mark.req("KP-ADM-082", "KP-ADM-084", "KP-ADM-089", "KP-ADM-271")
def test_only_a_central_requirement_that_allows_it_has_its_validity_adapted(ward: Ward, hanne: Actor) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.requirement("Lokalt", validity_days=365)
    ward.requirement("Fast", central=True, validity_days=365)
    ward.requirement("Uten", central=True, allows_adaptation=True)
    free = ward.requirement("Fritt", central=True, validity_days=365, allows_adaptation=True)
    plan = ward.plans["Sykepleier"]
    for name in ("Lokalt", "Fast", "Uten", "Fritt"):
        ward.link("Sykepleier", "Generelt", name)
    ward.assign("Sykepleier", nina)
    models.Progress.objects.create(
        person=nina.person, requirement=free, state=State.FULFILLED, completed_on=ward.hospital.today
    )
    said = {"validity_days": 30, "reason": "Vi øver oftere"}
    for name in ("Lokalt", "Fast", "Uten"):
        link = plan.links.get(requirement__name=name)
        with pytest.raises(PermissionDenied):
            links.adapt_validity(plan.public_id, link.public_id, **said, **acts(ward, hanne))
    link = plan.links.get(requirement=free)
    with pytest.raises(CannotBeSaved):
        links.adapt_validity(plan.public_id, link.public_id, validity_days=30, reason=" ", **acts(ward, hanne))
    links.adapt_validity(plan.public_id, link.public_id, **said, **acts(ward, hanne))
    status = models.RequirementStatus.objects.get(requirement=free)
    assert status.due == ward.hospital.today + timedelta(days=30)
    free.refresh_from_db()
    assert free.validity_days == 365


@pytest.mark.req("KP-ADM-273", "KP-ADM-274")
def test_whoever_looks_after_another_department_changes_nothing(ward: Ward, hanne: Actor) -> None:
    other = hold(ward.hospital, "Odd", roles.SUBJECT_A, "1020", works_in="1020")
    plan = ward.plans["Sykepleier"].public_id
    with pytest.raises(PermissionDenied):
        sections.add_section(plan, name="Ny", **acts(ward, other))
    browser = ward.hospital.browser("Odd")
    assert browser.get(reverse("edit_plan", args=[plan])).status_code == 403
    assert browser.get(reverse("preview_plan", args=[plan])).status_code == 200
    assert browser.get(reverse("preview_plan", args=[plan]), {"changes": "1"}).status_code == 403
    sections.add_section(plan, name="Ny", **acts(ward, hanne))


@pytest.mark.req("KP-ADM-105", "KP-ADM-114", "KP-ADM-194", "KP-ADM-205", "KP-ADM-206", "KP-ADM-207")
def test_the_editor_shows_how_each_requirement_stands(ward: Ward, hanne: Actor) -> None:
    draft(ward.requirement("HLR"), ward)
    ward.requirement("Brann")
    fetch(ward, hanne, "HLR", "Brann")
    ward.link("Sykepleier", "Akutt", "Smittevern")
    plan = ward.plans["Sykepleier"]
    gone = plan.links.get(requirement__name="Smittevern")
    links.deactivate_link(plan.public_id, gone.public_id, reason="Ny rutine", **acts(ward, hanne))
    text = ward.hospital.browser("Hanne").get(reverse("edit_plan", args=[plan.public_id])).content.decode()
    assert "KLADD" in text
    assert "Ikke aktiv" in text
    assert text.count("/activate/") == 1, "what has a draft cannot be activated"
    offered = {str(one.public_id) for one in plan.links.all() if f"{one.public_id}/deactivate/" in text}
    assert offered == {str(one.public_id) for one in plan.links.exclude(pk=gone.pk)}
    assert len(offered) == 2
    assert "Deaktiverte krav" in text
    assert "Ny rutine" in text
    assert "Hanne Berg" in text


def test_the_pages_of_the_editor_do_what_they_say(ward: Ward, hanne: Actor) -> None:
    plan, browser = ward.plans["Sykepleier"].public_id, ward.hospital.browser("Hanne")
    section = ward.sections["Generelt"].public_id
    hlr = ward.requirement("HLR")
    found = browser.get(reverse("fetch_requirements", args=[plan, section]), {"q": str(hlr.pk)}).content.decode()
    assert "HLR" in found
    empty = browser.post(reverse("fetch_requirements", args=[plan, section]))
    assert "Velg minst ett krav" in empty.content.decode()
    browser.post(reverse("fetch_requirements", args=[plan, section]), {"requirements": str(hlr.public_id)})
    link = ward.plans["Sykepleier"].links.get()
    assert browser.post(reverse("activate_link", args=[plan, link.public_id])).status_code == 302
    blank = browser.post(reverse("deactivate_link", args=[plan, link.public_id]), {"reason": "  "}).content.decode()
    assert "ds-validation-message" in blank
    browser.post(reverse("deactivate_link", args=[plan, link.public_id]), {"reason": "Ny rutine"})
    back = reverse("reactivate_link", args=[plan, link.public_id])
    assert "Akutt" in browser.get(back).content.decode()
    browser.post(back, {"section": str(ward.sections["Akutt"].public_id)})
    link.refresh_from_db()
    assert link.is_active
    assert link.section == ward.sections["Akutt"]
    nameless = browser.post(reverse("add_section", args=[plan]), {"name": ""})
    assert "ds-validation-message" in nameless.content.decode()
