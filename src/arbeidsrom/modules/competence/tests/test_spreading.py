"""What a change of requirements and plans does to everybody who has them, and the versions it makes."""

from __future__ import annotations

import pytest

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import job
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import spreading
from arbeidsrom.modules.competence.actions.plans import approving, archiving, links
from arbeidsrom.modules.competence.actions.versions import make_versions
from arbeidsrom.modules.competence.queries.plans import waiting
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

PROGRAM = job("test")
NAMES = ("Nina", "Odd", "Pia")


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    ward = Ward(hospital)
    ward.plan("Sykepleier på A", "HLR", "Brann")
    for name in NAMES:
        ward.assign("Sykepleier på A", hospital.employ(name, "1010"))
    return ward


def people(ward: Ward) -> list[int]:
    return [person.pk for person in ward.hospital.people.values()]


def spread(ward: Ward, *, requirements: tuple[str, ...] = (), plans: tuple[str, ...] = ()) -> models.Spreading | None:
    return spreading.spread(
        requirement_ids=[ward.requirements[name].pk for name in requirements],
        plan_ids=[ward.plans[name].pk for name in plans],
        actor=PROGRAM,
        now=ward.hospital.now,
    )


def test_a_requirement_that_is_activated_is_there_for_everybody_who_has_the_plan(ward: Ward) -> None:
    ward.link("Sykepleier på A", "Generelt", "Smittevern")
    assert truth.differences(people(ward)) != []

    assert spread(ward, plans=("Sykepleier på A",)) is None
    assert truth.differences(people(ward)) == []
    assert set(models.Assignment.objects.values_list("required", flat=True)) == {3}


def test_a_requirement_that_was_taken_out_of_the_plan_is_nobodys_any_more(ward: Ward) -> None:
    models.Link.objects.filter(requirement=ward.requirements["HLR"]).delete()
    spread(ward, requirements=("HLR",), plans=("Sykepleier på A",))

    assert truth.differences(people(ward)) == []
    assert not models.RequirementStatus.objects.filter(requirement=ward.requirements["HLR"]).exists()


def test_a_plan_that_nothing_is_left_in_comes_to_nothing(ward: Ward) -> None:
    models.Link.objects.all().delete()
    spread(ward, requirements=("HLR", "Brann"), plans=("Sykepleier på A",))

    assert set(models.Assignment.objects.values_list("required", "fulfilled", "sent_at")) == {(0, 0, None)}
    assert truth.differences(people(ward)) == []


def test_a_validity_that_changes_moves_the_day_it_expires(ward: Ward) -> None:
    for person in people(ward):
        models.Progress.objects.create(
            person_id=person,
            requirement=ward.requirements["HLR"],
            state=State.FULFILLED,
            completed_on=ward.hospital.today,
        )
    models.Requirement.objects.filter(name="HLR").update(validity_days=365)
    spread(ward, requirements=("HLR",))

    assert truth.differences(people(ward)) == []


def test_many_people_are_done_by_a_job_in_lots_that_can_be_broken_off(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 2)
    monkeypatch.setattr(spreading, "PEOPLE_A_TIME", 2)
    models.Link.objects.filter(requirement=ward.requirements["HLR"]).update(
        state=LinkState.DEACTIVATED, deactivated_because="Utgått"
    )
    row = spread(ward, requirements=("HLR",), plans=("Sykepleier på A",))
    assert row is not None
    assert (row.done, row.finished_at) == (0, None)

    spreading._next_lot(row.pk, now=ward.hospital.now)
    row.refresh_from_db()
    assert (row.people, row.done, row.finished_at) == (3, 2, None)
    assert len(truth.differences(people(ward))) > 0

    spreading.spread_again(now=ward.hospital.now)
    spreading.finish_spreading(row.pk, now=ward.hospital.now)
    row.refresh_from_db()
    assert (row.done, row.finished_at) == (3, ward.hospital.now)
    assert truth.differences(people(ward)) == []


def test_what_is_taken_out_of_a_plan_of_many_leaves_no_status_behind(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 1)
    turid = with_role(ward.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    plan, now = ward.plans["Sykepleier på A"], ward.hospital.now
    link = plan.links.get(requirement__name="HLR")
    assert models.RequirementStatus.objects.filter(requirement=link.requirement).count() > 1

    links.delete_link(plan.public_id, link.public_id, actor=turid, now=now)
    spreading.spread_again(now=now)

    assert not models.RequirementStatus.objects.filter(requirement=link.requirement).exists()
    assert truth.differences(people(ward)) == []


@pytest.fixture
def everybody(ward: Ward) -> list[int]:
    """Many have HLR by another plan than the small one, which Rita has and nobody else."""
    ward.plan("Liten", "Smittevern", section="Liten del")
    rita = ward.hospital.employ("Rita", "1010")
    ward.link("Liten", "Liten del", "HLR", state=LinkState.INACTIVE)
    ward.assign("Liten", rita)
    return people(ward)


def test_what_changes_in_one_plan_is_derived_for_those_who_have_it_and_not_for_all_who_have_the_requirement(
    ward: Ward, everybody: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 1)
    turid = with_role(ward.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    acts = {"actor": turid, "now": ward.hospital.now}
    plan = ward.plans["Liten"]
    ids = plan.public_id, plan.links.get(requirement__name="HLR").public_id

    def derived(required: int) -> None:
        assert not models.Spreading.objects.exists()
        assert truth.differences(everybody) == []
        assert models.Assignment.objects.get(plan=plan).required == required

    links.activate_link(*ids, **acts)
    derived(2)
    links.deactivate_link(*ids, reason="Utgått", **acts)
    derived(1)
    links.reactivate_link(*ids, section_id=ward.sections["Liten del"].public_id, **acts)
    derived(2)
    ward.link("Liten", "Liten del", "Brann", state=LinkState.INACTIVE)
    found = waiting.rows_of(models.Plan.objects.select_related("owner").get(pk=plan.pk), actor=turid)
    approving.approve_all_changes(plan.public_id, seen=waiting.seen_mark(found), **acts)
    derived(3)
    archiving.archive_plan(plan.public_id, reason="Utgått", employees=1, **acts)
    assert not models.Spreading.objects.exists()
    assert truth.differences(everybody) == []
    rita = models.RequirementStatus.objects.filter(person=ward.hospital.people["Rita"])
    assert not rita.exists()


def test_a_plan_that_many_have_is_archived_by_a_job_that_takes_its_requirements_away(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 1)
    turid = with_role(ward.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    plan = ward.plans["Sykepleier på A"].public_id
    archiving.archive_plan(plan, reason="Utgått", employees=3, actor=turid, now=ward.hospital.now)
    assert models.RequirementStatus.objects.count() == 6
    spreading.finish_spreading(models.Spreading.objects.get().pk, now=ward.hospital.now)
    assert not models.RequirementStatus.objects.exists()


def test_few_people_with_very_many_plans_are_done_by_a_job_too(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "ROWS_AT_ONCE", 2)
    assert spread(ward, requirements=("HLR",)) is not None


def test_a_version_holds_what_is_active_with_each_requirement_as_it_is_now(ward: Ward) -> None:
    ward.link("Sykepleier på A", "Generelt", "Smittevern", state=LinkState.INACTIVE)
    plan = ward.plans["Sykepleier på A"]

    first, second = (make_versions({plan.pk: count}, actor=PROGRAM, now=ward.hospital.now)[0] for count in (2, 1))
    assert (str(first.version), str(second.version)) == ("1.0", "1.1")
    (section,) = first.content["sections"]
    revision = ward.requirements["HLR"].revisions.get()
    assert section["name"] == "Generelt"
    assert [link["requirement"] for link in section["links"]] == [ward.requirements[one].pk for one in ("HLR", "Brann")]
    assert section["links"][0]["revision"] == revision.pk
    plan.refresh_from_db()
    assert str(plan.version) == "1.1"


def test_versions_of_many_plans_are_made_in_as_many_statements_as_of_one(
    ward: Ward, django_assert_num_queries: object
) -> None:
    for number in range(5):
        ward.plan(f"Plan {number}", "HLR", section=f"Del {number}")
    ids = [plan.pk for plan in ward.plans.values()]

    with django_assert_num_queries(6):  # type: ignore[operator]
        make_versions(dict.fromkeys(ids[:1], 1), actor=PROGRAM, now=ward.hospital.now)
    with django_assert_num_queries(6):  # type: ignore[operator]
        make_versions(dict.fromkeys(ids, 1), actor=PROGRAM, now=ward.hospital.now)
