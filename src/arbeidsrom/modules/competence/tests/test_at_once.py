"""Two people on two real connections: those who look after plans wait for those who work in them, never both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from time import sleep

import pytest
import time_machine
from django.db import connection, transaction

from arbeidsrom.core.roles.deputies import appoint_deputy
from arbeidsrom.core.roles.queries import actor_standing_in
from arbeidsrom.core.roles.tests.hospital import NOW, make_hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions import assigning, relevance
from arbeidsrom.modules.competence.actions.assigning import CannotBeAssigned
from arbeidsrom.modules.competence.actions.plans import approving, archiving, links
from arbeidsrom.modules.competence.actions.requirements import ending, publishing
from arbeidsrom.modules.competence.queries.plans import waiting
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role

pytestmark = pytest.mark.django_db(transaction=True)

PLAN = "Sykepleier på A"
LONGEST = 20
WAITS_FOR_THIS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


@pytest.fixture
def nina(transactional_db: None) -> Iterator[Errand]:
    with time_machine.travel(NOW, tick=False):
        errand = Errand(make_hospital())
        errand.begin("HLR", "Brann", requires_signing=True)
        yield errand


@pytest.fixture
def hanne(nina: Errand) -> Actor:
    return with_role(nina.hospital, "Hanne", roles.TRUST_ADMINISTRATOR, "sykehuset")


def on_a_connection_of_its_own(work: Callable[[], object]) -> object:
    try:
        return work()
    finally:
        connection.close()


def wait_until_waiting(other: Future[object]) -> None:
    """Until the other connection stands before a lock of this one."""
    for _turn in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        assert not other.done(), other.result()
        sleep(0.02)
    raise AssertionError("nobody waited")


def meanwhile(nina: Errand, theirs: Callable[[], object], *hers: Callable[[], object]) -> object:
    """Nina has begun when somebody changes her plan, who comes to wait for her; then she does what she does."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM organisation_person WHERE id = %s FOR UPDATE", [nina.nina.person_id])
            other: Future[object] = pool.submit(partial(on_a_connection_of_its_own, theirs))
            wait_until_waiting(other)
            for what in hers:
                what()
        return other.result(timeout=LONGEST)


def plan_of(nina: Errand) -> models.Plan:
    return nina.ward.plans[PLAN]


def marks(nina: Errand) -> object:
    mine, link = nina.mine.public_id, plan_of(nina).links.get(requirement__name="HLR").public_id
    return relevance.mark_requirement(
        mine, link, comment="Ingen pasienter", actor=nina.hospital.actor(nina.nina), now=NOW
    )


def draft(nina: Errand, name: str) -> models.RequirementDraft:
    requirement = nina.ward.requirements[name]
    content = requirement.revisions.get().content | {"validity_days": 30}
    return models.RequirementDraft.objects.create(requirement=requirement, content=content, saved_at=NOW)


def activates(nina: Errand, hanne: Actor) -> Callable[[], object]:
    link = nina.ward.link(PLAN, "Generelt", "Smittevern", state=LinkState.INACTIVE)
    return partial(links.activate_link, plan_of(nina).public_id, link.public_id, actor=hanne, now=NOW)


def deactivates(nina: Errand, hanne: Actor) -> Callable[[], object]:
    link = plan_of(nina).links.get(requirement__name="Brann")
    return partial(
        links.deactivate_link, plan_of(nina).public_id, link.public_id, reason="Utgått", actor=hanne, now=NOW
    )


def publishes(nina: Errand, hanne: Actor) -> Callable[[], object]:
    requirement = draft(nina, "HLR").requirement
    return partial(publishing.publish_requirement, requirement.public_id, lock_version=0, actor=hanne, now=NOW)


def approves(nina: Errand, hanne: Actor) -> Callable[[], object]:
    draft(nina, "HLR")
    plan = plan_of(nina)
    seen = waiting.seen_mark(waiting.rows_of(plan, actor=hanne))
    return partial(approving.approve_all_changes, plan.public_id, seen=seen, actor=hanne, now=NOW)


def archives(nina: Errand, hanne: Actor) -> Callable[[], object]:
    plan = plan_of(nina).public_id
    return partial(archiving.archive_plan, plan, reason="Utgått", employees=1, actor=hanne, now=NOW)


CHANGES = [activates, deactivates, publishes, approves, archives]


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_somebody_who_works_in_a_plan_and_somebody_who_changes_it_both_come_through(
    nina: Errand, hanne: Actor, change: Callable[[Errand, Actor], Callable[[], object]]
) -> None:
    meanwhile(nina, change(nina, hanne), nina.sends, partial(marks, nina))

    assert truth.differences([nina.nina.person_id]) == []
    assert nina.history() == ["sent", "not_relevant"]


def test_a_plan_that_is_archived_while_it_is_assigned_is_nobodys_to_work_in(nina: Errand, hanne: Actor) -> None:
    plan, odd = plan_of(nina), nina.hospital.employ("Odd", "1010", led_by=nina.astrid)
    plan.publications.create(unit=nina.hospital.units["1010"], published_at=NOW)
    astrid = nina.hospital.actor(nina.astrid)
    assigns = partial(assigning.assign_plan, plan.public_id, [odd.public_id], actor=astrid, now=NOW, today=nina.today)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            archives(nina, hanne)()
            other: Future[object] = pool.submit(partial(on_a_connection_of_its_own, assigns))
            wait_until_waiting(other)
        with pytest.raises(CannotBeAssigned):
            other.result(timeout=LONGEST)

    assert set(models.Assignment.objects.filter(plan=plan).values_list("state", flat=True)) == {
        AssignmentState.ARCHIVED
    }


def test_a_requirement_that_is_archived_while_it_is_activated_in_a_plan_stands_there_archived(
    nina: Errand, hanne: Actor
) -> None:
    activate = activates(nina, hanne)
    requirement = nina.ward.requirements["Smittevern"]
    models.Progress.objects.create(person=nina.nina.person, requirement=requirement, state=1)
    archive = partial(ending.archive_requirement, requirement.public_id, reason="Utgått", actor=hanne, now=NOW)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            link = models.Link.objects.get(requirement=requirement)
            models.Plan.objects.select_for_update(no_key=True).get(pk=link.plan_id)
            other: Future[object] = pool.submit(partial(on_a_connection_of_its_own, archive))
            wait_until_waiting(other)
            activate()
        other.result(timeout=LONGEST)

    link.refresh_from_db()
    assert link.state == LinkState.ARCHIVED
    assert truth.differences([nina.nina.person_id]) == []


@pytest.mark.req("KP-LIMP-020")
def test_of_a_leader_and_a_deputy_who_approve_at_once_the_first_counts_and_the_other_is_told(nina: Errand) -> None:
    hospital, odd = nina.hospital, nina.hospital.employ("Odd", "1020")
    appoint_deputy(
        nina.astrid.public_id,
        person_id=odd.person.public_id,
        last_day=None,
        actor=hospital.actor(nina.astrid),
        now=NOW,
        today=hospital.today,
    )
    deputy = actor_standing_in(odd, nina.astrid, account_id=None, origin="", today=hospital.today)
    assert deputy is not None
    nina.signs(nina.sends())
    nina.name = "Brann"
    nina.fulfils()

    def approves(actor: Actor) -> object:
        try:
            return assigning.approve_assignment(nina.mine.public_id, actor=actor, now=NOW)
        except WrongState as refusal:
            return refusal

    answer = meanwhile(nina, partial(approves, deputy), partial(approves, hospital.actor(nina.astrid)))
    assert isinstance(answer, WrongState)
    approved = models.Assignment.objects.get(pk=nina.mine.pk)
    assert approved.approved_by == nina.astrid.person
    assert models.AssignmentEvent.objects.filter(assignment=approved, kind="approved").count() == 1
