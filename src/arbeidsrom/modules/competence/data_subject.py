"""What competence knows about an employee, for the right of access (GDPR art. 15, PL-AUD-003)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Fact, Record, fact
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import denied
from arbeidsrom.modules.competence.models import (
    Assignment,
    Attachment,
    CourseResult,
    EndedMark,
    NotRelevant,
    Performance,
    PointNotRelevant,
    Progress,
    ProgressEvent,
    RecentRequirement,
    RequirementDeadline,
    RequirementStatus,
)
from arbeidsrom.modules.competence.rules.statuses import NO_END, State, shown_on
from arbeidsrom.web.components.formats import moment, plain_date


def of_person(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """The plans somebody has been given, and all that has been registered in them."""
    if subject.person is None:
        return []
    person = subject.person
    records = [
        *_plans(person),
        *_requirements(person),
        *_performances(person),
        *_marks(person),
        *_attachments(person),
        *_history(person),
        *_recent(person),
        *_courses(person),
    ]
    return [
        DataSection(
            key="competence.own",
            title=_("Plans and requirements"),
            records=tuple(records),
            correction=_("You correct what you have registered in your own plans; the leader what was assigned."),
            erasure=denied(
                _("What somebody has shown that they can do must be there for those who ask, and for care.")
            ),
        )
    ]


def _plans(person: UUID) -> Iterator[Record]:
    held = Assignment.objects.filter(person__public_id=person).select_related("plan", "assigned_by", "approved_by")
    for one in held.order_by("id").prefetch_related("events"):
        yield Record(
            one.plan.name,
            (
                fact("state", _("State"), one.get_state_display()),
                fact("assigned_on", _("Assigned"), plain_date(one.assigned_on)),
                fact("assigned_by", _("Assigned by"), one.assigned_by.name if one.assigned_by else ""),
                fact("deactivated_on", _("Deactivated"), plain_date(one.deactivated_on)),
                fact("fulfilled", _("Fulfilled requirements"), f"{one.fulfilled}/{one.required}"),
                fact("sent_at", _("Sent for approval"), moment(one.sent_at)),
                fact("approved_at", pgettext("assigned plan", "Approved"), moment(one.approved_at)),
                fact("approved_by", _("Approved by"), one.approved_by.name if one.approved_by else ""),
                *(
                    Fact(f"event-{event.pk}", str(event.get_kind_display()), f"{moment(event.at)}, {event.by}")
                    for event in sorted(one.events.all(), key=lambda event: event.pk)
                ),
            ),
        )


def _requirements(person: UUID) -> Iterator[Record]:
    today = localdate()
    statuses = RequirementStatus.objects.filter(person__public_id=person).select_related("requirement")
    deadlines = RequirementDeadline.objects.filter(person__public_id=person).select_related("set_by")
    set_by = {one.requirement_id: one for one in deadlines}
    progress = {one.requirement_id: one for one in Progress.objects.filter(person__public_id=person)}
    for one in statuses.order_by("requirement_id"):
        shown = shown_on(today, state=State(one.state), due=one.due, pending=State(one.pending))
        deadline, registered = set_by.get(one.requirement_id), progress.get(one.requirement_id)
        yield Record(
            one.requirement.name,
            (
                fact("status", _("Status"), str(shown.label)),
                fact("completed_on", _("Fulfilled"), plain_date(one.completed_on)),
                fact("due", _("Valid until, or deadline"), plain_date(one.due) if one.due != NO_END else ""),
                fact("deadline", _("Deadline"), plain_date(deadline.due) if deadline else ""),
                fact("deadline_by", _("Deadline set by"), deadline.set_by.name if deadline and deadline.set_by else ""),
                fact("done", _("Repetitions done"), str(registered.done) if registered and registered.done else ""),
            ),
        )


def _performances(person: UUID) -> Iterator[Record]:
    carried_out = Performance.objects.filter(person__public_id=person)
    for one in carried_out.select_related("requirement", "signer__person", "decided_by").order_by("id"):
        yield Record(
            one.requirement.name,
            (
                fact("state", _("Carried out"), one.get_state_display()),
                fact("performed_on", _("Date"), plain_date(one.performed_on)),
                fact("expires_on", _("Expires"), plain_date(one.expires_on)),
                fact("comment", _("Comment"), one.comment or ""),
                fact("signer", _("Asked to sign"), one.signer.person.name if one.signer else ""),
                fact("decided", _("Signed or declined"), moment(one.decided_at)),
                fact("decided_by", _("By"), one.decided_by.name if one.decided_by else ""),
                fact("reason", _("Reason"), one.get_decline_reason_display() if one.decline_reason else ""),
                fact("answer", _("Answer"), one.answer or ""),
                fact("course", _("Course"), one.course),
            ),
        )


def _marks(person: UUID) -> Iterator[Record]:
    marks = NotRelevant.objects.filter(person__public_id=person)
    for one in marks.select_related("plan", "link__requirement", "section").order_by("id"):
        name = one.link.requirement.name if one.link else one.section.title if one.section else ""
        yield Record(name, _mark(one.plan.name, one))
    ended = EndedMark.objects.filter(person__public_id=person).select_related("plan")
    for gone in ended.order_by("id"):
        times = (
            fact("marked_at", _("When"), moment(gone.marked_at)),
            fact("ended_at", _("Until"), moment(gone.ended_at)),
        )
        yield Record(gone.plan.name, (fact("plan", _("Not relevant in"), gone.plan.name), *times))
    points = PointNotRelevant.objects.filter(person__public_id=person)
    for point in points.select_related("link__plan", "link__requirement").order_by("id"):
        yield Record(point.link.requirement.name, _mark(point.link.plan.name, point))


def _mark(plan: str, one: NotRelevant | PointNotRelevant) -> tuple[Fact, ...]:
    return (
        fact("plan", _("Not relevant in"), plan),
        fact("comment", _("Comment"), one.comment or ""),
        fact("marked_at", _("When"), moment(one.marked_at)),
        fact("marked_by", _("By"), one.marked_by),
    )


def _attachments(person: UUID) -> Iterator[Record]:
    attachments = Attachment.objects.filter(person__public_id=person)
    for one in attachments.select_related("requirement", "document").order_by("id"):
        yield Record(
            one.requirement.name,
            (
                fact("attachment", _("Attachment"), one.document.title if one.document else ""),
                fact("description", _("Description"), one.description or ""),
                fact("added_at", _("Added"), f"{moment(one.added_at)}, {one.added_by}"),
                fact("removed_at", _("Removed"), moment(one.removed_at)),
                fact("removed_by", _("Removed by"), one.removed_by),
            ),
        )


def _history(person: UUID) -> Iterator[Record]:
    events = ProgressEvent.objects.filter(person__public_id=person).select_related("requirement", "plan")
    for one in events.order_by("id"):
        yield Record(
            one.requirement.name,
            (
                fact("kind", _("What happened"), one.get_kind_display()),
                fact("at", _("When"), moment(one.at)),
                fact("by", _("By"), f"{one.by} ({one.get_capacity_display()})"),
                fact("plan", _("Plan"), one.plan.name if one.plan else ""),
                fact("performed_on", _("Date"), plain_date(one.performed_on)),
                fact("deadline", _("Deadline"), plain_date(one.deadline)),
                fact("deadline_before", _("Deadline before"), plain_date(one.deadline_before)),
                fact("comment", _("Comment"), one.comment or ""),
            ),
        )


def _recent(person: UUID) -> Iterator[Record]:
    opened = RecentRequirement.objects.filter(person__public_id=person).select_related("requirement")
    for one in opened.order_by("requirement_id"):
        yield Record(one.requirement.name, (fact("opened_at", _("Opened last"), moment(one.opened_at)),))


def _courses(person: UUID) -> Iterator[Record]:
    for one in CourseResult.objects.filter(person__public_id=person).order_by("id"):
        yield Record(
            one.course,
            (
                fact("passed_on", pgettext("course", "Passed"), plain_date(one.passed_on)),
                fact("reported", _("Reported"), f"{moment(one.received_at)}, {one.reported_by}"),
            ),
        )
