"""What stands in a cell of the leader's matrix: how somebody stands in a requirement of one plan (KP-MATRIX)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from arbeidsrom.modules.competence.rules.statuses import Shown, State, shown_on


@dataclass(frozen=True, slots=True)
class Cell:
    """The status, and of what is repeated how many are done of how many (KP-MATRIX-016)."""

    shown: Shown
    done: int = 0
    of: int = 0


def reader(today: date) -> Callable[[int, date, int], Shown]:
    """Reads kept statuses on the day; few are different, and a page has thousands."""
    known: dict[tuple[int, date, int], Shown] = {}

    def read(state: int, due: date, pending: int) -> Shown:
        key = state, due, pending
        found = known.get(key)
        if found is None:
            found = known[key] = shown_on(today, state=State(state), due=due, pending=State(pending))
        return found

    return read
