"""Sharing, deleting, archiving and resetting requirements (KP-ADM-057 to 075, 122 to 140)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.actions.requirements.drafting import save_draft
from arbeidsrom.modules.competence.actions.requirements.ending import archive_requirement, delete_requirement
from arbeidsrom.modules.competence.actions.requirements.publishing import publish_requirement
from arbeidsrom.modules.competence.actions.requirements.resetting import reset_requirement
from arbeidsrom.modules.competence.actions.requirements.sharing import end_sharing, share_requirement
from arbeidsrom.modules.competence.models import (
    Dependency,
    Performance,
    Progress,
    ProgressEvent,
    Requirement,
    RequirementStatus,
    Sharing,
)
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState, PerformanceState
from arbeidsrom.modules.competence.statuses.refresh import refresh
from arbeidsrom.modules.competence.statuses.truth import differences
from arbeidsrom.modules.competence.tasks import tell_of_reset
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


@pytest.fixture
def turid(hospital: Hospital) -> Actor:
    """The trust's administrator."""
    return with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")


def share(ward: Ward, requirement: Requirement, actor: Actor, *units: str, below: bool = False) -> None:
    hospital = ward.hospital
    share_requirement(
        requirement.public_id,
        units=[hospital.units[code].public_id for code in units],
        with_subunits=below,
        actor=actor,
        now=hospital.now,
        today=hospital.today,
    )


def end(ward: Ward, requirement: Requirement, code: str, actor: Actor) -> None:
    sharing = Sharing.objects.get(requirement=requirement, unit__code=code)
    end_sharing(requirement.public_id, sharing.public_id, actor=actor, now=ward.hospital.now)


def shared(requirement: Requirement) -> dict[str, tuple[bool, int, bool]]:
    rows = using.shared_with(requirement)
    return {row.unit.split()[0]: (row.with_subunits, row.plans, row.has_ended) for row in rows}


def performed(
    ward: Ward, position: Position, requirement: Requirement, state: str, progress: State, **said: object
) -> Performance:
    """Something is registered, as the pages of employees leave it."""
    hospital = ward.hospital
    is_done = progress == State.FULFILLED
    Progress.objects.create(
        person=position.person,
        requirement=requirement,
        state=progress,
        completed_on=hospital.today if is_done else None,
        done=1 if is_done else 0,
    )
    made = Performance.objects.create(
        person=position.person,
        requirement=requirement,
        revision=requirement.revisions.get(),
        state=state,
        round=1,
        performed_on=hospital.today,
        **said,
    )
    refresh([(position.person_id, requirement.pk)], by="test", now=hospital.now)
    return made


@pytest.mark.req("KP-ADM-061", "KP-ADM-063", "KP-ADM-064")
def test_it_is_shared_with_departments_and_the_list_counts_the_plans_there(ward: Ward, vigdis: Actor) -> None:
    hlr = ward.requirement("HLR")
    ward.plan("Ny i B", "HLR", owner="1020")
    share(ward, hlr, vigdis, "1020", "2010")
    share(ward, hlr, vigdis, "klinikken", below=True)
    assert shared(hlr) == {
        "1010": (False, 0, False),
        "1020": (False, 1, False),
        "2010": (False, 0, False),
        "klinikken": (True, 1, False),
    }


@pytest.mark.req("KP-ADM-059", "KP-ADM-069", "KP-ADM-070", "KP-ADM-071")
def test_a_sharing_that_ends_stays_in_the_list_while_plans_there_use_it(ward: Ward, vigdis: Actor) -> None:
    hlr = ward.requirement("HLR")
    plan = ward.plan("Ny i B", "HLR", owner="1020")
    share(ward, hlr, vigdis, "1020")
    end(ward, hlr, "1020", vigdis)
    end(ward, hlr, "1010", vigdis)
    assert shared(hlr) == {"1020": (False, 1, True)}
    assert plan.links.get().state == LinkState.ACTIVE
    with pytest.raises(WrongState):
        end(ward, hlr, "1020", vigdis)
    share(ward, hlr, vigdis, "1020")
    assert shared(hlr) == {"1020": (False, 1, False)}


@pytest.mark.req("KP-ADM-066")
def test_only_the_owner_s_people_share_it(ward: Ward, vigdis: Actor, hospital: Hospital) -> None:
    theirs = ward.requirement("HLR", owner="1020")
    with pytest.raises(PermissionDenied):
        share(ward, theirs, vigdis, "1010")
    with pytest.raises(PermissionDenied):
        end(ward, theirs, "1020", vigdis)


@pytest.mark.req("KP-ADM-073", "KP-ADM-074")
def test_what_is_in_no_plan_is_deleted_and_what_is_in_one_is_not(ward: Ward, vigdis: Actor) -> None:
    hlr, unused = ward.requirement("HLR"), ward.requirement("Brannvern")
    plan = ward.plan("Ny", "HLR")
    with pytest.raises(WrongState):
        delete_requirement(hlr.public_id, actor=vigdis, now=ward.hospital.now)
    delete_requirement(unused.public_id, actor=vigdis, now=ward.hospital.now)
    assert list(Requirement.objects.values_list("name", flat=True)) == ["HLR"]
    plan.links.all().delete()
    delete_requirement(hlr.public_id, actor=vigdis, now=ward.hospital.now)
    assert not Requirement.objects.exists()


def test_what_somebody_has_registered_on_is_kept_and_so_is_what_others_depend_on(ward: Ward, vigdis: Actor) -> None:
    hlr, needed, other = ward.requirement("HLR"), ward.requirement("Intro"), ward.requirement("Teori")
    Progress.objects.create(person=ward.hospital.employ("Silje", "1010").person, requirement=hlr)
    Dependency.objects.create(requirement=other, needs=needed)
    for one in (hlr, needed):
        with pytest.raises(WrongState):
            delete_requirement(one.public_id, actor=vigdis, now=ward.hospital.now)


def test_a_draft_that_depends_on_what_was_deleted_since_is_published_without_it(ward: Ward, vigdis: Actor) -> None:
    hlr, kurs, teori = ward.requirement("HLR"), ward.requirement("Kurs"), ward.requirement("Teori")
    acts = {"actor": vigdis, "now": ward.hospital.now}
    settings = replace(hlr.revisions.get().settings, dependencies=(kurs.pk, teori.pk))
    save_draft(hlr.public_id, settings, lock_version=0, **acts)  # type: ignore[arg-type]
    delete_requirement(kurs.public_id, **acts)  # type: ignore[arg-type]

    revision = publish_requirement(hlr.public_id, lock_version=1, **acts)  # type: ignore[arg-type]

    assert revision.settings.dependencies == (teori.pk,)
    assert list(Dependency.objects.values_list("requirement", "needs")) == [(hlr.pk, teori.pk)]
    connection.check_constraints()


@pytest.mark.req("KP-ADM-129", "KP-ROLE-011")
def test_those_who_archive_do_so_whoever_owns_it_and_nobody_else_does(
    ward: Ward, vigdis: Actor, turid: Actor, hospital: Hospital
) -> None:
    hlr, other, third = (ward.requirement(name, owner="1020") for name in ("HLR", "Brannvern", "Smittevern"))
    archivist = with_role(hospital, "Arne", roles.ARCHIVING, "sykehuset")
    own = ward.requirement("Egen")
    with pytest.raises(PermissionDenied):
        archive_requirement(own.public_id, reason="Utgått", actor=vigdis, now=hospital.now)
    archive_requirement(hlr.public_id, reason="Utgått", actor=archivist, now=hospital.now)
    archive_requirement(other.public_id, reason="Utgått", actor=turid, now=hospital.now)
    nora = with_role(hospital, "Nora", roles.TRUST_ADMINISTRATOR, "nabo", works_in="2010")
    with pytest.raises(PermissionDenied):
        archive_requirement(third.public_id, reason="Utgått", actor=nora, now=hospital.now)


@pytest.mark.req("KP-ADM-130", "KP-ADM-134", "KP-ADM-271", "KP-ADM-272")
def test_archiving_is_for_good_takes_it_out_of_every_plan_and_closes_open_requests(
    ward: Ward, turid: Actor, hospital: Hospital
) -> None:
    hlr = ward.requirement("HLR", requires_signing=True)
    plan = ward.plan("Ny", "HLR")
    silje, signer = hospital.employ("Silje", "1010"), hospital.employ("Ole", "1010")
    ward.assign("Ny", silje)
    waiting = performed(
        ward, silje, hlr, PerformanceState.WAITING, State.WAITING, signer=signer, sent_at=hospital.now, plan=plan
    )
    with pytest.raises(WrongState):
        archive_requirement(hlr.public_id, reason="  ", actor=turid, now=hospital.now)
    archived = archive_requirement(hlr.public_id, reason=" Erstattet ", actor=turid, now=hospital.now)
    assert (archived.archive_reason, archived.archived_by.given_name) == ("Erstattet", "Turid")  # type: ignore[union-attr]
    assert plan.links.get().state == LinkState.ARCHIVED
    waiting.refresh_from_db()
    assert waiting.state == PerformanceState.WITHDRAWN
    assert Progress.objects.get().state == State.NOT_STARTED
    event = ProgressEvent.objects.get()
    assert (event.kind, event.by, event.plan) == ("archived", turid.label, plan)
    assert not RequirementStatus.objects.exists()
    assert not differences([position.person_id for position in Position.objects.all()])
    for again in (
        lambda: archive_requirement(hlr.public_id, reason="Igjen", actor=turid, now=hospital.now),
        lambda: share(ward, hlr, turid, "1020"),
        lambda: delete_requirement(hlr.public_id, actor=turid, now=hospital.now),
    ):
        with pytest.raises(PermissionDenied):
            again()


@pytest.mark.req("KP-ADM-122", "KP-ADM-123", "KP-ADM-050", "KP-ADM-125", "KP-ADM-269")
def test_a_reset_puts_everybody_back_keeps_the_history_and_leaves_what_depends_on_it(
    ward: Ward, vigdis: Actor, hospital: Hospital
) -> None:
    hlr, after = ward.requirement("HLR", requires_signing=True), ward.requirement("Videre")
    Dependency.objects.create(requirement=after, needs=hlr)
    ward.plan("Ny", "HLR", "Videre")
    people = {name: hospital.employ(name, "1010") for name in ("Silje", "Ole", "Kari", "Uten")}
    for position in people.values():
        ward.assign("Ny", position)
    done = performed(ward, people["Silje"], hlr, PerformanceState.DONE, State.FULFILLED)
    sent = performed(
        ward, people["Ole"], hlr, PerformanceState.WAITING, State.WAITING, signer=people["Kari"], sent_at=hospital.now
    )
    begun = performed(ward, people["Kari"], hlr, PerformanceState.DRAFT, State.DRAFT)
    performed(ward, people["Silje"], after, PerformanceState.DONE, State.FULFILLED)

    numbers = using.numbers_of(hlr)
    assert (numbers.employees, numbers.started, numbers.fulfilled, numbers.waiting) == (4, 2, 1, 1)
    assert reset_requirement(hlr.public_id, shown=numbers, actor=vigdis, now=hospital.now) == 3

    rows = Progress.objects.filter(requirement=hlr)
    assert {(row.state, row.completed_on, row.round, row.done) for row in rows} == {(State.NOT_STARTED, None, 2, 0)}
    assert set(RequirementStatus.objects.filter(requirement=hlr).values_list("state", flat=True)) == {0}
    assert RequirementStatus.objects.get(requirement=after, person=people["Silje"].person).state == State.FULFILLED
    for row, state in ((done, "removed"), (sent, "withdrawn"), (begun, "removed")):
        row.refresh_from_db()
        assert row.state == state
    assert done.performed_on == hospital.today, "the earlier completion is still there to be read"
    assert ProgressEvent.objects.filter(requirement=hlr, kind="reset").count() == 3
    assert not using.is_started(hlr)
    assert not differences([position.person_id for position in Position.objects.all()])


def test_numbers_that_have_changed_since_they_were_shown_are_shown_once_more(
    ward: Ward, vigdis: Actor, hospital: Hospital
) -> None:
    hlr = ward.requirement("HLR")
    numbers = using.numbers_of(hlr)
    performed(ward, hospital.employ("Silje", "1010"), hlr, PerformanceState.DRAFT, State.DRAFT)
    with pytest.raises(ChangedMeanwhile):
        reset_requirement(hlr.public_id, shown=numbers, actor=vigdis, now=hospital.now)


def test_those_who_had_begun_are_told_of_a_reset_once(ward: Ward, vigdis: Actor, hospital: Hospital) -> None:
    hlr = ward.requirement("HLR")
    silje, ole = hospital.employ("Silje", "1010"), hospital.employ("Ole", "1010")
    performed(ward, silje, hlr, PerformanceState.DONE, State.FULFILLED)
    at = hospital.now + timedelta(hours=1)
    reset_requirement(hlr.public_id, shown=using.numbers_of(hlr), actor=vigdis, now=at)
    job = ProcrastinateJob.objects.get(task_name="competence.tell_of_reset")
    for _times in range(2):
        tell_of_reset(**job.args)
    told = Notification.objects.get(type="competence.requirement_reset")
    assert (told.person, told.params) == (silje.person, {"requirement": "HLR"})
    assert ole.person != told.person
