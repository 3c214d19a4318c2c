"""A deadline in a steward's own calendar: sent when they ask, moved and called off with the deadline (PL-OPS-006).

The calendar, which others may see, holds the case's number and nothing of what the deadline is about.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.actions import cancel_invitation, send_invitation
from arbeidsrom.core.notifications.calendars import Appointment
from arbeidsrom.core.notifications.queries import invited_to, is_in_calendars
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused, WrongState
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.timeline import record
from arbeidsrom.modules.workspace.models import Case, Deadline
from arbeidsrom.modules.workspace.queries import deadlines, stewards
from arbeidsrom.modules.workspace.states import DeadlineState

BEGINS, LASTS = time(9), timedelta(minutes=30)


@transaction.atomic
def put_in_calendar(deadline_id: UUID, *, actor: Actor, now: datetime, today: date) -> Deadline:
    """A steward wants the deadline in the calendar of their own mailbox."""
    deadline = deadlines.get_deadline(deadline_id, actor=actor, lock=True)
    access.may_work_on(actor, deadline.case).or_refuse()
    if deadline.state != DeadlineState.RUNNING:
        raise WrongState(_("The deadline is already settled."))
    email = Person.objects.values_list("email", flat=True).get(pk=actor.person_or_refuse())
    if not email:
        raise Refused(_("You have no e-mail address that the deadline can be sent to. Add one to your profile."))
    _send(deadline, {email, *_still_working(deadline, today)}, now=now)
    record("workspace.deadline.put_in_calendar", deadline.case, actor=actor, now=now, due=deadline.due.isoformat())
    return deadline


def follow_case(case: Case, *, now: datetime, today: date) -> None:
    """Somebody has lost the case: its deadlines go out of their calendar."""
    for deadline in case.deadlines.filter(state=DeadlineState.RUNNING).order_by("id"):
        has_it = is_in_calendars(deadline.public_id)
        if has_it and set(invited_to(deadline.public_id)) != _still_working(deadline, today):
            follow_deadline(deadline, now=now, today=today)


def follow_deadline(deadline: Deadline, *, now: datetime, today: date) -> None:
    """Whoever has the deadline in their calendar sees its new day there, that it runs no longer, or does again."""
    if not invited_to(deadline.public_id):
        return
    attendees = _still_working(deadline, today)
    if deadline.state == DeadlineState.RUNNING and attendees:
        _send(deadline, attendees, now=now)
    else:
        cancel_invitation(deadline.public_id, now=now)


def _still_working(deadline: Deadline, today: date) -> set[str]:
    """The addresses it was sent to of those who have the case: whoever has lost it learns nothing more."""
    people = stewards.people_working_on(deadline.case.public_id, today=today)
    known = Person.objects.filter(pk__in=people).values_list("email", flat=True)
    return set(known) & set(invited_to(deadline.public_id))


def _send(deadline: Deadline, attendees: set[str], *, now: datetime) -> None:
    begins = timezone.make_aware(datetime.combine(deadline.due, BEGINS))
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    page = settings.PUBLIC_URL + reverse("case", args=[deadline.case.public_id])
    summary = _("Deadline in case %(number)s") % {"number": deadline.case.label}
    appointment = Appointment(
        summary=summary,
        starts_at=begins,
        ends_at=begins + LASTS,
        organiser=address,
        organiser_name=name,
        attendees=tuple(sorted(attendees)),
        description=f"{summary}: {page}",
    )
    send_invitation(deadline.public_id, appointment, tenant=deadline.case.tenant, now=now)
