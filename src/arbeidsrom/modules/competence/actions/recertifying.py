"""One employee does a requirement anew after a long absence («resertifisering», KP-ABSENCE-010, KP-ADM-053)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.people.access import may_register_absence
from arbeidsrom.core.people.queries.loans import get_employee
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.actions.capacities import capacity_of
from arbeidsrom.modules.competence.actions.left_requests import tell_signers
from arbeidsrom.modules.competence.actions.work import Work, finish, record, work_of
from arbeidsrom.modules.competence.models import Performance, ProgressEventKind
from arbeidsrom.modules.competence.queries.recertifying import Standing, standing_of
from arbeidsrom.modules.competence.queries.using import COUNTING
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.modules.competence.statuses.people import hold_people


@transaction.atomic
def recertify(position_id: UUID, requirement_id: UUID, *, actor: Actor, now: datetime) -> Work:
    """Nothing is fulfilled any more and a new round begins; what was done stays in the history (KP-LIMP-044).

    It holds in all plans of the employee. A plan that was approved stays so, as when everybody begins anew.
    """
    today = localdate(now)
    position = get_employee(position_id, actor=actor, today=today)
    may_register_absence(actor, position).or_refuse()
    hold_people([position.person_id])
    standing = standing_of(position, requirement_id, actor=actor, today=today)
    _refuse_unless_asked_for(standing)
    work = _taken_up(standing)
    waiting = _put_away(work)
    capacity = capacity_of(actor, standing.assignment)
    finish(work, ProgressEventKind.RECERTIFIED, actor=actor, capacity=capacity, now=now)
    person, requirement = standing.assignment.person, standing.link.requirement
    record(
        "competence.progress.recertified",
        work,
        person=person.public_id,
        requirement=requirement.public_id,
        actor=actor,
        now=now,
    )
    _tell(standing, waiting, now=now)
    return work


def _refuse_unless_asked_for(standing: Standing) -> None:
    """Also when it is asked for directly, beside the panel (KP-LIMP-045)."""
    if standing.revision.settings.is_linked_to_course:
        raise WrongState(_("The requirement is fulfilled by a course. It cannot be reset after absence."))
    if not standing.revision.settings.recertified_after_absence:
        raise WrongState(_("This requirement is not one that is done again after absence."))
    if not standing.can_be_reset:
        raise WrongState(_("Nothing is registered on the requirement that could be reset."))


def _taken_up(standing: Standing) -> Work:
    person, requirement = standing.assignment.person_id, standing.link.requirement_id
    performances = Performance.objects.filter(person=person, requirement=requirement).select_related("signer")
    newest = {"id": standing.revision.pk, "content": standing.revision.content}
    work = work_of(person, requirement, list(performances.order_by("decided_at", "id")), newest)
    work.assignment, work.link = standing.assignment, standing.link
    return work


def _put_away(work: Work) -> list[Performance]:
    """A new round, in which nothing counts that was registered before; gives the requests nobody signs any more."""
    waiting = [one for one in work.performances if one.state == PerformanceState.WAITING]
    for one in [one for one in work.performances if one.state in COUNTING]:
        work.move(one, PerformanceState.WITHDRAWN if one in waiting else PerformanceState.REMOVED)
    work.progress.round += 1
    work.progress.ticked = None
    return waiting


def _tell(standing: Standing, waiting: list[Performance], *, now: datetime) -> None:
    """The employee that it must be done again (KP-ABSENCE-016), and those who were to sign that they are not."""
    assignment, link = standing.assignment, standing.link
    notify(
        assignment.person_id,
        "competence.requirement_reset",
        about=link.requirement.public_id,
        url=reverse("own_requirement", args=[assignment.public_id, link.public_id]),
        params={"requirement": link.requirement.name},
        now=now,
    )
    tell_signers(waiting, assignment.person.name, now=now)
