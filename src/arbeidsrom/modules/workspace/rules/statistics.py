"""Statistics that tell nothing about anybody: small groups are not shown outside the club (KL-CASE-011)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_GROUP = 5
BANDS = (30, 90, 180, 365)
"""The longest days of the bands in which the duration of cases is told; the last band has no end."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases, how many of them are closed, and how many days those lasted together."""

    count: int = 0
    closed: int = 0
    days: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.count + other.count, self.closed + other.closed, self.days + other.days)

    @property
    def average_days(self) -> int | None:
        """How long the closed ones lasted, when there are any."""
        return round(self.days / self.closed) if self.closed else None


@dataclass(frozen=True, slots=True)
class Group:
    """How many cases share a value; the small ones are one group without a label and without a number."""

    label: str
    count: int | None
    days: int | None = None


REST = Group("", None)
"""All groups that are too small to be shown, together."""


def shown(groups: Mapping[str, Counted], *, suppress: bool, left_out: int = 0) -> list[Group]:
    """The groups by label as they may be shown, the small ones as one row at the end.

    What is hidden must not follow from the total: it is at least two groups and five cases, those ``left_out`` of the
    numbers included, or the smallest of the others is hidden too. How long cases lasted is hidden where fewer than
    five of the group are closed.
    """
    rows = sorted(groups.items(), key=lambda row: (-row[1].count, row[0]))
    if not suppress:
        return [Group(label, each.count, each.average_days) for label, each in rows]
    kept = [row for row in rows if row[1].count >= SMALLEST_GROUP]
    hidden = [each.count for _label, each in rows if 0 < each.count < SMALLEST_GROUP]
    while kept and _follows_from_the_total(hidden, left_out):
        hidden.append(kept.pop()[1].count)
    told = [
        Group(label, each.count, each.average_days if each.closed >= SMALLEST_GROUP else None) for label, each in kept
    ]
    return [*told, REST] if hidden or left_out else told


def _follows_from_the_total(hidden: Sequence[int], left_out: int) -> bool:
    if not hidden:
        return 0 < left_out < SMALLEST_GROUP
    return sum(hidden) + left_out < SMALLEST_GROUP or (len(hidden) == 1 and not left_out)


def shown_over_years(years: Mapping[int, Mapping[str, Counted]], *, suppress: bool) -> list[Group]:
    """All years together, so that no single year's small group follows from the difference to the other years.

    A group counts with the years in which it is shown; those in which it is hidden count too when they are at least
    two with at least five cases together. The rest of its cases are among the small groups.
    """
    whole = _added(years.values())
    if not suppress:
        return shown(whole, suppress=False)
    visible = {year: {group.label for group in shown(groups, suppress=True)} for year, groups in years.items()}
    counted = {
        label: _telling({year: groups[label] for year, groups in years.items() if label in groups}, label, visible)
        for label in whole
    }
    left_out = sum(each.count for each in whole.values()) - sum(each.count for each in counted.values())
    return shown(counted, suppress=True, left_out=left_out)


def _telling(of_group: Mapping[int, Counted], label: str, visible: Mapping[int, set[str]]) -> Counted:
    hidden = [each for year, each in of_group.items() if label not in visible[year]]
    in_sight = [each for year, each in of_group.items() if label in visible[year]]
    return sum(in_sight + (hidden if _may_be_added(hidden) else []), Counted())


def _may_be_added(hidden: Sequence[Counted]) -> bool:
    return len(hidden) > 1 and sum(each.count for each in hidden) >= SMALLEST_GROUP


def _added(tables: Iterable[Mapping[str, Counted]]) -> dict[str, Counted]:
    whole: dict[str, Counted] = {}
    for table in tables:
        for label, each in table.items():
            whole[label] = whole.get(label, Counted()) + each
    return whole


def total(years: Mapping[int, int], *, suppress: bool) -> int | None:
    """The sum of all years, without years too small to be shown; None when the whole is too small itself."""
    hidden = [count for count in years.values() if 0 < count < SMALLEST_GROUP]
    everything = sum(years.values())
    if not suppress:
        return everything
    if len(hidden) == 1 or sum(hidden) < SMALLEST_GROUP:
        everything -= sum(hidden)
    return everything if everything or not hidden else None


def band_of(days: int) -> int:
    """In which band a duration lies, from 0."""
    return sum(days > longest for longest in BANDS)
