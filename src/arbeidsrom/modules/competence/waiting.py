"""What of competence waits for somebody's approval, on «Mine oppgaver» (KP-TASKS-001, 003)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.people.waiting import SHOWN, Task, Tasks, register
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import assigning, own
from arbeidsrom.modules.competence.queries import signing
from arbeidsrom.modules.competence.queries.assigning import waiting_for_approval
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.web.links import link_to


def plans(actor: Actor, today: date) -> Tasks | None:
    """Plans that are fulfilled, the oldest first. Two queries."""
    if not assigning.may_approve(actor):
        return None
    found = waiting_for_approval(actor=actor, today=today)
    tasks = (
        Task(
            f"{one.person.name}, {one.position.unit.name}",
            one.plan.name,
            link_to("employee_plan", one.public_id),
            one.sent_at,
        )
        for one in found[:SHOWN]
    )
    return Tasks(_("Approval of competence plans"), found.count(), tuple(tasks), reverse("plans_to_approve"), order=10)


def requests(actor: Actor, today: date) -> Tasks | None:
    """Requirements to be signed, those sent first on top. Two queries."""
    if not own.may_see_requests(actor):
        return None
    found = signing.requests(actor=actor, state=PerformanceState.WAITING)
    tasks = (
        Task(one.person.name, one.requirement.name, link_to("signature_request", one.public_id), one.sent_at)
        for one in found[:SHOWN]
    )
    label = _("Signing of competence requirements")
    return Tasks(label, found.count(), tuple(tasks), reverse("signing"), order=20)


def connect() -> None:
    """Say what waits."""
    register("competence.plans", plans)
    register("competence.requests", requests)
