"""What a person's status for a requirement is: derived from what was registered, and read on a day (KP-COLOUR-006).

Nothing here changes at midnight. One date, ``due``, is until when a fulfilled requirement is valid, or else the
deadline; every colour follows from it and the day (competence-data design, section 8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

NO_END = date(9999, 12, 31)
"""A date that never comes: only ``due`` and ``deadline`` of a status have it (rulings, Data)."""
DAYS_BEFORE_EXPIRY = 30
"""So many days before it expires a requirement turns yellow (KP-VALID-002, KP-EIMP-035)."""


class State(IntEnum):
    """What has been registered, whatever the day."""

    NOT_STARTED = 0
    DRAFT = 1
    WAITING = 2
    FULFILLED = 3
    DECLINED = 4
    NOT_RELEVANT = 5


class Shown(models.TextChoices):
    """What is shown on a day (KP-COLOUR-006)."""

    NOT_STARTED = "not_started", _("Not started")
    STARTED = "started", _("Started")
    WAITING = "waiting", _("Waiting for signing")
    FULFILLED = "fulfilled", _("Fulfilled")
    EXPIRES_SOON = "expires_soon", _("Expires soon")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    NOT_RELEVANT = "not_relevant", _("Not relevant")


class Colour(models.TextChoices):
    """The employee's colours; always together with text and symbol (KP-COLOUR-001 to 004, KP-EIMP-039)."""

    RED = "red", _("Red")
    YELLOW = "yellow", _("Yellow")
    GREEN = "green", _("Green")
    NONE = "none", _("None")


COLOURS = {
    Shown.NOT_STARTED: Colour.RED,
    Shown.STARTED: Colour.YELLOW,
    Shown.WAITING: Colour.YELLOW,
    Shown.FULFILLED: Colour.GREEN,
    Shown.EXPIRES_SOON: Colour.YELLOW,
    Shown.DECLINED: Colour.RED,
    Shown.EXPIRED: Colour.RED,
    Shown.NOT_RELEVANT: Colour.NONE,
}


WORST_FIRST = (
    *(Shown.EXPIRED, Shown.DECLINED, Shown.NOT_STARTED),
    *(Shown.EXPIRES_SOON, Shown.STARTED, Shown.WAITING, Shown.FULFILLED, Shown.NOT_RELEVANT),
)
"""In the order in which leaders look at them."""


@dataclass(frozen=True, slots=True)
class Link:
    """One plan's tie to the requirement, as far as the status depends on it; which ``plan`` where that is told."""

    validity_days: int | None
    not_relevant: bool
    plan: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """A person's status for a requirement over all their plans."""

    state: State
    due: date
    completed_on: date | None
    deadline: date
    pending: State
    relevant_in: int


def later_by(day: date, days: int) -> date:
    """The day so many days after, or no end when the calendar ends before."""
    return NO_END if days > (NO_END - day).days else day + timedelta(days=days)


def valid_until(completed_on: date, *, expires_on: date | None, validity_days: Iterable[int | None]) -> date:
    """The last valid day: the one set by hand, else by the shortest validity (KP-ADM-094, 258; KP-EIMP-036)."""
    if expires_on is not None:
        return expires_on
    days = [one for one in validity_days if one is not None]
    return later_by(completed_on, min(days)) if days else NO_END


def derive(
    links: Iterable[Link],
    *,
    registered: State,
    completed_on: date | None,
    expires_on: date | None,
    deadline: date | None,
) -> Status | None:
    """The status, or nothing when no plan of the person has the requirement.

    ``completed_on`` is when it was last fulfilled, also while a new attempt is ``registered`` as begun or waiting:
    what was fulfilled stays valid until its last day. «Ikke relevant» in one plan leaves the others (KP-ADM-095).
    """
    links = list(links)
    if not links:
        return None
    relevant = [link for link in links if not link.not_relevant]
    by = deadline or NO_END
    state = State.FULFILLED if completed_on is not None else registered
    if not relevant:
        state = State.NOT_RELEVANT
    due = by
    if completed_on is not None:
        due = valid_until(completed_on, expires_on=expires_on, validity_days=(link.validity_days for link in relevant))
    pending = State.NOT_STARTED if registered is State.FULFILLED else registered
    return Status(state, due, completed_on, by, pending, len(relevant))


def shown_on(today: date, *, state: State, due: date, pending: State = State.NOT_STARTED) -> Shown:
    """What is shown on the day: valid through its last day, yellow from thirty days before (KP-EIMP-035)."""
    if state is not State.FULFILLED:
        return _SHOWN[state]
    if pending in (State.WAITING, State.DECLINED):
        return _SHOWN[pending]
    if due < today:
        return Shown.EXPIRED
    return Shown.EXPIRES_SOON if due <= later_by(today, DAYS_BEFORE_EXPIRY) else Shown.FULFILLED


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a status that are shown with it; ``is_late`` when the deadline is over and was not met."""

    valid_until: date | None = None
    deadline: date | None = None
    is_late: bool = False


NO_DAYS = Days()


def days_on(today: date, *, state: State, due: date, completed_on: date | None, deadline: date) -> Days:
    """Until when it is valid, and the deadline while it is to be met.

    A deadline is done with once the requirement is fulfilled and valid through it (KP-LIMP-027, 030), and asks nothing
    of what is not relevant in any plan (KP-LIMP-028).
    """
    valid_until = due if completed_on is not None and due != NO_END else None
    met = state is State.NOT_RELEVANT or (state is State.FULFILLED and due >= deadline)
    if met or deadline == NO_END:
        return Days(valid_until)
    return Days(valid_until, deadline, deadline < today)


class NoDeadline(models.TextChoices):
    """Why a requirement of somebody gets no deadline when many get one."""

    NOT_RELEVANT = "not_relevant", _("Not relevant in any of the employee’s plans")
    FULFILLED = "fulfilled", _("Fulfilled, and does not expire")


def no_deadline(state: State, due: date) -> NoDeadline | None:
    """Of what is not relevant none is asked for (KP-LIMP-028); what is fulfilled for good meets any (KP-LIMP-027)."""
    if state is State.NOT_RELEVANT:
        return NoDeadline.NOT_RELEVANT
    return NoDeadline.FULFILLED if state is State.FULFILLED and due == NO_END else None


_SHOWN = {
    State.NOT_STARTED: Shown.NOT_STARTED,
    State.DRAFT: Shown.STARTED,
    State.WAITING: Shown.WAITING,
    State.DECLINED: Shown.DECLINED,
    State.NOT_RELEVANT: Shown.NOT_RELEVANT,
}
