"""How the members of a club are sorted and searched though their names lie sealed: by opening all of them in memory.

The order that comes out is kept in the process as row numbers alone, which name nobody. It holds as long as every row
of the list is the same version of the row in the database, and is found again by whoever may see the same rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import BitXor
from django.db.models import BigIntegerField, BinaryField, Count, F, Func, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language

from arbeidsrom.core.keys.bulk import open_stored
from arbeidsrom.core.membership.models import Member, TariffArea
from arbeidsrom.lib import norwegian

NUMBER = "number"
NAME = "name"
TITLE = "position_title"
KEPT_ORDERS = 500
"""Of a club of 1,800 members the order takes 14 KiB."""


class Name(NamedTuple):
    """As much of a member as sorting and searching a whole club needs; ``value`` is what else it is sorted by."""

    key: str
    member_number: str
    id: int
    name: str
    value: Any


SORTS: dict[str, Callable[[Any], Any]] = {
    "workplace": norwegian.sort_key,
    TITLE: norwegian.sort_key,
    "percent": lambda percent: percent if percent is not None else Decimal(-1),
    "tariff_area": lambda area: norwegian.sort_key(str(TariffArea(area).label)),
    "member_since": lambda day: day,
    NUMBER: lambda number: (len(number), number),
}
"""How each value but the name is compared."""

PLAIN = {
    NUMBER: "member_number",
    "workplace": "workplace",
    "percent": "percent",
    "tariff_area": "tariff_area",
    "member_since": "member_since",
}
"""What lies plain, and can be sorted by in the database too."""


@dataclass(frozen=True, slots=True)
class Version:
    """How many rows a list has, and what they are all together: another digest when any of them is written."""

    count: int
    digest: int | None


def version_of(members: QuerySet[Member], *, at_most: int) -> Version:
    """The version of a list; of one with more rows than ``at_most``, only that it has more."""
    some = members.annotate(version=_ROW).order_by("id")[: at_most + 1]
    found = some.aggregate(count=Count("id"), digest=BitXor("version"))
    return Version(found["count"], found["digest"])


_ROW = Func(
    template="hashtextextended(membership_member.xmin::text || membership_member.ctid::text, 0)",
    output_field=BigIntegerField(),
)


_orders: dict[tuple[Version, str, bool, str | None], array[int]] = {}
_lock = Lock()


def in_order(members: QuerySet[Member], version: Version, sort: str, *, descending: bool) -> array[int]:
    """The members' row numbers in order; their names are opened when this list has not been sorted so before."""
    wanted = version, sort, descending, get_language()
    found = _orders.get(wanted)
    if found is None:
        found = array("q", (name.id for name in names(members, "", sort, descending=descending)))
        with _lock:
            _orders[wanted] = found
            while len(_orders) > KEPT_ORDERS:
                del _orders[next(iter(_orders))]
    return found


def names(members: QuerySet[Member], text: str, sort: str, *, descending: bool) -> list[Name]:
    """Those whom the text finds, by name within whatever else they are sorted by. No rows are made."""
    found = _opened(members, sort)
    if text.strip():
        found = [name for name in found if _has_words(name, text)]
    found.sort(reverse=descending and sort in ("", NAME))
    if sort in SORTS:
        found.sort(key=lambda name: SORTS[sort](name.value), reverse=descending)
    return found


def _opened(members: QuerySet[Member], sort: str) -> list[Name]:
    column = _LYING["details"] if sort == TITLE else F(PLAIN.get(sort, "id"))
    lines = list(members.values_list(*_PLACE, _LYING["sort_name"], "member_number", "pk", column))
    opened = list(open_stored(Member, "sort_name", (line[:3] for line in lines)))
    values = _titles(lines) if sort == TITLE else (line[-1] for line in lines)
    parts = zip(lines, opened, norwegian.sort_keys(opened), values, strict=True)
    return [Name(key, line[3], line[4], name, value) for line, name, key, value in parts]


def _titles(lines: list[tuple[Any, ...]]) -> Iterator[str]:
    for details in open_stored(Member, "details", ((line[0], line[1], line[-1]) for line in lines)):
        yield details.get("position_title", "")


_PLACE = Cast("public_id", TextField()), Cast("tenant", TextField())
_LYING = {name: Cast(name, BinaryField()) for name in ("sort_name", "details")}
"""As they lie in the database: making objects of them would take as long as opening the names."""


def _has_words(name: Name, text: str) -> bool:
    """Whether each word typed begins a word of the name, or the text begins the member number."""
    words = norwegian.search_words(text)
    if not words or name.member_number.startswith(text.strip()):
        return True
    spelled = norwegian.search_words(name.name)
    return all(any(one.startswith(word) for one in spelled) for word in words)
