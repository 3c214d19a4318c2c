"""Pure rules: when a role that was ordered must be reviewed, and until when it holds."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Due(StrEnum):
    """Whether a role is to be reviewed now."""

    NO = "no"
    SOON = "soon"
    OVERDUE = "overdue"


ASKED_BEFORE = timedelta(days=30)
"""So long before the day of the review its owners are asked."""

GRACE = timedelta(days=30)
"""So long after the day of the review a role still holds that nobody has reviewed."""

AHEAD = timedelta(days=366)
"""So long before its first day a role can be ordered: what is needed later is not known yet."""


ANSWERED_WITHIN = timedelta(days=90)
"""So long after its first day an order can still be answered: whoever still needs the role orders it anew."""


def lapses_on(valid_from: date, valid_to: date | None) -> date:
    """The day on which an order that nobody has answered lapses: its last day is over, or its time to be answered."""
    return min(valid_to or date.max, valid_from + ANSWERED_WITHIN)


def next_review(after: date) -> date:
    """The same day a year later; the 28th for the leap day (PL-ORG-003)."""
    try:
        return after.replace(year=after.year + 1)
    except ValueError:
        return after.replace(year=after.year + 1, day=28)


def ends_unreviewed(review_due: date) -> date:
    """The first day on which a role that nobody has reviewed no longer holds."""
    return review_due + GRACE


def holds_to(valid_to: date | None, review_due: date) -> date:
    """The first day on which the role no longer holds: as it was ordered, or because nobody has reviewed it."""
    return min(valid_to or date.max, ends_unreviewed(review_due))


def due(review_due: date, valid_to: date | None, *, today: date) -> Due:
    """Whether the review is to be done now; a role that ends by itself before its grace is over needs none."""
    if valid_to is not None and valid_to <= ends_unreviewed(review_due):
        return Due.NO
    if today >= review_due:
        return Due.OVERDUE
    return Due.SOON if today >= review_due - ASKED_BEFORE else Due.NO
