"""The rules of days for loans and absence, as pure functions (KP-LENDREG, KP-LENDEDIT, KP-PIMP-012–018, KP-LIMP)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

A_DAY = timedelta(days=1)


class Stage(StrEnum):
    """Where a loan or an absence is in its time; a question of the day alone."""

    FUTURE = "future"
    ONGOING = "ongoing"
    FINISHED = "finished"


def stage(valid_from: date, valid_to: date | None, *, today: date) -> Stage:
    """A loan takes effect at the start of its first day and ends when its last day is over (KP-PIMP-016)."""
    if today < valid_from:
        return Stage.FUTURE
    return Stage.ONGOING if valid_to is None or today < valid_to else Stage.FINISHED


class Days(NamedTuple):
    """First and last day as people say them; without a last day until further notice."""

    first: date
    last: date | None = None

    @property
    def valid_to(self) -> date | None:
        """The day after the last one."""
        return self.last + A_DAY if self.last else None

    def within(self, others: Days) -> bool:
        """Whether these are among the others, or all of them."""
        ends = others.last is None or (self.last is not None and self.last <= others.last)
        return ends and self.first >= others.first


class Fault(StrEnum):
    """What is wrong with the days of a loan."""

    STARTS_TOO_EARLY = "starts_too_early"
    START_IS_LOCKED = "start_is_locked"
    ENDS_BEFORE_START = "ends_before_start"
    ENDS_BEFORE_TODAY = "ends_before_today"
    NOTHING_REMAINS = "nothing_remains"


def fault_of_new(days: Days, *, today: date) -> Fault | None:
    """A loan begins tomorrow at the earliest, and does not end before it begins."""
    if days.first <= today:
        return Fault.STARTS_TOO_EARLY
    return Fault.ENDS_BEFORE_START if days.last and days.last < days.first else None


def fault_of_change(before: Days, after: Days, *, moves: bool, today: date) -> Fault | None:
    """A future loan changes as if it were new; of an ongoing one the first day stays, and what is past is past.

    One that ``moves`` to another department ends today there, and needs a day that remains for the new one.
    """
    if before.first > today:
        return fault_of_new(after, today=today)
    if after.first != before.first:
        return Fault.START_IS_LOCKED
    if after.last and after.last < today:
        return Fault.ENDS_BEFORE_TODAY
    if moves and today in (before.last, after.last):
        return Fault.NOTHING_REMAINS
    return None


def split(days: Days, *, today: date) -> tuple[Days, Days]:
    """An ongoing loan that goes on in another department: until today, and from tomorrow (KP-LENDEDIT-007)."""
    return Days(days.first, today), Days(today + A_DAY, days.last)


FARTHEST = timedelta(days=10 * 366)
"""No absence begins or ends farther from today than this; a year that is mistyped does."""


class AbsenceFault(StrEnum):
    """What is wrong with the days of an absence."""

    STARTS_FAR_AWAY = "starts_far_away"
    ENDS_FAR_AWAY = "ends_far_away"
    ENDS_BEFORE_START = "ends_before_start"


def fault_of_absence(days: Days, *, today: date) -> AbsenceFault | None:
    """It may have begun long ago, and the end may be unknown; it does not end before it begins (KP-LIMP-040)."""
    if abs(days.first - today) > FARTHEST:
        return AbsenceFault.STARTS_FAR_AWAY
    if days.last is None:
        return None
    if days.last < days.first:
        return AbsenceFault.ENDS_BEFORE_START
    return AbsenceFault.ENDS_FAR_AWAY if abs(days.last - today) > FARTHEST else None


def stage_of_absence(days: Days, *, back_on: date | None = None, today: date) -> Stage:
    """It is over by itself after its last day, and on the day somebody is back in work (KP-LIMP-041, 042)."""
    if today < days.first:
        return Stage.FUTURE
    over = (days.last is not None and days.last < today) or (back_on is not None and back_on <= today)
    return Stage.FINISHED if over else Stage.ONGOING
