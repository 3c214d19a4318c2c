"""Goal plans: made from templates, adapted with activities of the trust's own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position, Unit, UnitKind
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.refusals import Refused, WrongState
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.access import requirements as item_access
from arbeidsrom.modules.competence.actions import assigning, relevance
from arbeidsrom.modules.competence.actions.plans import approving, describing, links, sections
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.actions.requirements import drafting, ending, publishing, resetting, sharing
from arbeidsrom.modules.competence.actions.requirements.faults import NotPossible
from arbeidsrom.modules.competence.models import ActivityLevel, PlanKind
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.queries.assigning import plans_to_assign
from arbeidsrom.modules.competence.queries.plans import content, fetching, waiting
from arbeidsrom.modules.competence.queries.requirements import standing_of
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.tests.browsing import typed
from arbeidsrom.modules.competence.tests.goal_world import COURSE, INTUBATION, VISIT, GoalWorld

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)
LEARNING, COMPETENCE = PlanKind.LEARNING_GOALS, PlanKind.COMPETENCE_GOALS


@pytest.fixture
def world(hospital: Hospital) -> GoalWorld:
    return GoalWorld(hospital)


@pytest.fixture
def plan(world: GoalWorld) -> models.Plan:
    return world.make()


def page(browser: Client, name: str, *args: object) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.req("KP-ADM-183", "KP-ADM-077")
def test_a_plan_has_the_themes_goals_and_activities_of_its_template(world: GoalWorld, plan: models.Plan) -> None:
    said = [(one.code, one.name, one.is_goal) for one in plan.sections.order_by("place")]
    assert said == [
        ("", "Luftveier", False),
        ("ANE-001", "Kunne sikre frie luftveier", True),
        ("ANE-002", "Kunne intubere barn", True),
        ("", "Samhandling", False),
        ("ANE-003", "Kunne lede et team", True),
    ]
    rows = plan.links.order_by("section__place", "place").values_list("section__code", "requirement__name", "state")
    assert list(rows) == [
        ("ANE-001", INTUBATION, "active"),
        ("ANE-001", COURSE, "active"),
        ("ANE-002", INTUBATION, "active"),
        ("ANE-002", VISIT, "active"),
    ]
    other = world.make(unit="nabo", actor=world.hold("Mona", roles.REGISTRAR_ADMINISTRATOR, "nabo", "2010"))
    national = plan.links.filter(requirement__level=ActivityLevel.NATIONAL).values_list("requirement", flat=True)
    assert set(national) <= set(other.links.values_list("requirement", flat=True)), "the same in every trust"
    origins = [set(one.sections.values_list("origin", flat=True)) for one in (plan, other)]
    assert origins[0] == origins[1] == set(plan.template.sections.values_list("pk", flat=True))


@pytest.mark.req("KP-ADM-183", "KP-ADM-184")
def test_each_kind_is_made_by_those_who_administer_it(world: GoalWorld) -> None:
    assert world.make("Helsearbeiderfaget").kind == COMPETENCE
    for name, actor in (("Anestesiologi", world.tor), ("Helsearbeiderfaget", world.marte)):
        with pytest.raises(PermissionDenied):
            world.make(name, actor=actor)
    for role in (roles.TRUST_ADMINISTRATOR, roles.SUBJECT_A, roles.REGION_ADMINISTRATOR, roles.SYSTEM_OPERATOR):
        unit = "region" if role in (roles.REGION_ADMINISTRATOR, roles.SYSTEM_OPERATOR) else "sykehuset"
        other = world.hold(role.rpartition(".")[2].capitalize(), role, unit)
        for name in world.templates:
            with pytest.raises(PermissionDenied):
                world.make(name, actor=other)


@pytest.mark.req("KP-ADM-185")
def test_the_way_goes_from_the_list_by_content_type_department_and_template(world: GoalWorld) -> None:
    browser = world.browser(world.marte)
    assert reverse("plans") in page(browser, "local_administration")
    assert reverse("choose_plan_kind") in page(browser, "plans")
    answer = browser.get(reverse("choose_plan_kind"))
    assert answer["Location"] == reverse("add_learning_goal_plan"), "there is one type alone to choose"
    text = page(browser, "add_learning_goal_plan")
    assert "Avdeling" in text
    assert "Basert på mal" in text
    assert "Anestesiologi: 3 mål, 3 aktiviteter" in text
    assert "Helsearbeiderfaget" not in text
    unit, template = world.hospital.units["sykehuset"], world.templates["Anestesiologi"]
    empty = browser.post(reverse("add_learning_goal_plan"), {"unit": str(unit.public_id)})
    assert 'id="id_template_error"' in empty.content.decode()
    made = browser.post(
        reverse("add_learning_goal_plan"), {"unit": str(unit.public_id), "template": str(template.public_id)}
    )
    plan = models.Plan.objects.get(template=template)
    assert made["Location"] == reverse("edit_plan", args=[plan.public_id])
    assert (plan.name, plan.owner, plan.completion) == ("Anestesiologi", unit, "")


@pytest.mark.req("KP-ADM-168")
def test_the_content_type_is_chosen_first_of_those_one_makes(world: GoalWorld) -> None:
    anna = world.hold("Anna", roles.SUBJECT_A)
    assert world.browser(anna).get(reverse("choose_plan_kind"))["Location"] == reverse("add_plan")
    berit = world.hold("Berit", roles.TRUST_ADMINISTRATOR)
    for role in (roles.REGISTRAR_ADMINISTRATOR, roles.APPRENTICE_ADMINISTRATOR):
        world.grant(Position.objects.get(pk=berit.position_id), role, "sykehuset")
    text = page(world.browser(berit), "choose_plan_kind")
    for kind, address in (
        ("Kompetanseplan", "add_plan"),
        ("Læringsmålplan", "add_learning_goal_plan"),
        ("Kompetansemålplan", "add_competence_goal_plan"),
    ):
        assert re.search(rf'href="{reverse(address)}".*?{kind}', text, re.DOTALL)
    assert "leger i spesialisering" in text
    assert "lærlinger" in text


@pytest.mark.req("KP-ADM-186")
def test_the_owner_can_assign_it_at_once_with_all_below(world: GoalWorld, plan: models.Plan) -> None:
    (publication,) = plan.publications.all()
    assert (publication.unit, publication.with_subunits) == (world.hospital.units["sykehuset"], True)
    assert plan.owner == publication.unit
    astrid = world.hospital.employ("Astrid", "1010")
    lars = world.registrar(led_by=astrid)
    assert plan in plans_to_assign([lars], text="")
    given = assigning.assign_plan(
        plan.public_id, [lars.public_id], today=world.hospital.today, **world.by(world.hospital.actor(astrid))
    )
    assert [one.person for one in given] == [lars.person]


@pytest.mark.req("KP-ADM-213")
def test_a_plan_of_learning_goals_is_owned_by_the_top_of_a_trust(world: GoalWorld, plan: models.Plan) -> None:
    for unit in ("klinikken", "1010", "region", "nabo"):
        with pytest.raises(CannotBeSaved, match="avdeling"):
            world.make(unit=unit)
    assert {one.kind for one in access.units_to_own(world.marte, plan)} == {UnitKind.TRUST}
    with pytest.raises(CannotBeSaved):
        describing.change_owner(
            plan.public_id,
            unit=world.hospital.units["1010"].public_id,
            lock_version=plan.lock_version,
            **world.by(world.marte),
        )
    assert world.make("Helsearbeiderfaget", unit="1010").owner.code == "1010"


def test_a_department_makes_one_plan_from_a_template(world: GoalWorld, plan: models.Plan) -> None:
    with pytest.raises(CannotBeSaved, match="allerede"):
        world.make()
    assert models.Plan.objects.filter(template=plan.template).count() == 1


@pytest.mark.req("KP-ADM-241")
def test_the_first_version_comes_with_the_first_activities_that_are_active(world: GoalWorld, plan: models.Plan) -> None:
    assert str(plan.version) == "1.0"
    said = dict(TEMPLATE_WITHOUT_ACTIVITIES)
    world.templates["Tom"] = world.load(said)
    empty = world.make("Tom")
    assert empty.version is None
    activity = world.local("Egen undervisning")
    links.fetch_requirements(
        empty.public_id,
        world.goal(empty, "T-1").public_id,
        requirement_ids=[activity.public_id],
        **world.by(world.marte),
    )
    empty.refresh_from_db()
    assert empty.version is None, "nothing is active yet"
    seen = [row.seen for row in waiting.rows_of(empty, actor=world.marte)]
    approving.approve_chosen_changes(empty.public_id, seen=seen, **world.by(world.marte))
    empty.refresh_from_db()
    assert str(empty.version) == "1.0"


TEMPLATE_WITHOUT_ACTIVITIES = {
    "kind": "learning_goals",
    "name": "Tom",
    "activities": [],
    "themes": [{"name": "Tema", "goals": [{"code": "T-1", "name": "Mål", "activities": []}]}],
}


@pytest.mark.req("KP-ADM-187", "KP-ADM-079", "KP-ADM-002")
def test_the_trust_adds_activities_of_its_own_under_a_goal(world: GoalWorld, plan: models.Plan) -> None:
    browser, goal = world.browser(world.marte), world.goal(plan, "ANE-003")
    text = page(browser, "edit_goal", plan.public_id, goal.public_id)
    assert "Lag ny aktivitet" in text
    assert "Nytt lokalt krav" not in text
    address = reverse("add_requirement_to_plan", args=[plan.public_id, goal.public_id])
    assert address in text
    category = models.Category.objects.create(
        unit=world.hospital.units["sykehuset"], name="Anestesi", for_activities=True
    )
    given = {"name": ["Teamtrening"], "category": [str(category.pk)], "act": ["save"]}
    assert browser.post(address, typed(browser, address) | given).status_code == 302
    link = goal.links.get()
    assert (link.requirement.kind, link.requirement.level, link.state) == ("activity", "local", "inactive")
    assert link.requirement.owner == plan.owner


@pytest.mark.req("KP-ADM-002")
def test_requirements_are_for_sub_plans_and_activities_for_goals(world: GoalWorld, plan: models.Plan) -> None:
    anna = world.hold("Anna", roles.SUBJECT_A)
    said = describing.Described("Sykepleier", "leader")
    unit = world.hospital.units["1010"].public_id
    competence = describing.create_plan(said, unit=unit, **world.by(anna))
    sections.add_section(competence.public_id, name="Akutt", **world.by(anna))
    text = page(world.browser(anna), "edit_plan", competence.public_id)
    assert "Nytt lokalt krav" in text
    assert "Lag ny aktivitet" not in text
    theme = plan.sections.get(name="Luftveier")
    with pytest.raises(models.Section.DoesNotExist):
        links.fetch_requirements(plan.public_id, theme.public_id, requirement_ids=[], **world.by(world.marte))
    with pytest.raises(PermissionDenied, match="fastsatt"):
        sections.add_section(plan.public_id, name="Nytt tema", **world.by(world.marte))


@pytest.mark.req("KP-ADM-004")
def test_the_same_form_makes_it_from_the_list_and_in_each_type_of_plan(world: GoalWorld, plan: models.Plan) -> None:
    def fields(browser: Client, address: str) -> set[str]:
        """What the form asks; in a plan the owner is the plan's (KP-ADM-009)."""
        return set(typed(browser, address)) - {"find_owner", "owner", "kind"}

    marte, tor = world.browser(world.marte), world.browser(world.tor)
    of_list = fields(marte, f"{reverse('add_requirement')}?kind=activity")
    for one, browser, code in ((plan, marte, "ANE-003"), (world.make("Helsearbeiderfaget"), tor, "HEL-1")):
        address = reverse("add_requirement_to_plan", args=[one.public_id, world.goal(one, code).public_id])
        assert fields(browser, address) == of_list
    anna = world.hold("Anna", roles.SUBJECT_A)
    said = describing.Described("Sykepleier", "leader")
    competence = describing.create_plan(said, unit=world.hospital.units["1010"].public_id, **world.by(anna))
    section = sections.add_section(competence.public_id, name="Akutt", **world.by(anna))
    address = reverse("add_requirement_to_plan", args=[competence.public_id, section.public_id])
    browser = world.browser(anna)
    assert fields(browser, address) == fields(browser, reverse("add_requirement")) == of_list


@pytest.mark.req("KP-ADM-076")
def test_an_activity_has_exactly_one_of_three_levels(world: GoalWorld, plan: models.Plan) -> None:
    world.local("Egen undervisning")
    levels = dict(models.Requirement.objects.values_list("name", "level"))
    assert levels[INTUBATION] == "national"
    assert levels[VISIT] == "regional"
    assert levels["Egen undervisning"] == "local"
    activity = models.Requirement.objects.get(name=VISIT)
    for level in ("", "other"):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Requirement.objects.filter(pk=activity.pk).update(level=level)
    requirement = models.Requirement(owner=plan.owner, name="Krav", level="local", created_at=world.hospital.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        requirement.save()


@pytest.mark.req("KP-ADM-077", "KP-ADM-080", "KP-LIS-125")
def test_what_is_national_stays_as_it_is_whoever_asks(world: GoalWorld, plan: models.Plan) -> None:
    link, activity = world.link(plan, "ANE-001", COURSE), models.Requirement.objects.get(name=COURSE)
    with pytest.raises(PermissionDenied, match="Nasjonale"):
        links.deactivate_link(plan.public_id, link.public_id, reason="Nei", **world.by(world.marte))
    with pytest.raises(Refused, match="Nasjonale"):
        links.delete_link(plan.public_id, link.public_id, **world.by(world.marte))
    everybody = [
        world.marte,
        world.hold("Rita", roles.REGION_ADMINISTRATOR, "region"),
        world.hold("Turid", roles.TRUST_ADMINISTRATOR),
        world.hold("Ola", roles.SYSTEM_OPERATOR, "region"),
    ]
    for actor in everybody:
        assert not item_access.may_edit_requirement(actor, activity)
        assert not item_access.may_draft_requirement(actor, activity)
        assert not item_access.may_archive_requirement(actor, activity)
        assert activity not in item_access.listed_requirements(actor)
        with pytest.raises(PermissionDenied):
            ending.delete_requirement(activity.public_id, **world.by(actor))
    text = page(world.browser(world.marte), "edit_goal", plan.public_id, link.section.public_id)
    assert reverse("deactivate_link", args=[plan.public_id, link.public_id]) not in text
    assert reverse("delete_link", args=[plan.public_id, link.public_id]) not in text
    assert "Nasjonal" in text


@pytest.mark.req("KP-ADM-078", "KP-ADM-199", "KP-ADM-080", "KP-LIS-122", "KP-LIS-123")
def test_what_is_regional_is_deactivated_before_and_after_assignment_and_never_deleted(
    world: GoalWorld, plan: models.Plan
) -> None:
    link = world.link(plan, "ANE-002", VISIT)
    rita = world.hold("Rita", roles.REGION_ADMINISTRATOR, "region")
    for assigned in (False, True):
        if assigned:
            world.give(plan, world.registrar())
        with pytest.raises(Refused, match="deaktiveres"):
            links.delete_link(plan.public_id, link.public_id, **world.by(world.marte))
        with pytest.raises(PermissionDenied):
            links.deactivate_link(plan.public_id, link.public_id, reason="Nei", **world.by(rita))
        gone = links.deactivate_link(plan.public_id, link.public_id, reason="Ny rutine", **world.by(world.marte))
        assert gone.state == LinkState.DEACTIVATED
        back = links.reactivate_link(plan.public_id, link.public_id, **world.by(world.marte))
        assert back.state == LinkState.ACTIVE
    assert not item_access.may_edit_requirement(world.marte, link.requirement)
    standing = standing_of(link.requirement)
    with pytest.raises(PermissionDenied):
        drafting.save_draft(link.requirement.public_id, standing.settings, lock_version=0, **world.by(world.marte))


@pytest.mark.req("KP-ADM-080")
def test_who_looks_after_an_activity_of_each_level(world: GoalWorld, plan: models.Plan) -> None:
    rita = world.hold("Rita", roles.REGION_ADMINISTRATOR, "region")
    turid = world.hold("Turid", roles.TRUST_ADMINISTRATOR)
    ola = world.hold("Ola", roles.SYSTEM_OPERATOR, "region")
    archivist = world.hold("Arne", roles.ARCHIVING)
    anna = world.hold("Anna", roles.SUBJECT_A)
    regional, local = models.Requirement.objects.get(name=VISIT), world.local("Egen undervisning")
    everybody = {"marte": world.marte, "rita": rita, "turid": turid, "ola": ola, "anna": anna, "arne": archivist}
    everybody["tor"] = world.tor
    edit = {
        one.level: {name for name, actor in everybody.items() if item_access.may_edit_requirement(actor, one)}
        for one in (regional, local)
    }
    assert edit == {"regional": {"rita"}, "local": {"marte", "tor"}}, "tor those of apprentices"
    makes = {
        (central, owner): {
            name
            for name, actor in everybody.items()
            if item_access.may_own(actor, world.hospital.units[owner], central=central, is_activity=True)
        }
        for central in (False, True)
        for owner in ("sykehuset", "region")
    }
    assert makes == {  # what a trust makes centrally is looked after with its central requirements (KP-HF-024)
        (False, "sykehuset"): {"marte", "tor"},
        (False, "region"): set(),
        (True, "sykehuset"): {"turid", "ola"},
        (True, "region"): {"rita"},
    }
    assert {name for name, actor in everybody.items() if item_access.may_archive_requirement(actor, local)} == {
        "turid",
        "ola",
        "arne",
    }
    assert item_access.may_archive_requirement(ola, regional)
    for one in (regional, local):
        for actor in everybody.values():
            listed = one in models.Requirement.objects.filter(item_access.administered(actor))
            assert listed == item_access.administers(actor, one)


@pytest.mark.req("KP-ADM-080", "KP-LIS-124")
def test_the_region_deletes_its_activity_until_a_trust_has_made_a_plan(world: GoalWorld) -> None:
    rita = world.hold("Rita", roles.REGION_ADMINISTRATOR, "region")
    activity = models.Requirement.objects.get(name=VISIT)
    plan = world.make()
    with pytest.raises(WrongState):
        ending.delete_requirement(activity.public_id, **world.by(rita))
    for one in (world.link(plan, "ANE-002", VISIT),):
        one.delete()
    with pytest.raises(WrongState, match="laget en plan"):
        ending.delete_requirement(activity.public_id, **world.by(rita))

    unused = models.Requirement.objects.get(name="Måle vitale tegn")
    with pytest.raises(PermissionDenied):
        ending.delete_requirement(unused.public_id, **world.by(world.tor))
    ending.delete_requirement(unused.public_id, **world.by(rita))
    assert not world.templates["Helsearbeiderfaget"].links.exists()


@pytest.mark.req("KP-ADM-200", "KP-ADM-201", "KP-ADM-202", "KP-LIS-116")
def test_what_is_local_is_deleted_at_first_and_deactivated_later(world: GoalWorld, plan: models.Plan) -> None:
    def fetch(code: str) -> models.Link:
        (link,) = links.fetch_requirements(
            plan.public_id,
            world.goal(plan, code).public_id,
            requirement_ids=[activity.public_id],
            **world.by(world.marte),
        )
        return links.activate_link(plan.public_id, link.public_id, **world.by(world.marte))

    activity = world.local("Egen undervisning")
    first = fetch("ANE-001")
    with pytest.raises(PermissionDenied, match="Slett"):
        links.deactivate_link(plan.public_id, first.public_id, reason="Nei", **world.by(world.marte))
    links.delete_link(plan.public_id, first.public_id, **world.by(world.marte, DAY * 9))
    assert activity.pk in models.Requirement.objects.values_list("pk", flat=True), "the activity itself stays"

    again, other = fetch("ANE-001"), fetch("ANE-003")
    world.give(plan, world.registrar())
    models.Progress.objects.create(person=world.hospital.people["Lars"], requirement=activity, state=State.DRAFT)
    links.delete_link(plan.public_id, again.public_id, **world.by(world.marte, DAY - timedelta(seconds=1)))
    with pytest.raises(Refused, match="24 timer"):
        links.delete_link(plan.public_id, other.public_id, **world.by(world.marte, DAY))
    gone = links.deactivate_link(plan.public_id, other.public_id, reason="Ny", **world.by(world.marte, DAY))
    assert gone.state == LinkState.DEACTIVATED


@pytest.mark.req("KP-ADM-209")
def test_what_is_activated_again_stands_under_the_goal_it_stood_under(world: GoalWorld, plan: models.Plan) -> None:
    link, browser = world.link(plan, "ANE-002", VISIT), world.browser(world.marte)
    browser.post(reverse("deactivate_link", args=[plan.public_id, link.public_id]), {"reason": "Ny rutine"})
    goal = reverse("edit_goal", args=[plan.public_id, link.section.public_id])
    text = browser.get(goal).content.decode()
    assert "Deaktiverte læringsaktiviteter" in text
    assert "Ny rutine" in text
    other = page(browser, "edit_goal", plan.public_id, world.goal(plan, "ANE-001").public_id)
    assert "Deaktiverte læringsaktiviteter" not in other
    again = browser.post(reverse("reactivate_link", args=[plan.public_id, link.public_id]))
    assert again["Location"] == goal
    link.refresh_from_db()
    assert (link.state, link.section.code) == (LinkState.ACTIVE, "ANE-002")


@pytest.mark.req("KP-ADM-192")
def test_an_activity_stands_once_under_a_goal_and_under_several_goals(world: GoalWorld, plan: models.Plan) -> None:
    activity = world.local("Egen undervisning")
    for code in ("ANE-001", "ANE-003"):
        goal = world.goal(plan, code)
        assert activity in fetching.fetchable(plan, goal)
        links.fetch_requirements(
            plan.public_id, goal.public_id, requirement_ids=[activity.public_id], **world.by(world.marte)
        )
        assert activity not in fetching.fetchable(plan, goal)
    assert plan.links.filter(requirement=activity).count() == 2


def test_national_activities_are_not_fetched_and_regional_ones_are_when_shared(
    world: GoalWorld, plan: models.Plan
) -> None:
    rita = world.hold("Rita", roles.REGION_ADMINISTRATOR, "region")
    region, goal = world.hospital.units["region"], world.goal(plan, "ANE-003")
    settings = Settings(name="Regionalt kurs", owner=region.pk, category=models.Category.objects.first().pk)
    made = drafting.create_requirement(settings, kind="activity", central=True, **world.by(rita))
    assert made.level == ActivityLevel.REGIONAL
    assert made not in fetching.fetchable(plan, goal)
    sharing.share_requirement(
        made.public_id,
        units={world.hospital.units["sykehuset"].public_id},
        with_subunits=True,
        today=world.hospital.today,
        **world.by(rita),
    )
    assert made in fetching.fetchable(plan, goal)
    models.Sharing.objects.create(
        requirement=models.Requirement.objects.get(name=COURSE), unit=plan.owner, shared_at=world.hospital.now
    )
    assert list(fetching.fetchable(plan, goal)) == [made]


@pytest.mark.req("KP-ADM-141")
def test_all_three_types_of_plan_are_made_and_edited_from_the_same_list(world: GoalWorld, plan: models.Plan) -> None:
    anna = world.hold("Anna", roles.SUBJECT_A)
    said = describing.Described("Sykepleier", "leader")
    competence = describing.create_plan(said, unit=world.hospital.units["1010"].public_id, **world.by(anna))
    apprentices = world.make("Helsearbeiderfaget")
    ways = ((anna, competence, "add_plan"), (world.marte, plan, "add_learning_goal_plan"),
            (world.tor, apprentices, "add_competence_goal_plan"))  # fmt: skip
    for actor, own, new in ways:
        browser = world.browser(actor)
        text = page(browser, "plans")
        assert browser.get(reverse("choose_plan_kind"))["Location"] == reverse(new)
        edited = [one for _actor, one, _new in ways if reverse("edit_plan", args=[one.public_id]) in text]
        assert edited == [own]
        assert own.name in page(browser, "edit_plan", own.public_id)


def test_goal_plans_are_edited_by_those_who_make_them(world: GoalWorld, plan: models.Plan) -> None:
    turid, anna = world.hold("Turid", roles.TRUST_ADMINISTRATOR), world.hold("Anna", roles.SUBJECT_A)
    mona = world.hold("Mona", roles.REGISTRAR_ADMINISTRATOR, "nabo", "2010")
    apprentices = world.make("Helsearbeiderfaget")
    for one in (plan, apprentices):
        for actor in (world.marte, world.tor, turid, anna, mona):
            may = bool(access.may_edit_plan(actor, one))
            assert may == (actor is (world.marte if one is plan else world.tor))
            assert may == models.Plan.objects.filter(access.editable(actor), pk=one.pk).exists()
    assert world.browser(turid).get(reverse("edit_plan", args=[plan.public_id])).status_code == 403
    assert "Forhåndsvis" in page(world.browser(turid), "plan_card", plan.public_id)


def test_templates_stand_in_no_list_and_have_no_page(world: GoalWorld) -> None:
    browser, template = world.browser(world.marte), world.templates["Anestesiologi"]
    assert "Anestesiologi" not in page(browser, "plans")
    for name in ("plan_card", "preview_plan", "edit_plan", "plan_versions"):
        assert browser.get(reverse(name, args=[template.public_id])).status_code == 404


def test_the_editor_shows_goals_in_their_themes(world: GoalWorld, plan: models.Plan) -> None:
    found = content.content_of(plan, actor=world.marte, now=world.hospital.now)
    assert [one.name for one in found.sections][:2] == ["Luftveier", "ANE-001 Kunne sikre frie luftveier"]
    text = page(world.browser(world.marte), "edit_plan", plan.public_id)
    assert text.index("Luftveier") < text.index("ANE-001") < text.index("Samhandling") < text.index("ANE-003")
    assert "Ny delplan" not in text
    for goal in plan.sections.exclude(parent=None):
        assert reverse("edit_goal", args=[plan.public_id, goal.public_id]) in text


def test_what_waits_is_approved_for_the_whole_plan_and_says_under_which_goal(
    world: GoalWorld, plan: models.Plan
) -> None:
    goal = world.goal(plan, "ANE-003")
    activity = world.local("Egen undervisning")
    links.fetch_requirements(
        plan.public_id, goal.public_id, requirement_ids=[activity.public_id], **world.by(world.marte)
    )
    browser = world.browser(world.marte)
    assert "ANE-003 Kunne lede et team" in page(browser, "approve_plan_changes", plan.public_id)
    assert "Noe venter på godkjenning" in page(browser, "edit_plan", plan.public_id)


@pytest.mark.req("KP-LIS-114", "KP-LIS-115")
def test_of_a_local_activity_the_link_to_one_goal_is_deactivated_and_no_more(
    world: GoalWorld, plan: models.Plan
) -> None:
    activity, by = world.local("Egen undervisning"), world.by(world.marte)
    for code in ("ANE-001", "ANE-003"):
        (link,) = links.fetch_requirements(
            plan.public_id, world.goal(plan, code).public_id, requirement_ids=[activity.public_id], **by
        )
        links.activate_link(plan.public_id, link.public_id, **by)
    world.give(plan, world.registrar())
    links.deactivate_link(plan.public_id, link.public_id, reason="Ny rutine", **by)
    states = plan.links.filter(requirement=activity).order_by("section__place").values_list("state", flat=True)
    assert list(states) == ["active", "deactivated"]
    activity.refresh_from_db()
    assert (activity.is_archived, activity.is_published) == (False, True)
    links.reactivate_link(plan.public_id, link.public_id, **by)
    assert set(plan.links.filter(requirement=activity).values_list("state", flat=True)) == {"active"}


LOCKED = {"requires_signing": False, "has_manual_expiry": False, "repetitions": None}


@pytest.mark.req("KP-LIS-110", "KP-LIS-111", "KP-LIS-112", "KP-LIS-113", "KP-LIS-121")
@pytest.mark.parametrize("level", ["local", "regional"])
def test_three_settings_of_an_activity_are_locked_once_somebody_has_begun_until_it_is_reset(
    world: GoalWorld, plan: models.Plan, level: str
) -> None:
    """Local ones by whoever administers the goal plans of the trust, regional ones by the region."""
    central = level == "regional"
    actor = world.hold("Rita", roles.REGION_ADMINISTRATOR, "region") if central else world.marte
    owner = world.hospital.units["region" if central else "sykehuset"]
    category = models.Category.objects.create(unit=owner, name="Egne kurs", for_activities=True)
    said = Settings(
        name="Kurs", owner=owner.pk, category=category.pk, documentation_form="signature", requires_signing=True,
        has_manual_expiry=True, repetitions=4,
    )  # fmt: skip
    activity = drafting.create_requirement(said, kind="activity", central=central, **world.by(actor))
    assert activity.level == level

    def change(**changes: object) -> None:
        standing = standing_of(activity)
        given = {"lock_version": standing.lock_version, **world.by(actor)}
        drafting.save_draft(activity.public_id, replace(standing.settings, **changes), **given)  # type: ignore[arg-type]
        version = standing_of(activity).lock_version
        publishing.publish_requirement(activity.public_id, lock_version=version, **world.by(actor))

    change()
    change(**LOCKED, documentation_form="own_registration", name="Kurs og prøve", learning_form="course")
    change(requires_signing=True, has_manual_expiry=True, repetitions=4)
    lars = world.registrar().person
    models.Progress.objects.create(person=lars, requirement=activity, state=State.DRAFT, round=0)
    for name, value in LOCKED.items():
        with pytest.raises(NotPossible) as refused:
            change(**{name: value})
        assert set(refused.value.faults) == {name}
    change(name="Kurs med prøve", description="Nytt", must_be_done=True, repetitions=6)
    resetting.reset_requirement(activity.public_id, shown=using.numbers_of(activity), **world.by(actor))
    assert models.Progress.objects.get(person=lars, requirement=activity).state == State.NOT_STARTED
    change(**LOCKED)
    activity.refresh_from_db()
    assert (activity.requires_signing, activity.has_manual_expiry, activity.repetitions) == (False, False, None)


def two_places(world: GoalWorld, plan: models.Plan, activity: models.Requirement) -> list[models.Link]:
    """The activity under two goals, not active."""
    return [
        links.fetch_requirements(
            plan.public_id,
            world.goal(plan, code).public_id,
            requirement_ids=[activity.public_id],
            **world.by(world.marte),
        )[0]
        for code in ("ANE-001", "ANE-003")
    ]


@pytest.mark.req("KP-ADM-238")
def test_an_activity_under_two_goals_is_one_item_when_it_is_approved(world: GoalWorld, plan: models.Plan) -> None:
    activity = world.local("Egen undervisning")
    standing = standing_of(activity)
    drafted = replace(standing.settings, description="Ny tekst")
    drafting.save_draft(activity.public_id, drafted, lock_version=0, **world.by(world.marte))
    two_places(world, plan, activity)
    rows = waiting.rows_of(plan, actor=world.marte)
    assert len(rows) == 2
    approving.approve_all_changes(plan.public_id, seen=waiting.seen_mark(rows), **world.by(world.marte))
    plan.refresh_from_db()
    activity.refresh_from_db()
    assert (str(plan.version), activity.description) == ("1.1", "Ny tekst")
    assert set(plan.links.filter(requirement=activity).values_list("state", flat=True)) == {"active"}


@pytest.mark.req("KP-ADM-084")
def test_an_adapted_validity_holds_wherever_the_activity_stands_in_the_plan(
    world: GoalWorld, plan: models.Plan
) -> None:
    activity = models.Requirement.objects.get(name=VISIT)
    settings = replace(standing_of(activity).settings, validity_days=365, allows_adaptation=True)
    activity.take_over(settings)
    activity.save()
    activity.revisions.create(number=2, content=settings.as_json(), published_at=world.hospital.now)
    models.Sharing.objects.create(requirement=activity, unit=plan.owner, shared_at=world.hospital.now)
    first = world.link(plan, "ANE-002", VISIT)
    links.adapt_validity(
        plan.public_id, first.public_id, validity_days=730, reason="Sjelden her", **world.by(world.marte)
    )
    (second,) = links.fetch_requirements(
        plan.public_id,
        world.goal(plan, "ANE-003").public_id,
        requirement_ids=[activity.public_id],
        **world.by(world.marte),
    )
    links.activate_link(plan.public_id, second.public_id, **world.by(world.marte))
    links.adapt_validity(
        plan.public_id, second.public_id, validity_days=800, reason="Enda sjeldnere", **world.by(world.marte)
    )
    assert set(plan.links.filter(requirement=activity).values_list("validity_days", flat=True)) == {800}


def test_what_is_not_relevant_to_somebody_is_so_under_a_further_goal_and_is_told_once(
    world: GoalWorld, plan: models.Plan
) -> None:
    activity, by = world.local("Egen undervisning"), world.by(world.marte)
    first, second = two_places(world, plan, activity)
    links.activate_link(plan.public_id, first.public_id, **by)
    lars = world.registrar()
    assignment = world.give(plan, lars)
    relevance.mark_requirement(
        assignment.public_id, first.public_id, comment="Ikke her", actor=world.hospital.actor(lars), now=by["now"]
    )
    told = Notification.objects.filter(type__in=("competence.requirement_added", "competence.requirement_deactivated"))
    links.activate_link(plan.public_id, second.public_id, **by)
    marks = models.NotRelevant.objects.filter(person=lars.person)
    assert set(marks.values_list("link", flat=True)) == {first.pk, second.pk}
    links.deactivate_link(plan.public_id, second.public_id, reason="Ny rutine", **by)
    assert not told.exists(), "it stands under the other goal all the while"
    relevance.unmark_requirement(assignment.public_id, first.public_id, actor=world.hospital.actor(lars), now=by["now"])
    links.reactivate_link(plan.public_id, second.public_id, **by)
    assert not marks.exists()


def test_whoever_is_responsible_for_competence_plans_is_not_named_on_goal_plans(
    world: GoalWorld, plan: models.Plan
) -> None:
    ragna = world.hold("Ragna", roles.PLAN_RESPONSIBLE)
    assert not access.may_name_responsible(world.marte, plan)
    activity = world.local("Egen undervisning")
    two_places(world, plan, activity)
    plan.responsible.create(position_id=ragna.position_id, named_at=world.hospital.now)
    assert not item_access.may_draft_requirement(ragna, activity)
    assert not access.may_edit_plan(ragna, plan)
    assert "Kompetanseplanansvarlig" not in page(world.browser(world.marte), "set_plan_people", plan.public_id)


def test_a_goal_plan_is_published_where_plans_of_its_kind_are_made(world: GoalWorld, plan: models.Plan) -> None:
    world.grant(Position.objects.get(pk=world.marte.position_id), roles.APPRENTICE_ADMINISTRATOR, "nabo")
    marte = world.hospital.actor(Position.objects.get(pk=world.marte.position_id))
    assert world.hospital.units["nabo"] not in access.units_within_reach(marte, plan)
    assert world.hospital.units["1010"] in access.units_within_reach(marte, plan)


def test_every_way_out_of_an_activitys_pages_leads_back_to_its_goal(world: GoalWorld, plan: models.Plan) -> None:
    link, browser = world.link(plan, "ANE-002", VISIT), world.browser(world.marte)
    goal = reverse("edit_goal", args=[plan.public_id, link.section.public_id])
    for name in ("deactivate_link",):
        assert f'href="{goal}"' in page(browser, name, plan.public_id, link.public_id)
    anna = world.hold("Anna", roles.SUBJECT_A)
    said = describing.Described("Sykepleier", "leader")
    other = describing.create_plan(said, unit=world.hospital.units["1010"].public_id, **world.by(anna))
    section = sections.add_section(other.public_id, name="Akutt", **world.by(anna))
    made = models.Link.objects.create(
        plan=other, section=section, requirement=models.Requirement.objects.create(
            owner=other.owner, name="HLR", created_at=world.hospital.now, published_at=world.hospital.now
        ), place=0, linked_at=world.hospital.now,
    )  # fmt: skip
    text = page(world.browser(anna), "deactivate_link", other.public_id, made.public_id)
    assert text.count(f'href="{reverse("edit_plan", args=[other.public_id])}"') == 2


def test_what_is_archived_is_not_copied_from_a_template(world: GoalWorld) -> None:
    ola = world.hold("Ola", roles.SYSTEM_OPERATOR, "region")
    activity = models.Requirement.objects.get(name=VISIT)
    ending.archive_requirement(activity.public_id, reason="Utgått", **world.by(ola))
    plan = world.make()
    assert not plan.links.filter(requirement=activity).exists()
    assert "Anestesiologi: 3 mål, 2 aktiviteter" in page(world.browser(world.marte), "add_learning_goal_plan")


def test_templates_are_those_of_ones_own_region(world: GoalWorld) -> None:
    other = Unit.objects.create(
        code="øst", name="Øst", kind=UnitKind.REGION, valid_from=world.hospital.today, lft=9_000, rgt=9_001
    )
    models.Plan.objects.filter(pk=world.templates["Anestesiologi"].pk).update(owner=other)
    assert "Ingen maler" in page(world.browser(world.marte), "add_learning_goal_plan")
    with pytest.raises(CannotBeSaved, match="mal"):
        world.make()
