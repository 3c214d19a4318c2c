"""When a rehearsed file is not applied until a person has confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

A_WEEK = timedelta(days=7)


def comes_late(on: date, *, today: date) -> bool:
    """Whether a change is announced later than one to two weeks before it comes (KP-PREREG-002)."""
    return on - today < A_WEEK


class Stop(StrEnum):
    """Why a run waits for a person."""

    MANY_REMOVED = "many_removed"
    MANY_REMOVED_IN_TENANT = "many_removed_in_tenant"
    MANY_REFUSED = "many_refused"
    CUT_OFF = "cut_off"
    UNKNOWN_LINES = "unknown_lines"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a part may be removed or refused without anybody looking.

    A body with few members reaches a large share with one or two, so fewer than ``always_allowed`` never stop a run.
    """

    removed_share: float
    removed_share_of_tenant: float
    refused_share: float
    always_allowed: float


@dataclass(frozen=True, slots=True)
class Size:
    """How many there were, and how many of them would go."""

    before: int
    removed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rehearsal found, as far as it can stop the run."""

    total: Size
    tenants: Mapping[str, Size]
    lines: int
    refused: int
    without_number: int
    cut_off: bool


def is_large(part: int, whole: int, share: float, always_allowed: float) -> bool:
    """Whether a part is larger than its share of the whole, small numbers apart."""
    return part > always_allowed and part > whole * share


def stops(outcome: Outcome, limits: Limits) -> list[Stop]:
    """Everything that makes the run wait, the gravest first."""
    found = []
    if is_large(outcome.total.removed, outcome.total.before, limits.removed_share, limits.always_allowed):
        found.append(Stop.MANY_REMOVED)
    if any(
        is_large(size.removed, size.before, limits.removed_share_of_tenant, limits.always_allowed)
        for size in outcome.tenants.values()
    ):
        found.append(Stop.MANY_REMOVED_IN_TENANT)
    if outcome.cut_off:
        found.append(Stop.CUT_OFF)
    if is_large(outcome.refused, outcome.lines, limits.refused_share, limits.always_allowed):
        found.append(Stop.MANY_REFUSED)
    if outcome.without_number and outcome.total.removed:
        found.append(Stop.UNKNOWN_LINES)
    return found
