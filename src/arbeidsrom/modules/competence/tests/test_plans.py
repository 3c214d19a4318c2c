"""Creating plans, who answers for them, where they are published, and putting them away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans import archiving, describing, publishing
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.actions.plans.describing import Described
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.test_plan_content import hold
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

SAID = Described("SYK-KLI-Avdeling A-Nyansatt sykepleier", "leader", description="For nyansatte")


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    return Ward(hospital)


@pytest.fixture
def hanne(ward: Ward) -> Actor:
    return hold(ward.hospital, "Hanne", roles.SUBJECT_A, "1010")


@pytest.fixture
def turid(ward: Ward) -> Actor:
    return hold(ward.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")


def created(ward: Ward, actor: Actor, unit: str = "1010", said: Described = SAID) -> models.Plan:
    return describing.create_plan(said, unit=ward.hospital.units[unit].public_id, actor=actor, now=ward.hospital.now)


def put_people(ward: Ward, plan: models.Plan, actor: Actor, owner: str, responsible: str) -> models.Plan:
    plan.refresh_from_db()
    people = ward.hospital.people
    return publishing.set_plan_people(
        plan.public_id,
        document_owner=people[owner].public_id,
        document_responsible=people[responsible].public_id,
        lock_version=plan.lock_version,
        actor=actor,
        now=ward.hospital.now,
        today=ward.hospital.today,
    )


@pytest.mark.req("KP-ADM-143", "KP-ADM-167", "KP-ADM-175", "KP-ADM-176")
@pytest.mark.parametrize("role", [roles.SUBJECT_A, roles.SUBJECT_B, roles.TRUST_ADMINISTRATOR])
def test_those_who_make_plans_make_them_in_their_own_departments_alone(ward: Ward, role: str) -> None:
    actor = hold(ward.hospital, "Eva", role, "1010")
    plan = created(ward, actor)
    assert (plan.owner, plan.central, plan.completion) == (ward.hospital.units["1010"], False, "leader")
    with pytest.raises(CannotBeSaved, match="avdeling"):
        created(ward, actor, "1020")


@pytest.mark.req("KP-ADM-167")
def test_a_leader_from_the_hr_system_makes_plans_and_a_superuser_makes_none(ward: Ward) -> None:
    astrid = ward.hospital.employ("Astrid", "1010")
    ward.hospital.employ("Silje", "1010", led_by=astrid)
    created(ward, ward.hospital.actor(astrid))
    espen = hold(ward.hospital, "Espen", roles.SUPERUSER, "1010")
    with pytest.raises(PermissionDenied):
        created(ward, espen)
    assert ward.hospital.browser("Espen").get(reverse("plans")).status_code == 403


def test_the_system_operator_makes_central_plans_that_nobody_local_edits(ward: Ward, turid: Actor) -> None:
    sindre = hold(ward.hospital, "Sindre", roles.SYSTEM_OPERATOR, "region")
    region = ward.hospital.units["region"].public_id
    now = ward.hospital.now
    plan = describing.create_plan(SAID, unit=region, central=True, actor=sindre, now=now)
    assert plan.central
    assert not access.may_edit_plan(turid, plan)
    assert access.may_edit_plan(sindre, plan)
    with pytest.raises(CannotBeSaved):
        describing.create_plan(SAID, unit=region, central=False, actor=sindre, now=now)


def test_the_list_and_the_single_plan_agree_on_who_may_what(ward: Ward, hanne: Actor, turid: Actor) -> None:
    for unit in ("1010", "1020", "2010"):
        ward.plan(f"Plan {unit}", owner=unit)
    models.Plan.objects.create(
        name="Sentral", central=True, owner=ward.hospital.units["region"], completion="leader",
        created_at=ward.hospital.now, changed_at=ward.hospital.now,
    )  # fmt: skip
    sindre = hold(ward.hospital, "Sindre", roles.SYSTEM_OPERATOR, "region")
    for actor in (hanne, turid, sindre):
        edits = set(access.visible_plans(actor).filter(access.editable(actor)))
        archives = set(access.visible_plans(actor).filter(access.archivable(actor)))
        plans = set(models.Plan.objects.select_related("owner"))
        assert edits == {plan for plan in plans if access.may_edit_plan(actor, plan)}
        assert archives == {plan for plan in plans if access.may_archive_plan(actor, plan)}
        assert len(access.visible_plans(actor)) == 4


@pytest.mark.req("KP-ADM-254")
def test_the_form_marks_what_is_missing_and_keeps_what_was_typed(ward: Ward, hanne: Actor) -> None:
    browser = ward.hospital.browser("Hanne")
    unit = str(ward.hospital.units["1010"].public_id)
    text = browser.post(reverse("add_plan"), {"name": "", "description": "Skrevet før", "unit": unit}).content.decode()
    assert text.count("ds-validation-message") == 2
    assert "Gi planen et navn." in text
    assert "Skrevet før" in text
    assert not models.Plan.objects.exists()
    made = browser.post(reverse("add_plan"), {"name": "Min plan", "completion": "leader", "unit": unit})
    assert made.status_code == 302
    assert made.headers["Location"] == reverse("edit_plan", args=[models.Plan.objects.get().public_id])


def test_describing_leaves_before_and_after_in_the_log_and_refuses_a_lost_update(ward: Ward, hanne: Actor) -> None:
    plan = created(ward, hanne)
    again = Described("Nytt navn", "automatic")
    said = {"lock_version": plan.lock_version, "actor": hanne, "now": ward.hospital.now}
    describing.describe_plan(plan.public_id, again, **said)
    entry = Entry.objects.get(event="competence.plan.described")
    assert "SYK-KLI" in entry.detail.content
    assert "Nytt navn" in entry.detail.content
    with pytest.raises(ChangedMeanwhile):
        describing.describe_plan(plan.public_id, SAID, **said)
    browser = ward.hospital.browser("Hanne")
    form = {"name": "Mitt navn", "completion": "leader", "lock_version": plan.lock_version}
    refused = browser.post(reverse("describe_plan", args=[plan.public_id]), form).content.decode()
    assert "Mitt navn" in refused
    assert models.Plan.objects.get().name == "Nytt navn"


@pytest.mark.req("KP-ADM-212", "KP-ADM-275", "KP-ADM-278")
def test_another_owner_is_of_the_own_scope_and_publishes_nothing(ward: Ward, hanne: Actor, turid: Actor) -> None:
    plan = created(ward, hanne)
    put_people(ward, plan, hanne, "Hanne", "Turid")
    units = ward.hospital.units
    said = {"lock_version": 1, "now": ward.hospital.now}
    with pytest.raises(CannotBeSaved):
        describing.change_owner(plan.public_id, unit=units["1020"].public_id, actor=hanne, **said)
    describing.change_owner(plan.public_id, unit=units["1020"].public_id, actor=turid, **said)
    plan.refresh_from_db()
    assert plan.owner == units["1020"]
    assert [one.unit for one in plan.publications.all()] == [units["1010"]]


@pytest.mark.req("KP-ADM-226", "KP-ADM-227", "KP-ADM-229", "KP-ADM-231", "KP-ADM-279")
def test_the_first_time_people_are_set_the_plan_is_published_to_its_owner_and_they_are_told(
    ward: Ward, hanne: Actor
) -> None:
    plan = created(ward, hanne)
    acts = {"actor": hanne, "now": ward.hospital.now, "today": ward.hospital.today}
    clinic = ward.hospital.units["1010"].public_id
    with pytest.raises(Refused, match="dokumenteier"):
        publishing.publish_plan(plan.public_id, units=[clinic], with_subunits=False, **acts)
    ward.hospital.employ("Astrid", "1010")
    ward.hospital.employ("Silje", "1010")
    put_people(ward, plan, hanne, "Astrid", "Silje")
    told = {(one.person.given_name, one.type) for one in Notification.objects.select_related("person")}
    assert told == {
        ("Astrid", "competence.document_owner_chosen"),
        ("Silje", "competence.document_responsible_chosen"),
    }
    (publication,) = plan.publications.all()
    assert (publication.unit, publication.with_subunits) == (ward.hospital.units["1010"], False)

    publishing.unpublish_plan(plan.public_id, publication.public_id, actor=hanne, now=ward.hospital.now)
    put_people(ward, plan, hanne, "Silje", "Silje")
    assert not plan.publications.exists(), "only the first time"
    page = ward.hospital.browser("Hanne")
    sent = page.post(reverse("set_plan_people", args=[plan.public_id]), {"lock_version": plan.lock_version})
    assert "ds-validation-message" in sent.content.decode(), "nobody is no choice"
    plan.refresh_from_db()
    assert plan.document_owner == ward.hospital.people["Silje"]


@pytest.mark.req("KP-ADM-232", "KP-ADM-233", "KP-ADM-234", "KP-ADM-235")
def test_published_to_more_departments_and_unpublished_for_nobody_who_has_it(
    ward: Ward, turid: Actor, hanne: Actor
) -> None:
    ward.plan("Felles", "HLR", owner="klinikken")
    plan = ward.plans["Felles"]
    nina = ward.hospital.employ("Nina", "1010")
    ward.assign("Felles", nina)
    put_people(ward, plan, turid, "Turid", "Turid")
    browser = ward.hospital.browser("Turid")
    found = browser.get(reverse("plan_publishing", args=[plan.public_id]), {"q": "Avdeling"}).content.decode()
    assert "Avdeling B" in found
    assert "Naboavdelingen" not in found
    units = [str(ward.hospital.units[code].public_id) for code in ("1010", "1020")]
    publish = reverse("publish_plan", args=[plan.public_id])
    assert "Velg minst én avdeling" in browser.post(publish, {}).content.decode()
    browser.post(publish, {"units": units, "with_subunits": "on"})
    assert plan.publications.filter(with_subunits=True).count() == 2
    for one in plan.publications.all():
        address = reverse("unpublish_plan", args=[plan.public_id, one.public_id])
        assert "Avpubliser" in browser.get(address).content.decode()
        assert plan.publications.filter(pk=one.pk).exists(), "asked first"
        browser.post(address)
    assert not plan.publications.exists()
    assert models.Assignment.objects.get().is_active
    assert plan.name in browser.get(reverse("plans"), {"view": "all"}).content.decode()


@pytest.mark.req("KP-ADM-277")
def test_somebody_who_has_left_is_pointed_out_and_the_plan_stays_published(ward: Ward, hanne: Actor) -> None:
    plan = created(ward, hanne)
    gone = ward.hospital.employ("Gro", "1010")
    put_people(ward, plan, hanne, "Gro", "Hanne")
    browser, address = ward.hospital.browser("Hanne"), reverse("plan_card", args=[plan.public_id])
    assert "har sluttet" not in browser.get(address).content.decode()
    gone.valid_to = ward.hospital.today - timedelta(days=400)
    gone.valid_from = ward.hospital.today - timedelta(days=500)
    gone.save()
    assert "Gro Berg har sluttet" in browser.get(address).content.decode()
    assert plan.publications.exists()


@pytest.mark.req("KP-ADM-243", "KP-ADM-244", "KP-ADM-245", "KP-ADM-247", "KP-ADM-271", "KP-ROLE-011")
def test_archived_for_good_by_those_who_archive_whoever_owns_it(ward: Ward, hanne: Actor, turid: Actor) -> None:
    plan = ward.plan("Gammel", "HLR")
    ward.plan("Annen", "Brann")
    nina = ward.hospital.employ("Nina", "1010")
    assignment = ward.assign("Gammel", nina)
    ward.assign("Annen", nina)
    acts = {"employees": 1, "now": ward.hospital.now}
    with pytest.raises(PermissionDenied):
        archiving.archive_plan(plan.public_id, reason="Utgått", actor=hanne, **acts)
    with pytest.raises(CannotBeSaved):
        archiving.archive_plan(plan.public_id, reason="  ", actor=turid, **acts)
    with pytest.raises(ChangedMeanwhile):
        archiving.archive_plan(plan.public_id, reason="x", employees=0, actor=turid, now=ward.hospital.now)
    archiving.archive_plan(plan.public_id, reason="Utgått", actor=turid, **acts)
    assignment.refresh_from_db()
    assert assignment.state == "archived"
    assert [one.kind for one in assignment.events.all()] == ["archived"]
    assert truth.differences([nina.person_id]) == []
    assert models.RequirementStatus.objects.get().requirement == ward.requirements["Brann"]
    assert not ward.requirements["HLR"].is_archived
    with pytest.raises(PermissionDenied):
        archiving.archive_plan(plan.public_id, reason="Igjen", actor=turid, **acts)
    plan.refresh_from_db()
    assert not access.may_edit_plan(hanne, plan)
    card = ward.hospital.browser("Turid").get(reverse("plan_card", args=[plan.public_id])).content.decode()
    assert "Turid Berg: Utgått" in card


@pytest.mark.req("KP-ADM-246")
def test_archiving_asks_for_a_reason_and_warns_with_the_number_before_it_is_done(ward: Ward, turid: Actor) -> None:
    plan = ward.plan("Gammel", "HLR")
    ward.assign("Gammel", ward.hospital.employ("Nina", "1010"))
    browser, address = ward.hospital.browser("Turid"), reverse("archive_plan", args=[plan.public_id])
    first = browser.get(address).content.decode()
    assert "1 medarbeider har planen" in first
    assert "akkreditering" not in first
    assert "All historikk hos medarbeiderne forsvinner" in first
    assert "ds-validation-message" in browser.post(address, {"reason": " "}).content.decode()
    warned = browser.post(address, {"reason": "Utgått"}).content.decode()
    assert "1 medarbeider mister historikken" in warned
    assert not models.Plan.objects.get(pk=plan.pk).is_archived
    browser.post(address, {"reason": "Utgått", "employees": "1"})
    assert models.Plan.objects.get(pk=plan.pk).is_archived
    assert "Gammel" in browser.get(reverse("archived_plans"), {"q": "gammel"}).content.decode()
    assert "Gammel" not in browser.get(reverse("plans"), {"view": "all"}).content.decode()


@pytest.mark.req("KP-ADM-144", "KP-ADM-145", "KP-ADM-146", "KP-ADM-161", "KP-ADM-164")
def test_the_list_begins_with_what_one_may_edit_and_shows_all_on_reset(ward: Ward, hanne: Actor) -> None:
    ward.plan("Egen plan")
    ward.plan("Naboens plan", owner="2010")
    browser = ward.hospital.browser("Hanne")
    first = browser.get(reverse("plans")).content.decode()
    assert "Egen plan" in first
    assert "Naboens plan" not in first
    own_trust = browser.get(reverse("plans"), {"f-owner": "trust"}).content.decode()
    assert "Naboens plan" not in own_trust
    assert 'href="?view=all"' in own_trust, "reset leads to all plans of the region"
    everything = browser.get(reverse("plans"), {"view": "all"}).content.decode()
    assert "Naboens plan" in everything
    other = ward.plans["Naboens plan"].public_id
    card = browser.get(reverse("plan_card", args=[other])).content.decode()
    assert reverse("preview_plan", args=[other]) in card
    assert reverse("edit_plan", args=[other]) not in card


@pytest.mark.req("KP-ADM-150", "KP-ADM-155", "KP-ADM-156", "KP-ADM-280", "KP-ADM-281")
def test_the_list_is_searched_and_narrowed(ward: Ward, hanne: Actor) -> None:
    ward.plan("Aktiv", "HLR")
    ward.plan("Åpen", "Brann")
    ward.plan("ærlig")
    ward.link("Åpen", "Generelt", "Smittevern", state="inactive")
    models.Plan.objects.exclude(name="ærlig").update(major=1, minor=0)
    put_people(ward, ward.plans["Aktiv"], hanne, "Hanne", "Hanne")
    browser = ward.hospital.browser("Hanne")

    def shown(**asked: str) -> list[str]:
        text = browser.get(reverse("plans"), {"view": "all"} | {key.replace("_", "-"): v for key, v in asked.items()})
        names = ("Aktiv", "ærlig", "Åpen")
        places = {name: text.content.decode().find(f">{name}<") for name in names}
        return sorted((name for name in names if places[name] >= 0), key=places.__getitem__)

    assert shown() == ["Aktiv", "ærlig", "Åpen"]
    assert shown(sort="-name") == ["Åpen", "ærlig", "Aktiv"]
    assert shown(q="åpen") == ["Åpen"]
    assert shown(q="hanne") == ["Aktiv"]
    assert shown(f_status="published") == ["Aktiv"]
    assert shown(f_status="draft_unpublished") == ["ærlig", "Åpen"]
    assert shown(f_status="unpublished") == []
    assert shown(f_status="draft_published") == []
    assert shown(f_owner="central") == []


@pytest.mark.req("KP-ADM-162", "KP-ADM-163")
def test_the_card_says_what_the_plan_is(ward: Ward, hanne: Actor) -> None:
    plan = created(ward, hanne, said=Described("Plan", "leader", "Om planen her", "Tre måneder", "Håndboka"))
    put_people(ward, plan, hanne, "Hanne", "Hanne")
    text = ward.hospital.browser("Hanne").get(reverse("plan_card", args=[plan.public_id])).content.decode()
    for said in ("Du kan redigere planen", "Hanne Berg", "Lokal", "Om planen her", "Tre måneder", "Håndboka"):
        assert said in text
    assert "1010 Avdeling A" in text
    for label, value in (("Versjon", "Ingen ennå"), ("Fullføring", "Sendes til leder for godkjenning")):
        assert re.search(rf"<dt>{label}</dt><dd>\s*{value}\s*</dd>", text), label
    assert re.search(r"<dt>Sist endret</dt><dd>\s*24\.11\.2026", text)


@pytest.mark.req("KP-ADM-236", "KP-ADM-222", "KP-ADM-223", "KP-ADM-225")
def test_versions_and_previews_show_what_stood_and_what_is_coming(ward: Ward, hanne: Actor) -> None:
    from arbeidsrom.modules.competence.actions.plans import links

    plan = ward.plan("Plan")
    ward.requirement("HLR", description="Gammel tekst")
    ward.link("Plan", "Generelt", "HLR", state="inactive")
    ward.link("Plan", "Generelt", "Kommer", state="inactive")
    hlr = plan.links.get(requirement__name="HLR")
    links.activate_link(plan.public_id, hlr.public_id, actor=hanne, now=ward.hospital.now)
    content = hlr.requirement.revisions.get().content | {"description": "Ny tekst"}
    models.RequirementDraft.objects.create(requirement=hlr.requirement, content=content, saved_at=ward.hospital.now)
    browser = ward.hospital.browser("Hanne")
    version = browser.get(reverse("plan_version", args=[plan.public_id, 1, 0])).content.decode()
    assert "Gammel tekst" in version
    assert "Kommer" not in version
    address = reverse("preview_plan", args=[plan.public_id])
    plain = browser.get(address).content.decode()
    assert ("Gammel tekst" in plain, "Ny tekst" in plain, "Kommer" in plain) == (True, False, False)
    changes = browser.get(address, {"changes": "1"}).content.decode()
    assert ("Gammel tekst" in changes, "Ny tekst" in changes, "Kommer" in changes) == (False, True, True)
    from django.test import Client

    assert Client().get(address).status_code == 302
    assert "1.0" in browser.get(reverse("plan_versions", args=[plan.public_id])).content.decode()


@pytest.mark.req("KP-ADM-142", "KP-ADM-228")
def test_a_responsible_for_plans_edits_the_plans_named_and_no_others(ward: Ward, hanne: Actor) -> None:
    ragna = hold(ward.hospital, "Ragna", roles.PLAN_RESPONSIBLE, "1010")
    named, other = ward.plan("Navngitt", "HLR"), ward.plan("En annen")
    position = ward.hospital.people["Ragna"].positions.get()
    address = reverse("set_plan_people", args=[named.public_id])
    page = ward.hospital.browser("Hanne").get(address).content.decode()
    assert "Ragna Berg" in page
    assert "Ansvarlig for denne planen" not in page
    assert ward.hospital.browser("Ragna").get(address).status_code == 403

    name = reverse("name_plan_responsible", args=[named.public_id])
    assert ward.hospital.browser("Ragna").post(name, {"position": str(position.public_id)}).status_code == 403
    ward.hospital.browser("Hanne").post(name, {"position": str(position.public_id)})
    assert "Ansvarlig for denne planen" in ward.hospital.browser("Ragna").get(address).content.decode()
    assert access.may_edit_plan(ragna, named)
    assert not access.may_edit_plan(ragna, other)
    assert list(access.visible_plans(ragna).filter(access.editable(ragna))) == [named]
    assert not access.may_name_responsible(ragna, named)
    shown = ward.hospital.browser("Ragna").get(reverse("plans")).content.decode()
    assert "Navngitt" in shown
    assert "En annen" not in shown

    RoleGrant.objects.filter(position=position).delete()
    assert not access.may_edit_plan(ward.hospital.actor(position), named), "the role is what gives it"
    remove = reverse("remove_plan_responsible", args=[named.public_id])
    ward.hospital.browser("Hanne").post(remove, {"position": str(position.public_id)})
    assert not named.responsible.exists()
