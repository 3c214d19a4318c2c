"""Statistics that tell nothing about anybody: small groups are not shown outside the club (KL-CASE-011)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SMALLEST_GROUP = 5


@dataclass(frozen=True, slots=True)
class Group:
    """How many cases share a value; ``count`` is None where the group is too small to be shown."""

    label: str
    count: int | None
    days: int | None = None


def shown(groups: Iterable[tuple[str, int, int, int | None]], *, suppress: bool) -> list[Group]:
    """The groups (label, cases, closed ones, days those lasted) as they may be shown, the hidden ones last.

    When only one group is hidden its number would follow from the total: the smallest of the others is hidden too.
    How long cases lasted is hidden where fewer than five of the group are closed.
    """
    rows = [
        (label, count, None if suppress and closed < SMALLEST_GROUP else days)
        for label, count, closed, days in sorted(groups, key=lambda row: (-row[1], row[0]))
    ]
    if not suppress:
        return [Group(*row) for row in rows]
    hidden = {row[0] for row in rows if row[1] < SMALLEST_GROUP}
    others = [row for row in rows if row[0] not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(others[-1][0])
    return [Group(*row) for row in rows if row[0] not in hidden] + [
        Group(row[0], None) for row in rows if row[0] in hidden
    ]


def total(counts: Sequence[int], *, suppress: bool) -> int | None:
    """The sum of all, unless the whole is a small group itself."""
    everything = sum(counts)
    return None if suppress and 0 < everything < SMALLEST_GROUP else everything
