"""What people pass in the learning portal is kept, and fulfils what is linked to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from arbeidsrom.core.audit.models import Detail, Entry, Subject
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.lib.identity_number import synthetic_numbers
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.access.courses import REPORT_RESULTS
from arbeidsrom.modules.competence.actions import courses, telling
from arbeidsrom.modules.competence.actions.courses import Outcome, Reported
from arbeidsrom.modules.competence.actions.requirements import drafting, publishing
from arbeidsrom.modules.competence.queries.requirements import standing_of
from arbeidsrom.modules.competence.rules.settings import CheckPoint, Course
from arbeidsrom.modules.competence.rules.statuses import Shown, State
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import with_role

pytestmark = pytest.mark.django_db

BRANN, OTHER = Course("K-100", "Brannvern"), Course("K-200", "Brannvern for ledere")
BY_PORTAL: dict[str, Any] = {"courses": (BRANN,), "documentation_form": "course_portal"}
CENTRAL: dict[str, Any] = {"owner": "sykehuset", "central": True}
SYNTHETIC = next(synthetic_numbers(date(1971, 4, 3)))


class Portal(Errand):
    """The learning portal of the region, which reports what Nina has passed."""

    def __init__(self, hospital: Hospital) -> None:
        super().__init__(hospital)
        Person.objects.filter(pk=self.nina.person_id).update(employee_number="4711")
        self.actor = self.of("region")

    def of(self, unit: str) -> Actor:
        row = self.hospital.units[unit]
        span = Span(row.lft, row.rgt)
        return Actor(ActorKind.API_CLIENT, "Læringsportalen", permissions={REPORT_RESULTS: (span,)})

    def report(self, *reported: Reported, by: Actor | None = None) -> list[Outcome]:
        return courses.receive_course_results(
            reported, actor=by or self.actor, now=self.hospital.now, today=self.hospital.today
        )

    def passes(self, days_ago: int = 0, course: str = BRANN.key) -> Outcome:
        (outcome,) = self.report(Reported(course, self.ago(days_ago), "4711"))
        return outcome

    def ago(self, days: int) -> date:
        return self.hospital.today - timedelta(days=days)

    def tied(self, name: str = "Brannvern", **said: Any) -> None:
        self.begin(name, **{**CENTRAL, **BY_PORTAL, **said})

    def link_to(self, *linked: Course) -> None:
        """It is linked to these, and that is published."""
        turid = with_role(self.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
        settings = replace(standing_of(self.requirement).settings, courses=linked)
        one, by = self.requirement.public_id, {"actor": turid, "now": self.hospital.now}
        drafting.save_draft(one, settings, lock_version=0, **by)  # type: ignore[arg-type]
        publishing.publish_requirement(one, lock_version=1, **by)  # type: ignore[arg-type]


@pytest.fixture
def portal(hospital: Hospital) -> Portal:
    return Portal(hospital)


@pytest.mark.req("KP-LMS-001", "KP-LMS-009", "KP-COURSE-003")
def test_a_passed_course_fulfils_the_requirement_at_once_with_the_day_of_passing(portal: Portal) -> None:
    portal.tied(validity_days=100)
    assert portal.passes(30) is Outcome.RECEIVED
    assert portal.shown() is Shown.FULFILLED
    assert portal.progress.completed_on == portal.ago(30)
    portal.mine.refresh_from_db()
    assert (portal.mine.fulfilled, portal.mine.required) == (1, 1)
    assert portal.mine.sent_at is not None, "the plan is complete, and goes to the leader as otherwise"
    event = models.ProgressEvent.objects.get(requirement=portal.requirement)
    assert (event.kind, event.by, event.capacity) == ("fulfilled", "Læringsportalen", "program")
    assert (event.performed_on, event.comment) == (portal.ago(30), "Brannvern (K-100)")
    assert not event.on_behalf


@pytest.mark.req("KP-LMS-038", "KP-LMS-002")
def test_the_same_day_once_more_or_an_earlier_one_changes_nothing_and_a_later_one_counts(portal: Portal) -> None:
    portal.tied()
    portal.passes(30)
    before, entries = portal.history(), Entry.objects.count()
    assert portal.passes(30) is Outcome.UNCHANGED
    assert portal.passes(60) is Outcome.UNCHANGED
    assert (portal.history(), Entry.objects.count()) == (before, entries)
    assert portal.progress.completed_on == portal.ago(30)
    assert portal.passes(5) is Outcome.RECEIVED
    assert portal.progress.completed_on == portal.ago(5)
    assert models.CourseResult.objects.get().passed_on == portal.ago(5)
    counting = models.Performance.objects.filter(state=PerformanceState.DONE)
    assert [one.performed_on for one in counting] == [portal.ago(5)]


@pytest.mark.req("KP-LMS-045")
def test_any_course_of_the_list_fulfils_it_and_the_latest_day_counts(portal: Portal) -> None:
    portal.tied(courses=(BRANN, OTHER))
    portal.report(Reported(OTHER.key, portal.ago(10), "4711"), Reported(BRANN.key, portal.ago(20), "4711"))
    assert portal.progress.completed_on == portal.ago(10)
    portal.passes(15)
    assert portal.progress.completed_on == portal.ago(10), "of another course, later than before and not the latest"
    portal.passes(2)
    assert portal.progress.completed_on == portal.ago(2)


@pytest.mark.req("KP-LMS-040")
def test_what_was_passed_before_the_plan_is_assigned_counts_when_it_is(portal: Portal) -> None:
    portal.ward.requirement("Brannvern", **CENTRAL, **BY_PORTAL)
    portal.name = "Brannvern"
    portal.passes(8)
    assert portal.progress.state == State.FULFILLED
    portal.ward.plan("Sykepleier på A", "Brannvern")
    portal.mine = portal.ward.assign("Sykepleier på A", portal.nina)
    assert portal.shown() is Shown.FULFILLED
    assert (portal.mine.fulfilled, portal.mine.required) == (1, 1)


def linked_afterwards(portal: Portal) -> None:
    portal.begin("Brannvern", **CENTRAL)
    portal.passes(12)
    assert portal.shown() is Shown.NOT_STARTED
    portal.link_to(BRANN)
    courses.apply_earlier_results(now=portal.hospital.now)


@pytest.mark.req("KP-LMS-001", "KP-LMS-002")
def test_what_was_passed_before_the_requirement_is_linked_counts_when_it_is(portal: Portal) -> None:
    linked_afterwards(portal)
    assert portal.shown() is Shown.FULFILLED
    assert portal.progress.completed_on == portal.ago(12)
    assert models.ProgressEvent.objects.get(requirement=portal.requirement).by == "Læringsportalen"
    assert models.CourseLink.objects.get().finished_at is not None


def test_earlier_results_are_applied_once_and_some_people_at_a_time(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courses, "PEOPLE_A_TIME", 1)
    Person.objects.filter(pk=portal.sven.person_id).update(employee_number="4712")
    portal.report(Reported(BRANN.key, portal.ago(3), "4712"))
    linked_afterwards(portal)
    courses.apply_earlier_results(now=portal.hospital.now)
    kept = models.Progress.objects.filter(requirement=portal.requirement, state=State.FULFILLED)
    assert set(kept.values_list("person", "completed_on")) == {
        (portal.nina.person_id, portal.ago(12)),
        (portal.sven.person_id, portal.ago(3)),
    }
    assert models.ProgressEvent.objects.filter(requirement=portal.requirement).count() == 2


@pytest.mark.req("KP-LMS-039")
def test_results_follow_the_person_to_another_position_and_another_trust(portal: Portal) -> None:
    portal.tied()
    Position.objects.filter(pk=portal.nina.pk).update(valid_to=portal.today)
    there = portal.hospital.employ("Nina", "2010", valid_from=portal.today)
    portal.passes(1)
    assert portal.ward.assign("Sykepleier på A", there).fulfilled == 1
    assert models.CourseResult.objects.get().person_id == there.person_id


@pytest.mark.req("KP-LMS-039")
def test_each_that_cannot_be_used_is_told_and_keeps_none_of_the_others_back(portal: Portal) -> None:
    portal.tied()
    tomorrow = portal.today + timedelta(days=1)
    assert portal.report(
        Reported(BRANN.key, portal.ago(1), "9999"),
        Reported(BRANN.key, tomorrow, "4711"),
        Reported(BRANN.key, portal.ago(9), "4711"),
        Reported(BRANN.key, portal.ago(9), "4711"),
        Reported("ukjent-kurs", portal.ago(9), "4711"),
    ) == [
        *(Outcome.UNKNOWN, Outcome.FUTURE, Outcome.RECEIVED, Outcome.UNCHANGED, Outcome.RECEIVED),
    ]
    assert portal.progress.completed_on == portal.ago(9)


def test_a_portal_reports_of_nobody_outside_its_units_and_a_person_reports_nothing(portal: Portal) -> None:
    portal.tied()
    reported = Reported(BRANN.key, portal.ago(1), "4711")
    assert portal.report(reported, by=portal.of("nabo")) == [Outcome.UNKNOWN]
    turid = with_role(portal.hospital, "Turid", roles.SYSTEM_OPERATOR, "region")
    with pytest.raises(PermissionDenied):
        portal.report(reported, by=turid)
    assert not models.CourseResult.objects.exists()


@pytest.mark.req("KP-LMS-033")
def test_what_has_expired_stays_so_until_the_course_is_passed_again(portal: Portal) -> None:
    portal.tied(validity_days=100)
    portal.passes(110)
    assert portal.shown() is Shown.EXPIRED
    portal.passes(110)
    assert portal.shown() is Shown.EXPIRED
    told(portal)
    ended = Notification.objects.filter(person=portal.nina.person_id, type="competence.validity_ended")
    assert ended.exists()
    portal.passes(1)
    assert portal.shown() is Shown.FULFILLED
    assert portal.progress.round == 2
    assert not ended.exists(), "the notice of the expiry is taken away"


def told(portal: Portal) -> None:
    with time_machine.travel(portal.hospital.now, tick=False):
        telling.tell_of_days(now=portal.hospital.now)


@pytest.mark.req("KP-EIMP-045", "KP-LMS-043", "KP-COURSE-004")
@pytest.mark.parametrize("does", ["drafts", "fulfils", "sends"])
@pytest.mark.parametrize("who", ["nina", "astrid"])
def test_nobody_begins_or_fulfils_by_hand_what_the_course_portal_confirms(portal: Portal, does: str, who: str) -> None:
    portal.tied(requires_signing=does == "sends")
    with override("nb"), pytest.raises(WrongState, match="når kurset er bestått"):
        getattr(portal, does)(by=getattr(portal, who))
    assert not models.Progress.objects.exists()
    assert portal.shown() is Shown.NOT_STARTED


@pytest.mark.req("KP-EIMP-045", "KP-LMS-043")
def test_with_another_form_of_documentation_it_is_fulfilled_by_hand_too(portal: Portal) -> None:
    portal.tied(documentation_form="own_registration")
    portal.fulfils(portal.ago(3))
    assert portal.shown() is Shown.FULFILLED
    portal.passes(10)
    assert portal.progress.completed_on == portal.ago(3), "passed earlier than it was done by hand"
    portal.passes(1)
    assert portal.progress.completed_on == portal.ago(1)


def test_a_time_that_the_portal_reported_is_not_taken_back_by_hand(portal: Portal) -> None:
    portal.tied(repetitions=2)
    portal.passes(5)
    done = models.Performance.objects.get()
    with pytest.raises(WrongState):
        portal.takes_back(done)


def test_of_what_is_repeated_each_passing_counts_once_and_the_newest_stand(portal: Portal) -> None:
    portal.tied(repetitions=2)
    portal.passes(30)
    assert portal.shown() is Shown.STARTED
    portal.passes(20)
    assert (portal.shown(), portal.progress.done) == (Shown.FULFILLED, 2)
    portal.passes(10)
    assert (portal.shown(), portal.progress.done) == (Shown.FULFILLED, 2)
    assert portal.progress.completed_on == portal.ago(10)
    assert portal.history() == ["performed"] * 3


def test_check_points_and_what_it_depends_on_hold_a_passed_course_up_for_nobody(portal: Portal) -> None:
    needed = portal.ward.requirement("HLR")
    point = CheckPoint(needed.public_id, "Les planen")
    portal.tied(checklist=(point,), dependencies=(needed.pk,))
    portal.passes(1)
    assert portal.shown() is Shown.FULFILLED


def test_a_draft_and_a_request_for_signing_are_over_when_the_course_is_passed(portal: Portal) -> None:
    portal.tied(documentation_form="signature", requires_signing=True)
    request = portal.sends(portal.ago(4))
    portal.passes(2)
    request.refresh_from_db()
    assert request.state == PerformanceState.WITHDRAWN
    assert portal.history() == ["sent", "withdrawn", "fulfilled"]
    assert Notification.objects.filter(person=portal.sven.person_id, type="competence.request_withdrawn").exists()
    assert portal.shown() is Shown.FULFILLED


def test_a_draft_of_what_is_passed_counts_no_longer(portal: Portal) -> None:
    portal.tied(documentation_form="own_registration", has_comment=True)
    portal.drafts(comment="Påbegynt")
    portal.passes(2)
    assert portal.shown() is Shown.FULFILLED
    assert set(models.Performance.objects.values_list("state", flat=True)) == {"removed", "done"}


def test_what_is_archived_or_drafted_is_fulfilled_by_nothing(portal: Portal) -> None:
    portal.tied()
    now = portal.hospital.now
    models.Requirement.objects.update(archived_at=now, archive_reason="Utgått")
    portal.passes(1)
    assert not models.Progress.objects.exists()
    assert models.CourseResult.objects.count() == 1


def test_the_log_tells_what_was_reported_and_whom_it_is_about(portal: Portal) -> None:
    portal.tied()
    portal.report(Reported(BRANN.key, portal.ago(1), "4711"), Reported(BRANN.key, portal.ago(1), "9999"))
    entry = Entry.objects.get(event="competence.course_results.received")
    assert set(Subject.objects.filter(entry=entry).values_list("subject", flat=True)) == {portal.nina.person.public_id}
    content = Detail.objects.get(entry=entry).content
    assert '"fulfilled":1,"people":1,"results":1' in content
    assert "4711" not in content


def test_many_are_received_in_as_many_statements_as_one(portal: Portal) -> None:
    portal.tied()
    others = [portal.hospital.employ(f"Ansatt{one}", "1010") for one in range(12)]
    for one in others:
        Person.objects.filter(pk=one.person_id).update(employee_number=f"A{one.pk}")
        portal.ward.assign("Sykepleier på A", one)
    with CaptureQueriesContext(
        connection,
    ) as first:
        portal.report(Reported(BRANN.key, portal.ago(1), f"A{others[0].pk}"))
    with CaptureQueriesContext(connection) as more:
        portal.report(*(Reported(BRANN.key, portal.ago(1), f"A{one.pk}") for one in others[1:]))
    assert len(more) <= len(first) + 2
    assert models.RequirementStatus.objects.filter(state=State.FULFILLED).count() == 12
