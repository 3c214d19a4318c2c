"""What ``rules.statuses`` says of a status on a day, as a filter: one way to ask, whatever lists and counts by it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q

from arbeidsrom.modules.competence.models import NotRelevant
from arbeidsrom.modules.competence.rules.statuses import DAYS_BEFORE_EXPIRY, NO_END, Shown, State, later_by

_WAITS = (State.WAITING, State.DECLINED)
_VALID = Q(state=State.FULFILLED) & ~Q(pending__in=_WAITS)
OPEN = ~Q(state=State.NOT_RELEVANT) & (~Q(state=State.FULFILLED) | Q(due__lt=F("deadline"))) & Q(deadline__lt=NO_END)
"""There is a deadline, and it is to be met still: ``rules.statuses.days_on`` (KP-LIMP-027, 028)."""

IS_MARKED = Exists(
    NotRelevant.objects.filter(
        Q(link=OuterRef("plan__links")) | Q(section=OuterRef("plan__links__section")),
        person=OuterRef("person"),
        plan=OuterRef("plan"),
    )
)
"""Of an assigned plan and a requirement in it (``plan__links``): it is marked there as not relevant."""


def is_shown(shown: Shown, today: date) -> Q:
    """What is shown so on the day: ``rules.statuses.shown_on``."""
    soon = later_by(today, DAYS_BEFORE_EXPIRY)
    return {
        Shown.NOT_STARTED: Q(state=State.NOT_STARTED),
        Shown.STARTED: Q(state=State.DRAFT, pending=State.DRAFT),
        Shown.WAITING: Q(pending=State.WAITING, state__in=(State.WAITING, State.FULFILLED)),
        Shown.DECLINED: Q(pending=State.DECLINED, state__in=(State.DECLINED, State.FULFILLED)),
        Shown.EXPIRED: _VALID & Q(due__lt=today),
        Shown.EXPIRES_SOON: _VALID & Q(due__range=(today, soon)),
        Shown.FULFILLED: _VALID & Q(due__gt=soon),
        Shown.NOT_RELEVANT: Q(state=State.NOT_RELEVANT),
    }[shown]


def is_overdue(today: date) -> Q:
    """«Frist forfalt»: the day was before today, and is not met (KP-LIMP-032)."""
    return OPEN & Q(deadline__lt=today)


def is_due_soon(today: date) -> Q:
    """«Frist < 30d»: from today up to and including thirty days ahead, and not met (KP-LIMP-032)."""
    return OPEN & Q(deadline__range=(today, today + timedelta(days=DAYS_BEFORE_EXPIRY)))
