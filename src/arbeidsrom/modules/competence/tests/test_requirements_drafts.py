"""Creating requirements and changing them in drafts (KP-ADM-001 to 056, 104 to 121)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from arbeidsrom.core.audit.models import Detail, Entry
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.actions.requirements.drafting import (
    create_requirement,
    discard_draft,
    save_draft,
)
from arbeidsrom.modules.competence.actions.requirements.faults import DraftChanged, NotPossible
from arbeidsrom.modules.competence.actions.requirements.publishing import publish_requirement
from arbeidsrom.modules.competence.models import Progress, Requirement
from arbeidsrom.modules.competence.queries.requirements import latest_revision, standing_of
from arbeidsrom.modules.competence.rules.settings import CheckPoint, Settings
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    return Ward(hospital)


@pytest.fixture
def vigdis(hospital: Hospital) -> Actor:
    """Responsible for the subject in department A."""
    return with_role(hospital, "Vigdis", roles.SUBJECT_A, "1010")


def settings(ward: Ward, name: str = "HLR", **said: object) -> Settings:
    owner = ward.hospital.units["1010"].pk
    return Settings(name=name, owner=owner, category=ward.category().pk, **said)  # type: ignore[arg-type]


def edit(ward: Ward, requirement: Requirement, actor: Actor, **changes: object) -> None:
    standing = standing_of(requirement)
    save_draft(
        requirement.public_id,
        replace(standing.settings, **changes),  # type: ignore[arg-type]
        lock_version=standing.lock_version,
        actor=actor,
        now=ward.hospital.now,
    )


def publish(ward: Ward, requirement: Requirement, actor: Actor) -> None:
    version = standing_of(requirement).lock_version
    publish_requirement(requirement.public_id, lock_version=version, actor=actor, now=ward.hospital.now)
    requirement.refresh_from_db()


def told(event: str) -> str:
    entry = Entry.objects.filter(event=event).latest("id")
    return Detail.objects.get(entry=entry).content


@pytest.mark.req("KP-ADM-008", "KP-ADM-009", "KP-ADM-058")
def test_what_is_created_has_its_id_is_owned_by_the_department_and_shared_with_it(ward: Ward, vigdis: Actor) -> None:
    made = create_requirement(settings(ward), actor=vigdis, now=ward.hospital.now)
    assert made.pk is not None
    assert made.owner.code == "1010"
    assert [row.unit.code for row in made.sharings.all()] == ["1010"]
    assert not made.is_published
    assert f'"requirement":{made.pk}' in told("competence.requirement.created")


@pytest.mark.req("KP-ADM-106", "KP-ADM-116", "KP-ADM-238", "KP-ADM-242")
def test_a_draft_takes_effect_for_nobody_until_it_is_published_and_then_in_every_plan(
    ward: Ward, vigdis: Actor
) -> None:
    hlr = ward.requirement("HLR")
    ward.requirement("Brannvern")
    first, second = ward.plan("Ny i avdelingen", "HLR"), ward.plan("Akutt", "HLR", "Brannvern")
    silje = ward.hospital.employ("Silje", "1010")
    ward.assign("Ny i avdelingen", silje)
    edit(ward, hlr, vigdis, name="HLR for voksne", validity_days=365)
    hlr.refresh_from_db()
    assert (hlr.name, hlr.validity_days) == ("HLR", None)
    assert not first.revisions.exists()
    publish(ward, hlr, vigdis)
    assert (hlr.name, hlr.validity_days) == ("HLR for voksne", 365)
    assert [row.number for row in hlr.revisions.order_by("number")] == [1, 2]
    for plan in (first, second):
        plan.refresh_from_db()
        assert str(plan.version) == "1.0"
    edit(ward, hlr, vigdis, name="HLR")
    publish(ward, hlr, vigdis)
    first.refresh_from_db()
    assert str(first.version) == "1.1"


def test_a_requirement_that_is_not_active_in_a_plan_makes_no_version_of_it(ward: Ward, vigdis: Actor) -> None:
    plan = ward.plan("Ny i avdelingen", "HLR")
    plan.links.update(state="inactive")
    edit(ward, ward.requirements["HLR"], vigdis, name="HLR 2")
    publish(ward, ward.requirements["HLR"], vigdis)
    plan.refresh_from_db()
    assert plan.version is None


@pytest.mark.req("KP-ADM-263")
def test_the_second_of_two_who_edit_the_same_draft_is_told_who_was_first_and_when(
    ward: Ward, vigdis: Actor, hospital: Hospital
) -> None:
    hanne = with_role(hospital, "Hanne", roles.SUBJECT_B, "1010")
    hlr = ward.requirement("HLR")
    standing = standing_of(hlr)
    edit(ward, hlr, vigdis, name="HLR for voksne")
    late = replace(standing.settings, name="HLR for barn")
    with pytest.raises(DraftChanged, match="Vigdis Berg"):
        save_draft(hlr.public_id, late, lock_version=standing.lock_version, actor=hanne, now=hospital.now)
    with pytest.raises(DraftChanged, match=r"24\. "):
        discard_draft(hlr.public_id, lock_version=0, actor=hanne, now=hospital.now)
    assert standing_of(hlr).settings.name == "HLR for voksne"
    with pytest.raises(DraftChanged):
        publish_requirement(hlr.public_id, lock_version=0, actor=hanne, now=hospital.now)


@pytest.mark.req("KP-ADM-111")
def test_a_discarded_draft_leaves_what_is_published(ward: Ward, vigdis: Actor) -> None:
    hlr = ward.requirement("HLR")
    edit(ward, hlr, vigdis, name="HLR for voksne", must_be_done=True)
    version = standing_of(hlr).lock_version
    discard_draft(hlr.public_id, lock_version=version, actor=vigdis, now=ward.hospital.now)
    assert standing_of(hlr).settings.name == "HLR"
    assert standing_of(hlr).drafted is None


def test_a_draft_that_says_what_is_published_is_none(ward: Ward, vigdis: Actor) -> None:
    hlr = ward.requirement("HLR")
    edit(ward, hlr, vigdis, name="HLR for voksne")
    edit(ward, hlr, vigdis, name="HLR")
    assert standing_of(hlr).drafted is None


@pytest.mark.req("KP-ADM-117", "KP-ADM-118", "KP-ADM-119", "KP-ADM-120", "KP-ADM-121")
def test_what_is_locked_once_somebody_has_started_is_refused_and_everything_else_is_not(
    ward: Ward, vigdis: Actor
) -> None:
    hlr = ward.requirement("HLR", requires_signing=True, has_manual_expiry=True, repetitions=3)
    silje = ward.hospital.employ("Silje", "1010").person
    edit(ward, hlr, vigdis, requires_signing=False)
    Progress.objects.create(person=silje, requirement=hlr, state=State.DRAFT)
    with pytest.raises(NotPossible) as refused:
        publish(ward, hlr, vigdis)
    assert set(refused.value.faults) == {"requires_signing"}
    with pytest.raises(NotPossible) as refused:
        edit(ward, hlr, vigdis, requires_signing=False, has_manual_expiry=False, repetitions=None, name="HLR 2")
    assert set(refused.value.faults) == {"requires_signing", "has_manual_expiry", "repetitions"}
    allowed = {
        "name": "HLR for voksne",
        "description": "Hjerte-lunge-redning",
        "validity_days": 400,
        "repetitions": 5,
        "has_comment": True,
        "allows_attachments": True,
        "must_be_done": True,
        "recertified_after_absence": True,
        "learning_form": "simulation",
        "documentation_form": "signature",
        "requires_signing": True,
    }
    edit(ward, hlr, vigdis, **allowed)
    publish(ward, hlr, vigdis)
    assert hlr.repetitions == 5


def test_somebody_who_has_only_been_given_the_plan_has_not_started(ward: Ward, vigdis: Actor) -> None:
    hlr = ward.requirement("HLR", requires_signing=True)
    silje = ward.hospital.employ("Silje", "1010").person
    Progress.objects.create(person=silje, requirement=hlr, state=State.NOT_STARTED)
    edit(ward, hlr, vigdis, requires_signing=False)
    publish(ward, hlr, vigdis)
    assert not hlr.requires_signing


@pytest.mark.req("KP-ADM-261")
def test_a_circle_of_dependencies_is_refused_with_the_names_in_it(ward: Ward, vigdis: Actor) -> None:
    first, second, third = (ward.requirement(name) for name in ("Intro", "Teori", "Praksis"))
    for one, needs in ((second, first), (third, second)):
        edit(ward, one, vigdis, dependencies=(needs.pk,))
        publish(ward, one, vigdis)
    with pytest.raises(NotPossible) as refused:
        edit(ward, first, vigdis, dependencies=(third.pk,))
    assert "Intro → Praksis → Teori → Intro" in refused.value.faults["dependencies"]
    with pytest.raises(NotPossible) as refused:
        edit(ward, first, vigdis, dependencies=(first.pk,))
    assert "dependencies" in refused.value.faults


@pytest.mark.req("KP-ADM-261")
def test_two_drafts_that_close_a_circle_together_are_refused_when_the_second_is_published(
    ward: Ward, vigdis: Actor
) -> None:
    first, second = ward.requirement("Intro"), ward.requirement("Teori")
    edit(ward, first, vigdis, dependencies=(second.pk,))
    edit(ward, second, vigdis, dependencies=(first.pk,))
    publish(ward, first, vigdis)
    with pytest.raises(NotPossible) as refused:
        publish(ward, second, vigdis)
    assert "Teori → Intro → Teori" in refused.value.faults["dependencies"]


@pytest.mark.req("KP-ADM-052")
def test_a_dependency_that_is_taken_away_changes_nobodys_status(ward: Ward, vigdis: Actor) -> None:
    first, second = ward.requirement("Intro"), ward.requirement("Teori")
    edit(ward, second, vigdis, dependencies=(first.pk,))
    publish(ward, second, vigdis)
    silje = ward.hospital.employ("Silje", "1010").person
    for one in (first, second):
        Progress.objects.create(
            person=silje, requirement=one, state=State.FULFILLED, completed_on=ward.hospital.today - timedelta(days=3)
        )
    edit(ward, second, vigdis, dependencies=())
    publish(ward, second, vigdis)
    assert not second.depends_on.exists()
    assert set(Progress.objects.values_list("state", flat=True)) == {State.FULFILLED}


@pytest.mark.req("KP-ADM-127", "KP-ADM-128", "KP-ADM-011")
def test_another_owner_takes_effect_when_it_is_published(ward: Ward, hospital: Hospital) -> None:
    turid = with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    hlr = ward.requirement("HLR")
    edit(ward, hlr, turid, owner=hospital.units["1020"].pk)
    hlr.refresh_from_db()
    assert hlr.owner.code == "1010"
    publish(ward, hlr, turid)
    assert hlr.owner.code == "1020"
    before, after = hospital.units["1010"].pk, hospital.units["1020"].pk
    assert f'"before":{before}' in told("competence.requirement.owner_changed")
    assert f'"after":{after},' in told("competence.requirement.owner_changed")


@pytest.mark.req("KP-ADM-128")
def test_another_owner_of_what_was_never_published_waits_for_the_publishing_too(ward: Ward, hospital: Hospital) -> None:
    turid = with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    made = create_requirement(settings(ward), actor=turid, now=hospital.now)
    edit(ward, made, turid, owner=hospital.units["1020"].pk)
    made.refresh_from_db()
    assert made.owner.code == "1010"
    publish(ward, made, turid)
    assert made.owner.code == "1020"


def test_with_an_owner_in_another_trust_goes_a_category_there(ward: Ward, hospital: Hospital) -> None:
    sindre = with_role(hospital, "Sindre", roles.SYSTEM_OPERATOR, "region")
    hlr = ward.requirement("HLR")
    with pytest.raises(NotPossible) as refused:
        edit(ward, hlr, sindre, owner=hospital.units["2010"].pk)
    assert set(refused.value.faults) == {"category"}


@pytest.mark.req("KP-ADM-275")
def test_the_new_owner_is_a_department_of_whoever_chooses_it(ward: Ward, vigdis: Actor, hospital: Hospital) -> None:
    hlr = ward.requirement("HLR")
    with pytest.raises(NotPossible) as refused:
        edit(ward, hlr, vigdis, owner=hospital.units["1020"].pk)
    assert "owner" in refused.value.faults
    sindre = with_role(hospital, "Sindre", roles.SYSTEM_OPERATOR, "region")
    edit(ward, hlr, sindre, owner=hospital.units["2010"].pk, category=ward.category(unit="nabo").pk)
    assert standing_of(hlr).settings.owner == hospital.units["2010"].pk


@pytest.mark.req("KP-ADM-010", "KP-ADM-066")
@pytest.mark.parametrize(
    "role", [roles.DELEGATED_LEADER, roles.TRUST_ADMINISTRATOR, roles.REGISTRAR_ADMINISTRATOR, roles.SUBJECT_A]
)
def test_only_those_whose_role_covers_the_owner_edit_it(ward: Ward, hospital: Hospital, role: str) -> None:
    hlr = ward.requirement("HLR")
    own = with_role(hospital, "Eli", role, "klinikken")
    other = with_role(hospital, "Nora", role, "nabo", works_in="2010")
    edit(ward, hlr, own, name="HLR 2")
    with pytest.raises(PermissionDenied):
        edit(ward, hlr, other, name="HLR 3")
    with pytest.raises(PermissionDenied):
        publish(ward, hlr, other)


@pytest.mark.req("KP-ADM-274")
def test_whoever_loses_the_role_while_editing_saves_no_more(ward: Ward, hospital: Hospital) -> None:
    vigdis = hospital.employ("Vigdis", "1010")
    RoleGrant.objects.create(
        position=vigdis, role=roles.SUBJECT_A, unit=hospital.units["1010"], valid_from=hospital.today, source="order"
    )
    hlr = ward.requirement("HLR")
    edit(ward, hlr, hospital.actor(vigdis), name="HLR 2")
    RoleGrant.objects.filter(position=vigdis).delete()
    with pytest.raises((PermissionDenied, Requirement.DoesNotExist)):
        edit(ward, hlr, hospital.actor(vigdis), name="HLR 3")


@pytest.mark.req("KP-ADM-083", "KP-ADM-056")
def test_central_requirements_are_made_and_changed_by_those_who_edit_central_ones(
    ward: Ward, hospital: Hospital, vigdis: Actor
) -> None:
    turid = with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    trust = replace(settings(ward), owner=hospital.units["sykehuset"].pk, allows_adaptation=True, validity_days=365)
    made = create_requirement(trust, central=True, actor=turid, now=hospital.now)
    publish(ward, made, turid)
    assert latest_revision(made).settings.allows_adaptation  # type: ignore[union-attr]
    with pytest.raises(PermissionDenied):
        create_requirement(trust, central=True, actor=vigdis, now=hospital.now)
    local = ward.requirement("HLR", central=True)
    with pytest.raises(PermissionDenied):
        edit(ward, local, vigdis, name="HLR 2")
    with pytest.raises(NotPossible) as refused:
        create_requirement(replace(settings(ward), allows_adaptation=True), actor=turid, now=hospital.now)
    assert "allows_adaptation" in refused.value.faults


@pytest.mark.req("KP-ADM-034", "KP-ADM-257", "KP-ADM-254")
def test_a_repeated_requirement_has_no_checklist_and_none_lacks_name_or_category(ward: Ward, vigdis: Actor) -> None:
    point = CheckPoint(id=ward.hospital.units["1010"].public_id, name="Vask")
    hlr = ward.requirement("HLR", repetitions=3)
    with pytest.raises(NotPossible) as refused:
        edit(ward, hlr, vigdis, checklist=(point,), name=" ", category=None)
    assert set(refused.value.faults) == {"checklist", "name", "category"}
    assert standing_of(hlr).drafted is None


@pytest.mark.req("KP-ADM-031", "KP-ADM-032")
def test_the_category_is_one_of_the_own_trust_and_of_the_own_kind(
    ward: Ward, vigdis: Actor, hospital: Hospital
) -> None:
    hlr = ward.requirement("HLR")
    other, special = ward.category("Nabo", "nabo"), ward.category("Indremedisin")
    special.for_activities = True
    special.save()
    for category in (other, special):
        with pytest.raises(NotPossible) as refused:
            edit(ward, hlr, vigdis, category=category.pk)
        assert set(refused.value.faults) == {"category"}
    marte = with_role(hospital, "Marte", roles.REGISTRAR_ADMINISTRATOR, "sykehuset")
    made = create_requirement(
        replace(settings(ward), category=special.pk), kind="activity", actor=marte, now=hospital.now
    )
    assert made.category == special


def test_what_was_never_published_has_no_draft_to_discard(ward: Ward, vigdis: Actor) -> None:
    made = create_requirement(settings(ward), actor=vigdis, now=ward.hospital.now)
    with pytest.raises(WrongState):
        discard_draft(made.public_id, lock_version=1, actor=vigdis, now=ward.hospital.now)


def test_a_draft_of_what_is_not_published_is_found_by_its_new_name(ward: Ward, vigdis: Actor) -> None:
    made = create_requirement(settings(ward), actor=vigdis, now=ward.hospital.now)
    edit(ward, made, vigdis, name="HLR for barn")
    made.refresh_from_db()
    assert made.name == "HLR for barn"
