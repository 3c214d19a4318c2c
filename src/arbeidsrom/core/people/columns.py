"""The columns of the employee overview: those of this app, and what the modules above have to say of each employee.

A module registers a column with a function that answers for a whole page at once, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, overload

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import Column

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from arbeidsrom.core.people.queries.employees import EmployeeRow

Cells = Callable[[Collection["EmployeeRow"], Actor, date], Mapping[int, Any]]
"""Gives what stands in the column for each of the rows, by the id of the position; who has none gets a dash."""

Shown = Callable[["EmployeeRow", Any], Any]
"""How it stands on the page, or in a file, where it is not shown as it is; it is asked for those who have none too."""


@dataclass(frozen=True, slots=True)
class EmployeeColumn:
    """A column of another app: its name, its place among the others, and what stands in it."""

    key: str
    label: str | _StrPromise
    cells: Cells
    order: int = 50
    shown: bool = True
    aside: bool = False
    width: int = 16
    show: Shown | None = None
    excel: Shown | None = None


_columns: dict[str, EmployeeColumn] = {}


def register(column: EmployeeColumn) -> None:
    """Add a column to the employee overview; the same key replaces the former."""
    _columns[column.key] = column


def registered() -> list[EmployeeColumn]:
    """The columns of other apps, in their order."""
    return sorted(_columns.values(), key=lambda column: (column.order, column.key))


def cells_for(rows: Sequence[EmployeeRow], actor: Actor, today: date) -> dict[str, Mapping[int, Any]]:
    """What all those columns say of the rows of a page."""
    return {column.key: column.cells(rows, actor, today) for column in registered()}


class WithRegistered(Sequence[Column["EmployeeRow"]]):
    """The columns of the list as they are when it is shown: modules add theirs after the list is declared."""

    def __init__(self, *own: Column[EmployeeRow]) -> None:
        self.own = own

    def _all(self) -> list[Column[EmployeeRow]]:
        return [*self.own, *(_as_column(each) for each in registered())]

    @overload
    def __getitem__(self, place: int) -> Column[EmployeeRow]: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Column[EmployeeRow]]: ...

    def __getitem__(self, place: int | slice) -> Column[EmployeeRow] | Sequence[Column[EmployeeRow]]:
        return self._all()[place]

    def __iter__(self) -> Iterator[Column[EmployeeRow]]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self.own) + len(_columns)


@cache
def _as_column(column: EmployeeColumn) -> Column[EmployeeRow]:
    def written(shown: Shown | None) -> Callable[[EmployeeRow], Any]:
        def write(row: EmployeeRow) -> Any:
            value = row.more.get(column.key)
            return shown(row, value) if shown else value

        return write

    return Column(
        column.key,
        column.label,
        written(column.show),
        shown=column.shown,
        aside=column.aside,
        width=column.width,
        excel=written(column.excel) if column.excel else None,
    )
