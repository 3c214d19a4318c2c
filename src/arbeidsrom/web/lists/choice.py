"""What a person chose to see of a list, read from the address; nothing in it is trusted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

SIZES = (25, 50, 100)
LONGEST_SEARCH = 100
DEEPEST_PAGE = 100_000
MOST_OF_ONE = 100
"""So many can be ticked of one filter: an address has room for them."""


COUNTED = 1_000
"""Behind the rows of a page so many are counted; an export counts as many as it takes."""


@dataclass(frozen=True, slots=True)
class Window:
    """The rows wanted: so many from a place, or from behind a row that the last window ended with.

    Of a list where counting costs more than showing, ``counted`` more rows are counted, and behind them it says that
    there are more.
    """

    offset: int
    limit: int
    after: str = ""
    counted: int = COUNTED

    @property
    def is_page(self) -> bool:
        """Whether somebody looks at it, and need not know exactly how many there are."""
        return self.counted == COUNTED


@dataclass(frozen=True, slots=True)
class Choice:
    """Search, filters, sort, page and columns. ``sort`` is a word of the list's columns, ``filters`` its own values.

    ``updated``: the filters were just sent by their own button. ``too_many``: more was ticked than counts.
    """

    today: date
    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = SIZES[0]
    after: str = ""
    columns: tuple[str, ...] = ()
    view: str = ""
    updated: bool = False
    too_many: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether search or filters leave something out."""
        return bool(self.search or self.filters)

    @property
    def window(self) -> Window:
        """The rows of the page."""
        return Window((self.page - 1) * self.size, self.size, self.after)

    def url(self, **changes: Any) -> str:
        """The address of the same list with something changed; a change of what is listed starts at page one."""
        if not changes.keys() <= {"page", "after"}:
            changes = {"page": 1, "after": "", **changes}
        return "?" + self.changed(**changes).query()

    def changed(self, **changes: Any) -> Choice:
        """The same choice with something changed."""
        return replace(self, **changes)

    def without_filter(self, key: str) -> Choice:
        """The same choice with one filter taken away."""
        return replace(self, filters={name: value for name, value in self.filters.items() if name != key})

    def query(self) -> str:
        """The query string; what is usual is left out."""
        return urlencode(list(self._pairs()))

    def _pairs(self) -> Iterable[tuple[str, str]]:
        pairs = [
            ("view", self.view),
            ("q", self.search),
            *((f"f-{key}", value) for key, value in sorted(self.filters.items())),
            ("sort", f"-{self.sort}" if self.sort and self.descending else self.sort),
            ("size", str(self.size) if self.size != SIZES[0] else ""),
            ("columns", ",".join(self.columns)),
            ("page", str(self.page) if self.page > 1 else ""),
            ("after", self.after),
        ]
        return ((name, value) for name, value in pairs if value)


def read(
    values: QueryDict,
    *,
    today: date,
    filters: Collection[str],
    sorts: Collection[str],
    columns: Collection[str],
    many: Collection[str] = (),
) -> Choice:
    """The choice in a query string; words the list does not know are left out."""
    sort = values.get("sort", "")
    word = sort.removeprefix("-")
    size = _whole(values.get("size"), SIZES[0])
    chosen = [column for name in values.getlist("columns") for column in name.split(",")]
    return Choice(
        today=today,
        search=" ".join(values.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
        filters={key: value for key in filters if (value := _filter(values, key, many=key in many))},
        sort=word if word in sorts else "",
        descending=word in sorts and sort.startswith("-"),
        page=min(max(_whole(values.get("page"), 1), 1), DEEPEST_PAGE),
        size=size if size in SIZES else SIZES[-1] if size > SIZES[-1] else SIZES[0],
        after=values.get("after", "")[:80],
        columns=tuple(column for column in dict.fromkeys(chosen) if column in columns),
        view=values.get("view", "")[:80],
        updated=values.get("updated") == "1",
        too_many=any(len(_ticked(values, key)) > MOST_OF_ONE for key in many),
    )


def _filter(values: QueryDict, key: str, *, many: bool) -> str:
    """What is let in; several have a comma between."""
    if not many:
        return values.get(f"f-{key}", "").replace("\x00", "")[:80]
    return ",".join(_ticked(values, key)[:MOST_OF_ONE])


def _ticked(values: QueryDict, key: str) -> list[str]:
    words = (one.replace("\x00", "")[:80] for text in values.getlist(f"f-{key}") for one in text.split(","))
    return list(dict.fromkeys(one for one in words if one))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else otherwise
