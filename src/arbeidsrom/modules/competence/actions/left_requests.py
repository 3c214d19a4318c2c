"""Requests for signing that stood only in a plan that is put away: nobody signs them any more (KP-LIMP-015)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from arbeidsrom.core.notifications.actions import notify, withdraw_about
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.actions.capacities import capacity_of
from arbeidsrom.modules.competence.actions.work import Work, finish, record, work_of
from arbeidsrom.modules.competence.models import (
    Assignment,
    Link,
    Performance,
    ProgressEventKind,
    RequirementRevision,
)
from arbeidsrom.modules.competence.states import AssignmentState, LinkState, PerformanceState


def withdraw_requests_left(assignment: Assignment, *, actor: Actor, now: datetime) -> None:
    """Withdraw what waits in this plan and stands in no other plan in force; whoever was to sign is told.

    What was filled in is a draft again, and nothing that is completed changes. The person is held by the caller.
    """
    for link in _waiting_here_alone(assignment):
        work, waiting = _taken_up(assignment, link)
        for one in waiting:
            work.move(one, PerformanceState.WITHDRAWN)
        _keep_as_draft(work, waiting[0])
        finish(work, ProgressEventKind.WITHDRAWN, actor=actor, capacity=capacity_of(actor, assignment), now=now)
        record(
            "competence.progress.withdrawn",
            work,
            person=assignment.person.public_id,
            requirement=link.requirement.public_id,
            actor=actor,
            now=now,
        )
        tell_signers(waiting, actor.label, now=now)


def _waiting_here_alone(assignment: Assignment) -> list[Link]:
    """One place of each requirement of the plan that waits, and stands in no other plan in force of the person."""
    elsewhere = Assignment.objects.filter(
        person=assignment.person_id,
        state=AssignmentState.ACTIVE,
        plan__links__requirement=OuterRef("requirement"),
        plan__links__state=LinkState.ACTIVE,
    ).exclude(pk=assignment.pk)
    waiting = Performance.objects.filter(
        person=assignment.person_id, requirement=OuterRef("requirement"), state=PerformanceState.WAITING
    )
    links = Link.objects.filter(~Exists(elsewhere), Exists(waiting), plan=assignment.plan_id, state=LinkState.ACTIVE)
    return list(links.select_related("requirement").order_by("requirement", "pk").distinct("requirement"))


def _taken_up(assignment: Assignment, link: Link) -> tuple[Work, list[Performance]]:
    of_person = Performance.objects.filter(person=assignment.person_id, requirement=link.requirement_id)
    performances = list(of_person.select_related("signer").order_by("decided_at", "id"))
    newest = RequirementRevision.objects.filter(requirement=link.requirement_id).latest("number")
    work = work_of(
        assignment.person_id,
        link.requirement_id,
        performances,
        {"id": newest.pk, "content": newest.content},
    )
    work.assignment, work.link = assignment, link
    return work, [one for one in performances if one.state == PerformanceState.WAITING]


def _keep_as_draft(work: Work, sent: Performance) -> None:
    if work.draft is None:
        again = work.new_performance()
        again.performed_on, again.expires_on, again.comment = sent.performed_on, sent.expires_on, sent.comment
        work.write(again)


def tell_signers(withdrawn: list[Performance], name: str, *, now: datetime) -> None:
    """Those who were asked to sign are asked no longer, and told by whom it was withdrawn."""
    withdraw_about("competence.signature_requested", [one.public_id for one in withdrawn])
    for one in withdrawn:
        if one.signer is not None:
            notify(
                one.signer.person_id,
                "competence.request_withdrawn",
                about=one.public_id,
                url=reverse("signing"),
                params={"name": name},
                now=now,
            )
