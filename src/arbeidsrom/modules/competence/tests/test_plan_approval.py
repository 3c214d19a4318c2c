"""«Godkjenn LA/krav»: what waits in a plan, and what approving it does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions.plans import approving
from arbeidsrom.modules.competence.queries.plans import waiting
from arbeidsrom.modules.competence.queries.requirements import standing_of
from arbeidsrom.modules.competence.rules.plans import Waiting
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.browsing import typed
from arbeidsrom.modules.competence.tests.test_plan_content import hold
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

LABELS = {
    "Begge": "Aktivering til plan og godkjenning av kladd",
    "Kladd": "Godkjenning av kladd",
    "Ny": "Aktivering til plan",
    "Fremmed": "Kladd må publiseres/slettes sentralt før du kan aktivere",
}


def draft(ward: Ward, name: str, **said: object) -> None:
    requirement = ward.requirements[name]
    settings = requirement.revisions.latest("number").settings
    said = said or {"description": "Ny tekst"}
    models.RequirementDraft.objects.create(
        requirement=requirement,
        content=replace(settings, **said).as_json(),  # type: ignore[arg-type]
        saved_at=ward.hospital.now,
        lock_version=1,
    )


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    """A plan with one requirement of each of the four kinds, and a quiet one."""
    ward = Ward(hospital)
    ward.plan("Plan", "Stille", "Kladd")
    ward.requirement("Fremmed", owner="1020")
    for name in ("Begge", "Ny", "Fremmed"):
        ward.link("Plan", "Generelt", name, state=LinkState.INACTIVE)
    for name in ("Begge", "Kladd", "Fremmed"):
        draft(ward, name)
    return ward


@pytest.fixture
def hanne(ward: Ward) -> Actor:
    return hold(ward.hospital, "Hanne", roles.SUBJECT_A, "klinikken")


def rows(ward: Ward, actor: Actor) -> dict[str, waiting.WaitingRow]:
    plan = models.Plan.objects.select_related("owner").get(name="Plan")
    return {row.name: row for row in waiting.rows_of(plan, actor=actor)}


def approve(ward: Ward, actor: Actor, *names: str) -> int:
    found = rows(ward, actor)
    acts = {"actor": actor, "now": ward.hospital.now}
    plan = ward.plans["Plan"].public_id
    if not names:
        return approving.approve_all_changes(plan, seen=waiting.seen_mark(found.values()), **acts)
    return approving.approve_chosen_changes(plan, seen=[found[name].seen for name in names], **acts)


def version(ward: Ward, name: str = "Plan") -> str:
    return str(models.Plan.objects.get(name=name).version)


@pytest.mark.req("KP-ADM-214", "KP-ADM-215", "KP-ADM-216", "KP-ADM-217", "KP-ADM-218")
def test_the_list_names_the_four_kinds(ward: Ward, hanne: Actor) -> None:
    assert {name: row.kind for name, row in rows(ward, hanne).items()} == {
        "Begge": Waiting.BOTH,
        "Kladd": Waiting.DRAFT,
        "Ny": Waiting.ACTIVATION,
        "Fremmed": Waiting.ELSEWHERE,
    }
    page = ward.hospital.browser("Hanne").get(reverse("approve_plan_changes", args=[ward.plans["Plan"].public_id]))
    text = page.content.decode()
    assert all(label in text for label in LABELS.values())
    assert text.count('name="seen"') == 3, "what is owned elsewhere cannot be ticked"


@pytest.mark.req("KP-ADM-215", "KP-ADM-216", "KP-ADM-217", "KP-ADM-218", "KP-ADM-219", "KP-ADM-239", "KP-ADM-240")
def test_all_are_approved_at_once_but_for_what_is_owned_elsewhere(ward: Ward, hanne: Actor) -> None:
    nina = ward.hospital.employ("Nina", "1010")
    ward.assign("Plan", nina)
    assert approve(ward, hanne) == 3
    links = {one.requirement.name: one.state for one in ward.plans["Plan"].links.select_related("requirement")}
    assert links == {"Stille": "active", "Kladd": "active", "Begge": "active", "Ny": "active", "Fremmed": "inactive"}
    assert {one.requirement.name for one in models.RequirementDraft.objects.all()} == {"Fremmed"}
    assert ward.requirements["Kladd"].revisions.latest("number").settings.description == "Ny tekst"
    assert version(ward) == "1.0"
    assert truth.differences([nina.person_id]) == []
    assert models.RequirementStatus.objects.count() == 4


@pytest.mark.req("KP-ADM-221", "KP-ADM-238", "KP-ADM-239", "KP-ADM-242")
def test_chosen_ones_make_a_step_for_each_plan_by_what_it_got(ward: Ward, hanne: Actor) -> None:
    ward.plan("Annen", "Kladd")
    ward.plan("Tredje", "Kladd", "Begge")
    models.Plan.objects.update(major=1, minor=9)
    assert approve(ward, hanne, "Kladd") == 1
    assert (version(ward), version(ward, "Annen"), version(ward, "Tredje")) == ("1.10", "1.10", "1.10")
    draft(ward, "Kladd", description="Enda nyere")
    assert approve(ward, hanne, "Kladd", "Begge") == 2
    assert (version(ward), version(ward, "Annen"), version(ward, "Tredje")) == ("2.0", "1.11", "2.0")
    assert rows(ward, hanne).keys() == {"Ny", "Fremmed"}


@pytest.mark.req("KP-ADM-264")
def test_one_draft_that_cannot_be_published_keeps_all_from_being_approved(ward: Ward, hanne: Actor) -> None:
    models.RequirementDraft.objects.filter(requirement=ward.requirements["Kladd"]).delete()
    draft(ward, "Kladd", repetitions=1)
    with pytest.raises(Refused, match="«Kladd»"):
        approve(ward, hanne)
    assert set(rows(ward, hanne)) == set(LABELS)
    assert models.PlanRevision.objects.count() == 0
    assert ward.requirements["Begge"].revisions.count() == 1


@pytest.mark.req("KP-ADM-265")
def test_what_came_after_the_list_was_opened_is_not_approved_with_it(ward: Ward, hanne: Actor) -> None:
    mark = waiting.seen_mark(rows(ward, hanne).values())
    chosen = rows(ward, hanne)["Kladd"].seen
    ward.requirement("Sent")
    ward.link("Plan", "Generelt", "Sent", state=LinkState.INACTIVE)
    browser, address = (
        ward.hospital.browser("Hanne"),
        reverse("approve_plan_changes", args=[ward.plans["Plan"].public_id]),
    )
    told = browser.post(address, {"all": mark}).content.decode()
    assert "4 endringer venter nå" in told
    assert models.PlanRevision.objects.count() == 0
    models.RequirementDraft.objects.filter(requirement=ward.requirements["Kladd"]).update(lock_version=2)
    with pytest.raises(ChangedMeanwhile):
        approving.approve_chosen_changes(
            ward.plans["Plan"].public_id, seen=[chosen], actor=hanne, now=ward.hospital.now
        )


@pytest.mark.req("KP-ADM-219", "KP-ADM-220", "KP-ADM-221")
def test_the_page_says_how_many_before_all_are_approved_and_how_many_are_shown_can_be_set(
    ward: Ward, hanne: Actor
) -> None:
    for number in range(12):
        ward.link("Plan", "Generelt", f"Krav {number}", state=LinkState.INACTIVE)
    browser, address = (
        ward.hospital.browser("Hanne"),
        reverse("approve_plan_changes", args=[ward.plans["Plan"].public_id]),
    )
    text = browser.get(address, {"size": "10"}).content.decode()
    assert text.count('name="seen"') <= 10
    asked = browser.get(address, {"all": "1", "size": "10"}).content.decode()
    assert "15 endringer godkjennes" in asked
    assert "andre sider" in asked
    assert models.PlanRevision.objects.count() == 0
    assert "Velg minst ett krav" in browser.post(address, {}).content.decode()
    browser.post(address, {"seen": [rows(ward, hanne)["Ny"].seen]})
    assert ward.plans["Plan"].links.get(requirement__name="Ny").is_active


def test_in_a_plan_a_requirement_is_made_in_the_same_form_with_the_same_settings(ward: Ward, hanne: Actor) -> None:
    """For competence plans; where there are goal plans, they have it too (KP-ADM-004)."""
    given = ward.plans["Plan"].public_id, ward.sections["Generelt"].public_id
    browser, address = ward.hospital.browser("Hanne"), reverse("add_requirement_to_plan", args=given)
    fields = {
        name: sorted(typed(browser, at)) for name, at in (("plan", address), ("list", reverse("add_requirement")))
    }
    assert set(fields["list"]) - set(fields["plan"]) == {"find_owner"}, "the plan says who owns it"
    assert set(fields["plan"]) <= set(fields["list"])
    more = typed(browser, address) | {"point_name": ["Vask"], "point_mandatory": ["0"], "act": ["more"]}
    assert browser.post(address, more).content.decode().count('name="point_name"') == 2
    assert not models.Requirement.objects.filter(name="Pumpe").exists()
    said = {
        "name": ["Pumpe"],
        "category": [str(ward.category().pk)],
        "requires_signing": ["on"],
        "validity_days": ["90"],
    }
    browser.post(address, more | said | {"act": ["save"]})
    made = ward.plans["Plan"].links.get(requirement__name="Pumpe").requirement
    drafted = standing_of(made).settings
    assert (drafted.requires_signing, drafted.validity_days) == (True, 90)
    assert [point.name for point in drafted.checklist] == ["Vask"]


@pytest.mark.req("KP-ADM-104", "KP-ADM-215")
def test_a_new_requirement_is_made_in_a_plan_as_a_draft(ward: Ward, hanne: Actor) -> None:
    plan, section = ward.plans["Plan"].public_id, ward.sections["Generelt"].public_id
    browser, address = ward.hospital.browser("Hanne"), reverse("add_requirement_to_plan", args=[plan, section])
    blank = browser.post(address, {"name": " ", "description": "Skrevet"}).content.decode()
    assert 'id="id_name_error"' in blank
    assert 'id="category-fault"' in blank
    assert "Skrevet" in blank
    owned = {"name": "Nytt krav", "category": ward.category().pk, "owner": ward.hospital.units["1020"].pk}
    made = browser.post(address, owned)
    link = ward.plans["Plan"].links.get(requirement__name="Nytt krav")
    assert made.headers["Location"] == reverse("edit_requirement", args=[link.requirement.public_id])
    assert (link.state, link.requirement.owner) == ("inactive", ward.hospital.units["1010"])
    assert rows(ward, hanne)["Nytt krav"].kind == Waiting.BOTH
