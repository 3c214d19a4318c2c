"""What people pass in the learning portal is kept, and fulfils what is linked to it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

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
from arbeidsrom.modules.competence.actions.hand_work import end_hand_work
from arbeidsrom.modules.competence.actions.requirements import drafting, publishing, resetting
from arbeidsrom.modules.competence.queries import using
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
        self.publishes(courses=linked)

    def publishes(self, **said: Any) -> None:
        """The administrator of the trust changes it so."""
        settings = replace(standing_of(self.requirement).settings, **said)
        one, by = self.requirement.public_id, {"actor": self.turid, "now": self.hospital.now}
        drafting.save_draft(one, settings, lock_version=0, **by)  # type: ignore[arg-type]
        publishing.publish_requirement(one, lock_version=1, **by)  # type: ignore[arg-type]

    @cached_property
    def turid(self) -> Actor:
        """The administrator."""
        return with_role(self.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")


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
    before = portal.history()
    assert portal.passes(30) is Outcome.UNCHANGED
    assert portal.passes(60) is Outcome.UNCHANGED
    assert portal.history() == before
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


@pytest.mark.req("KP-LMS-038")
@pytest.mark.parametrize("validity", [None, 50])
@pytest.mark.parametrize("kind", [{"kind": "requirement"}, {"kind": "activity", "level": "regional"}])
@pytest.mark.parametrize(
    "passed",
    [
        ((BRANN, 10), (OTHER, 5), (BRANN, 1)),
        ((BRANN, 300), (BRANN, 290), (BRANN, 1)),
        ((BRANN, 300), (OTHER, 290), (BRANN, 240), (BRANN, 30), (OTHER, 1)),
    ],
)
def test_passings_count_the_same_together_and_one_by_one(
    portal: Portal, passed: tuple[tuple[Course, int], ...], validity: int | None, kind: dict[str, str]
) -> None:
    portal.tied(repetitions=2, courses=(BRANN, OTHER), validity_days=validity)
    models.Requirement.objects.update(**kind)
    siri = portal.hospital.employ("Siri", "1010")
    Person.objects.filter(pk=siri.person_id).update(employee_number="4712")
    portal.ward.assign("Sykepleier på A", siri)
    together = portal.report(*(Reported(one.key, portal.ago(days), "4712") for one, days in reversed(passed)))
    assert set(together) == {Outcome.RECEIVED}
    for one, days in passed:
        assert portal.passes(days, one.key) is Outcome.RECEIVED
    come = [
        [
            (one.state, one.done, one.completed_on, one.round),
            models.RequirementStatus.objects.filter(person=person).values_list("state", "due", "completed_on").get(),
            list(models.ProgressEvent.objects.filter(person=person).values_list("kind", "performed_on").order_by("id")),
        ]
        for person in (portal.nina.person_id, siri.person_id)
        for one in models.Progress.objects.filter(person=person)
    ]
    assert come[0] == come[1]


def test_an_old_passing_does_not_count_in_the_round_that_was_begun_since(portal: Portal) -> None:
    portal.tied(repetitions=2, courses=(BRANN, OTHER), validity_days=50)
    for days in (300, 290, 1):
        portal.passes(days)
    portal.passes(295, OTHER.key)
    assert (portal.shown(), portal.progress.done, portal.progress.round) == (Shown.EXPIRED, 1, 2)


@pytest.mark.req("KP-LMS-038")
def test_one_passing_counts_once_also_when_the_requirement_is_linked_after_or_anew(portal: Portal) -> None:
    portal.begin("Brannvern", repetitions=2, **CENTRAL)
    portal.link_to(BRANN)
    portal.passes(3)
    courses.apply_earlier_results(now=portal.hospital.now)
    assert (portal.shown(), portal.progress.done) == (Shown.STARTED, 1)
    portal.link_to(OTHER)
    portal.link_to(BRANN)
    courses.apply_earlier_results(now=portal.hospital.now)
    assert (portal.shown(), portal.progress.done) == (Shown.STARTED, 1)


def test_what_has_expired_without_a_plan_begins_anew_as_with_one(portal: Portal) -> None:
    portal.ward.requirement("Brannvern", repetitions=2, validity_days=50, **CENTRAL, **BY_PORTAL)
    portal.name = "Brannvern"
    for days in (300, 290, 1):
        portal.passes(days)
    portal.ward.plan("Sykepleier på A", "Brannvern")
    portal.mine = portal.ward.assign("Sykepleier på A", portal.nina)
    assert (portal.shown(), portal.progress.done, portal.progress.round) == (Shown.EXPIRED, 1, 2)


def test_no_more_is_signed_than_is_asked_for_when_a_passing_fills_it(portal: Portal) -> None:
    portal.tied(repetitions=2, requires_signing=True, documentation_form="signature")
    requests = [portal.sends(portal.ago(9)), portal.sends(portal.ago(8))]
    portal.passes(7)
    portal.passes(6)
    assert (portal.shown(), portal.progress.done) == (Shown.FULFILLED, 2)
    with pytest.raises(WrongState):
        portal.signs(requests[0])


def test_it_is_valid_for_its_days_where_nobody_can_say_when_it_expires(portal: Portal) -> None:
    portal.tied(has_manual_expiry=True, validity_days=100)
    portal.passes(110)
    assert portal.shown() is Shown.EXPIRED


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


def said(entry: Entry) -> dict[str, Any]:
    content = Detail.objects.get(entry=entry).content
    assert "4711" not in content
    return {name: value for name, value in json.loads(content)["details"].items() if value}


def about(entry: Entry) -> set[UUID]:
    return set(Subject.objects.filter(entry=entry).values_list("subject", flat=True))


def test_the_log_tells_what_was_reported_what_it_fulfilled_and_whom_it_is_about(portal: Portal) -> None:
    portal.tied()
    portal.report(Reported(BRANN.key, portal.ago(1), "4711"), Reported(BRANN.key, portal.ago(1), "9999"))
    nina = portal.nina.person.public_id
    received = Entry.objects.get(event="competence.course_results.received")
    assert about(received) == {nina}
    assert said(received) == {"reported": 2, "received": 1, "unknown_person": 1}
    passed = Entry.objects.get(event="competence.requirement.passed")
    assert (passed.thing, about(passed)) == (portal.requirement.public_id, {nina})
    assert said(passed)["people"] == 1


def test_asking_whether_somebody_works_here_or_has_passed_leaves_its_trace(portal: Portal) -> None:
    tomorrow = portal.today + timedelta(days=1)
    assert {portal.report(Reported(BRANN.key, tomorrow, number))[0] for number in ("4711", "9999")} == {Outcome.FUTURE}
    portal.passes(3)
    portal.passes(3)
    told = [said(one) for one in Entry.objects.filter(event="competence.course_results.received").order_by("pk")]
    assert told[0] == told[1] == {"reported": 1, "in_the_future": 1}
    assert told[2:] == [{"reported": 1, "received": 1}, {"reported": 1, "unchanged": 1}]


def test_the_log_tells_what_earlier_results_fulfilled(portal: Portal) -> None:
    linked_afterwards(portal)
    entry = Entry.objects.get(event="competence.requirement.passed")
    assert (entry.thing, about(entry)) == (portal.requirement.public_id, {portal.nina.person.public_id})


def test_whoever_left_more_than_half_a_year_ago_is_known_there_no_more(portal: Portal) -> None:
    portal.tied()
    portal.hospital.employ("Nina", "2010", valid_from=portal.ago(400))
    ended = Position.objects.filter(pk=portal.nina.pk)
    reported = Reported(BRANN.key, portal.ago(1), "4711")
    ended.update(valid_to=portal.ago(231))
    assert portal.report(reported, by=portal.of("sykehuset")) == [Outcome.UNKNOWN]
    ended.update(valid_to=portal.ago(230))
    assert portal.report(reported, by=portal.of("sykehuset")) == [Outcome.RECEIVED]


def test_earlier_results_fulfil_nothing_that_has_been_archived_since(portal: Portal) -> None:
    portal.begin("Brannvern", **CENTRAL)
    portal.passes(12)
    portal.link_to(BRANN)
    models.Requirement.objects.update(archived_at=portal.hospital.now, archive_reason="Utgått")
    portal.ward.requirement("Brannvern for alle", **CENTRAL, **BY_PORTAL)
    courses.apply_earlier_results(now=portal.hospital.now)
    assert not models.Progress.objects.filter(requirement=portal.requirement).exists()
    assert portal.requirement.course_links.get().finished_at is not None


def test_what_was_passed_before_it_was_reset_does_not_count_again(portal: Portal) -> None:
    portal.begin("Brannvern", **CENTRAL)
    portal.fulfils(portal.ago(30))
    portal.passes(20)
    siri = portal.hospital.employ("Siri", "1010")
    Person.objects.filter(pk=siri.person_id).update(employee_number="4712")
    portal.report(Reported(BRANN.key, portal.ago(20), "4712"))
    shown = using.numbers_of(portal.requirement)
    resetting.reset_requirement(portal.requirement.public_id, shown=shown, actor=portal.turid, now=portal.hospital.now)
    portal.link_to(BRANN)
    courses.apply_earlier_results(now=portal.hospital.now)
    assert portal.shown() is Shown.NOT_STARTED
    assert not models.Progress.objects.filter(person=siri.person_id).exists(), "nor for one who had not begun"
    portal.passes(1)
    assert portal.shown() is Shown.NOT_STARTED, "told of afterwards, and passed before"
    portal.passes(0)
    assert portal.shown() is Shown.FULFILLED


@pytest.mark.req("KP-LMS-043", "KP-COURSE-004")
def test_what_waits_when_only_a_course_fulfils_it_is_signed_by_nobody(portal: Portal) -> None:
    portal.begin("Brannvern", requires_signing=True, documentation_form="signature", **CENTRAL)
    request = portal.sends(portal.ago(4))
    portal.publishes(**BY_PORTAL)
    with override("nb"), pytest.raises(WrongState, match="når kurset er bestått"):
        portal.signs(request)
    end_hand_work(now=portal.hospital.now)
    request.refresh_from_db()
    assert request.state == PerformanceState.WITHDRAWN
    assert portal.shown() is Shown.NOT_STARTED
    assert portal.history() == ["sent", "withdrawn", "changed"]
    assert Notification.objects.filter(person=portal.sven.person_id, type="competence.request_withdrawn").exists()


@pytest.mark.req("KP-COURSE-004")
def test_what_was_begun_when_only_a_course_fulfils_it_is_begun_no_longer(portal: Portal) -> None:
    portal.begin("Brannvern", has_comment=True, **CENTRAL)
    portal.drafts(comment="Påbegynt")
    portal.publishes(**BY_PORTAL)
    end_hand_work(now=portal.hospital.now)
    end_hand_work(now=portal.hospital.now)
    assert portal.shown() is Shown.NOT_STARTED
    assert portal.history() == ["drafted", "changed"]
    entry = Entry.objects.get(event="competence.requirement.left_to_course")
    assert (entry.thing, about(entry)) == (portal.requirement.public_id, {portal.nina.person.public_id})


def test_what_is_half_way_by_passing_has_nothing_that_is_ended(portal: Portal) -> None:
    portal.tied(repetitions=2)
    portal.passes(5)
    for _round in range(2):
        end_hand_work(now=portal.hospital.now)
    assert (portal.shown(), portal.progress.done, portal.history()) == (Shown.STARTED, 1, ["performed"])
    assert not Entry.objects.filter(event="competence.requirement.left_to_course").exists()


def test_a_request_beside_what_is_fulfilled_is_over_too(portal: Portal) -> None:
    portal.begin("Brannvern", repetitions=3, requires_signing=True, documentation_form="signature", **CENTRAL)
    requests = [portal.sends(portal.ago(days)) for days in (9, 8, 7)]
    portal.signs(requests[0])
    portal.signs(requests[1])
    portal.publishes(**BY_PORTAL, repetitions=2)
    assert portal.shown() is Shown.FULFILLED
    end_hand_work(now=portal.hospital.now)
    requests[2].refresh_from_db()
    assert requests[2].state == PerformanceState.WITHDRAWN
    assert (portal.shown(), portal.progress.done) == (Shown.FULFILLED, 2)


def test_ticks_are_over_too(portal: Portal) -> None:
    point = CheckPoint(uuid4(), "Les planen")
    portal.begin("Brannvern", checklist=(point,), **CENTRAL)
    portal.drafts(ticked=frozenset({point.id}))
    portal.publishes(**BY_PORTAL)
    end_hand_work(now=portal.hospital.now)
    assert (portal.shown(), portal.progress.ticked) == (Shown.NOT_STARTED, None)


def test_what_was_fulfilled_before_only_a_course_fulfils_it_stands(portal: Portal) -> None:
    portal.begin("Brannvern", **CENTRAL)
    portal.fulfils(portal.ago(3))
    portal.publishes(**BY_PORTAL)
    end_hand_work(now=portal.hospital.now)
    assert portal.shown() is Shown.FULFILLED


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
