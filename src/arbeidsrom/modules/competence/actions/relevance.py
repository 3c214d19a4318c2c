"""What is marked as not relevant in a plan of somebody, and relevant again (KP-NREL, KP-CHECK-003)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.actions.capacities import capacity_of
from arbeidsrom.modules.competence.actions.marks import end_marks
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered, note
from arbeidsrom.modules.competence.models import (
    Assignment,
    Link,
    NotRelevant,
    PointNotRelevant,
    ProgressEventKind,
    RequirementStatus,
    Section,
)
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses.people import hold_people
from arbeidsrom.modules.competence.statuses.refresh import refresh

LONGEST = 2000
"""What the history says of one step."""


@transaction.atomic
def mark_requirement(assignment_id: UUID, link_id: UUID, *, comment: str, actor: Actor, now: datetime) -> NotRelevant:
    """«Marker som ikke relevant», in this plan only; what must be done cannot be (KP-ADM-054, KP-NREL-002, 003)."""
    assignment, link = _held(assignment_id, actor, today=localdate(now)), _link(assignment_id, link_id)
    if link.requirement.must_be_done:
        raise WrongState(_("This requirement must be carried out."))
    defaults = {
        "plan_id": assignment.plan_id,
        "comment": _said(comment),
        "marked_at": now,
        "marked_by": actor.author,
    }
    marked = {
        place.pk: NotRelevant.objects.get_or_create(person_id=assignment.person_id, link=place, defaults=defaults)
        for place in _places(link)
    }
    row, _made = marked[link.pk]
    if any(made for _row, made in marked.values()):
        _follow(assignment, [link], ProgressEventKind.NOT_RELEVANT, comment=comment, actor=actor, now=now)
    return row


@transaction.atomic
def unmark_requirement(assignment_id: UUID, link_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Relevant again, with the status it had (KP-EIMP-025)."""
    assignment, link = _held(assignment_id, actor, today=localdate(now)), _link(assignment_id, link_id)
    if end_marks(NotRelevant.objects.filter(person=assignment.person_id, link__in=_places(link)), now=now):
        _follow(assignment, [link], ProgressEventKind.RELEVANT, actor=actor, now=now)


@transaction.atomic
def mark_section(assignment_id: UUID, section_id: UUID, *, comment: str, actor: Actor, now: datetime) -> NotRelevant:
    """A whole sub-plan that lets it, with all its requirements, also those that must be done (KP-NREL-006 to 010)."""
    assignment = _held(assignment_id, actor, today=localdate(now), also_for_others=False)
    section = Section.objects.get(plan=assignment.plan_id, public_id=section_id)
    if not section.may_be_not_relevant:
        raise WrongState(_("This sub-plan must be carried out."))
    row, made = NotRelevant.objects.get_or_create(
        person_id=assignment.person_id,
        section=section,
        defaults={
            "plan_id": assignment.plan_id,
            "comment": _said(comment),
            "marked_at": now,
            "marked_by": actor.author,
        },
    )
    if made:
        links = _links_of(section)
        _follow(assignment, links, ProgressEventKind.NOT_RELEVANT, comment=comment, actor=actor, now=now)
    return row


@transaction.atomic
def unmark_section(assignment_id: UUID, section_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Each requirement has the status again that it had before (KP-NREL-009)."""
    assignment = _held(assignment_id, actor, today=localdate(now), also_for_others=False)
    section = Section.objects.get(plan=assignment.plan_id, public_id=section_id)
    if end_marks(NotRelevant.objects.filter(person=assignment.person_id, section=section), now=now):
        _follow(assignment, _links_of(section), ProgressEventKind.RELEVANT, actor=actor, now=now)


@transaction.atomic
def mark_point(
    assignment_id: UUID, link_id: UUID, point: UUID, *, comment: str, actor: Actor, now: datetime
) -> PointNotRelevant:
    """A check point that need not be done, in this plan only (KP-ADM-037, KP-CHECK-005)."""
    assignment, link = _held(assignment_id, actor, today=localdate(now)), _link(assignment_id, link_id)
    settings = link.requirement.revisions.latest("number").settings
    known = next((one for one in settings.checklist if one.id == point), None)
    if known is None:
        raise Link.DoesNotExist
    if known.mandatory:
        raise WrongState(_("This check point must be carried out."))
    defaults = {"comment": _said(comment), "marked_at": now, "marked_by": actor.author}
    marks = PointNotRelevant.objects
    marked = {
        place.pk: marks.get_or_create(person_id=assignment.person_id, link=place, point=point, defaults=defaults)
        for place in _places(link)
    }
    row, _made = marked[link.pk]
    if any(made for _row, made in marked.values()):
        said = f"{known.name}: {comment.strip()}"[:LONGEST]
        _follow_point(assignment, link, ProgressEventKind.POINT_NOT_RELEVANT, said, actor=actor, now=now)
    return row


@transaction.atomic
def unmark_point(assignment_id: UUID, link_id: UUID, point: UUID, *, actor: Actor, now: datetime) -> None:
    """The check point is to be done after all."""
    assignment, link = _held(assignment_id, actor, today=localdate(now)), _link(assignment_id, link_id)
    marks = PointNotRelevant.objects.filter(person=assignment.person_id, point=point)
    marks.get(link=link)
    marks.filter(link__in=_places(link)).delete()
    settings = link.requirement.revisions.latest("number").settings
    name = next((one.name for one in settings.checklist if one.id == point), "")
    _follow_point(assignment, link, ProgressEventKind.POINT_RELEVANT, name, actor=actor, now=now)


def _held(assignment_id: UUID, actor: Actor, *, today: date, also_for_others: bool = True) -> Assignment:
    seen = own.visible_assignments(actor, today=today)
    hold_people([seen.values_list("person_id", flat=True).get(public_id=assignment_id)])
    assignment = seen.select_related("plan", "person", "position").get(public_id=assignment_id)
    own.may_work_in(actor, assignment, today=today).or_refuse()
    if assignment.person_id != actor.person_id and not also_for_others:
        raise PermissionDenied(_("Only the employee does that."))
    return assignment


def _link(assignment_id: UUID, link_id: UUID) -> Link:
    links = Link.objects.filter(plan__assignments__public_id=assignment_id, state=LinkState.ACTIVE)
    return links.select_related("requirement").get(public_id=link_id)


def _places(link: Link) -> list[Link]:
    """Where the requirement stands in the plan: an activity may stand under several goals, and is one all the same."""
    there = Link.objects.filter(plan=link.plan_id, requirement=link.requirement_id, state=LinkState.ACTIVE)
    return list(there.order_by("pk"))


def _links_of(section: Section) -> list[Link]:
    return list(section.links.filter(state=LinkState.ACTIVE).select_related("requirement").order_by("place", "pk"))


def _said(comment: str) -> str:
    """The comment is mandatory, and blanks are none (KP-NREL-002, KP-EIMP-024)."""
    if not comment.strip():
        raise CannotBeRegistered("comment", _("Say why it is not relevant."))
    return comment.strip()


def _follow_point(
    assignment: Assignment, link: Link, kind: ProgressEventKind, said: str, *, actor: Actor, now: datetime
) -> None:
    """The status is as it was: a check point decides only whether the requirement can be fulfilled."""
    person = assignment.person
    known = RequirementStatus.objects.filter(person=person, requirement=link.requirement_id)
    note(
        kind,
        person=person.pk,
        requirement=link.requirement_id,
        plan=assignment.plan_id,
        state=State(known.values_list("state", flat=True).first() or State.NOT_STARTED),
        actor=actor,
        capacity=capacity_of(actor, assignment),
        now=now,
        comment=said,
    )
    marked = kind is ProgressEventKind.POINT_NOT_RELEVANT
    event = "competence.progress.point_not_relevant" if marked else "competence.progress.point_relevant"
    audit.record(event, link.requirement.public_id, actor=actor, at=now, subjects=[person.public_id])


def _follow(
    assignment: Assignment,
    links: list[Link],
    kind: ProgressEventKind,
    *,
    comment: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    person = assignment.person
    refresh([(person.pk, link.requirement_id) for link in links], by=actor.author, now=now)
    known = RequirementStatus.objects.filter(person=person, requirement__in=[one.requirement_id for one in links])
    states = dict(known.values_list("requirement", "state"))
    for link in links:
        marked = kind is ProgressEventKind.NOT_RELEVANT
        note(
            kind,
            person=person.pk,
            requirement=link.requirement_id,
            plan=assignment.plan_id,
            state=State.NOT_RELEVANT if marked else State(states[link.requirement_id]),
            actor=actor,
            capacity=capacity_of(actor, assignment),
            now=now,
            comment=comment.strip(),
        )
        event = "competence.progress.not_relevant" if marked else "competence.progress.relevant"
        audit.record(event, link.requirement.public_id, actor=actor, at=now, subjects=[person.public_id])
