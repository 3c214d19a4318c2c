"""Lists of members: chosen, searched, sorted and counted although the names lie sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.keys.bulk import open_rows, open_values
from arbeidsrom.core.membership import access
from arbeidsrom.core.membership.models import Member, TariffArea
from arbeidsrom.core.membership.rules import without_zeros
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib import norwegian
from arbeidsrom.lib.actor import Actor

NUMBER = "number"
NAME = "name"
SORTED_IN_MEMORY = 2_000
"""A club has at most about so many members."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of a list of members."""

    id: int
    public_id: UUID
    tenant: UUID
    member_number: str
    name: str
    key: str
    club: str
    workplace: str
    position_title: str
    percent: Decimal | None
    tariff_area: str
    occupationally_active: bool
    phone: str
    email: str
    member_since: date

    @property
    def whole_percent(self) -> Decimal | None:
        """The percentage without decimals that say nothing: 80 and 87,5."""
        return None if self.percent is None else without_zeros(self.percent)

    @property
    def tariff_area_label(self) -> str:
        """The tariff area in words."""
        return str(TariffArea(self.tariff_area).label)


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What a steward asks the list for; every part left out means all."""

    text: str = ""
    club: UUID | None = None
    workplaces: tuple[str, ...] = ()
    tariff_areas: tuple[str, ...] = ()
    occupationally_active: bool | None = None
    only: frozenset[UUID] | None = None

    def without_text(self) -> MemberFilter:
        """The same choice with nothing typed in the search field."""
        return replace(self, text="")


@dataclass(frozen=True, slots=True)
class MemberPage:
    """The rows of one page, and how many there are in all."""

    rows: list[MemberRow]
    total: int


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """A value to filter by, with the number of members that have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ListCounts:
    """How the members of a choice are spread."""

    total: int
    active: int
    workplaces: list[ChoiceCount] = field(default_factory=list)
    tariff_areas: list[ChoiceCount] = field(default_factory=list)


class Name(NamedTuple):
    """As much of a member as sorting and searching a whole club needs."""

    id: int
    member_number: str
    name: str
    key: str
    position_title: str
    workplace: str
    percent: Decimal | None
    tariff_area: str
    member_since: date


SORTS: dict[str, Callable[[Name], Any]] = {
    NAME: lambda name: (name.key, name.member_number),
    NUMBER: lambda name: (len(name.member_number), name.member_number),
    "workplace": lambda name: norwegian.sort_key(name.workplace),
    "position_title": lambda name: norwegian.sort_key(name.position_title),
    "percent": lambda name: name.percent if name.percent is not None else Decimal(-1),
    "tariff_area": lambda name: norwegian.sort_key(str(TariffArea(name.tariff_area).label)),
    "member_since": lambda name: name.member_since,
}


SORTS_IN_DATABASE = {
    NUMBER: "member_number",
    "workplace": "workplace",
    "percent": "percent",
    "tariff_area": "tariff_area",
    "member_since": "member_since",
}
"""How larger lists can be ordered: by what lies plain."""


def member_clubs(*, actor: Actor) -> list[Unit]:
    """The clubs whose members the actor sees, by name."""
    return list(access.visible_clubs(actor).order_by("sort_name", "id"))


def member_page(
    wanted: MemberFilter, *, actor: Actor, sort: str, descending: bool, first: int, size: int
) -> MemberPage:
    """A page of members: as many as a club has are sorted in memory, more by what lies plain in the database."""
    if _listed(wanted.without_text(), actor)[: SORTED_IN_MEMORY + 1].count() > SORTED_IN_MEMORY:
        return _page_in_database(_listed(wanted, actor), sort, descending, first, size)
    names = _names(_listed(wanted.without_text(), actor), wanted.text, sort, descending)
    on_page = [name.id for name in names[first : first + size]]
    rows = {row.id: row for row in _rows(Member.objects.filter(pk__in=on_page))}
    return MemberPage([rows[one] for one in on_page], len(names))


def members_in_order(
    wanted: MemberFilter, *, actor: Actor, sort: str = NAME, descending: bool = False
) -> list[MemberRow]:
    """The members that match in Norwegian order, sorted in memory since the names lie sealed."""
    members = _listed(wanted.without_text(), actor)
    names = _names(members, wanted.text, sort, descending)
    rows = {row.id: row for row in _rows(members)}
    return [rows[name.id] for name in names]


def chosen_members(wanted: MemberFilter, *, actor: Actor) -> list[MemberRow]:
    """All members that match, by club and member number: for exports and messages."""
    return _rows(_listed(wanted, actor).order_by("club__sort_name", "member_number", "id"))


def members_to_write_to(ids: Iterable[UUID], *, actor: Actor) -> list[MemberRow]:
    """Those among the chosen members whom the actor may write to."""
    wanted = _listed(MemberFilter(only=frozenset(ids)), actor).filter(access.writable(actor))
    return _rows(wanted.order_by("club__sort_name", "member_number", "id"))


def list_counts(*, actor: Actor) -> ListCounts:
    """How many members there are of each workplace and tariff area in the actor's clubs."""
    members = _listed(MemberFilter(), actor)
    spread = list(
        members.values("workplace", "tariff_area", "occupationally_active").annotate(number=Count("id")).order_by()
    )
    areas = {area: str(TariffArea(area).label) for area in {row["tariff_area"] for row in spread}}
    return ListCounts(
        total=sum(row["number"] for row in spread),
        active=sum(row["number"] for row in spread if row["occupationally_active"]),
        workplaces=_choices(spread, "workplace", {}),
        tariff_areas=_choices(spread, "tariff_area", areas),
    )


def _listed(wanted: MemberFilter, actor: Actor) -> QuerySet[Member]:
    """Present members that the actor sees and that match everything asked for."""
    members = access.visible_members(actor).filter(left_date=None)
    if wanted.club is not None:
        members = members.filter(club__public_id=wanted.club)
    if wanted.workplaces:
        members = members.filter(workplace__in=wanted.workplaces)
    if wanted.tariff_areas:
        members = members.filter(tariff_area__in=wanted.tariff_areas)
    if wanted.occupationally_active is not None:
        members = members.filter(occupationally_active=wanted.occupationally_active)
    if wanted.only is not None:
        members = members.filter(public_id__in=wanted.only)
    return members.filter(_has_text(wanted.text, actor)) if wanted.text.strip() else members


def _has_text(text: str, actor: Actor) -> Q:
    """Members whose number is the text, or whose names begin with its words, in each tenant's own tokens."""
    words = norwegian.searched_prefixes(text)
    tenants = set(access.visible_clubs(actor).values_list("tenant", flat=True)) if words else set()
    by_name = [Q(tenant=tenant, name_tokens__contains=keys.token_hashes(tenant, words)) for tenant in tenants if tenant]
    return reduce(or_, by_name, Q(member_number__startswith=text.strip()))


def _names(members: QuerySet[Member], text: str, sort: str, descending: bool) -> list[Name]:
    """The members in order: by name within whatever else they are sorted by. No rows are made, only names opened."""
    plain = ("workplace", "percent", "tariff_area", "member_since")
    lines = list(members.values_list("id", "public_id", "tenant", "member_number", "details", *plain))
    opened = open_values(Member, "details", ((line[1], line[2], line[4]) for line in lines))
    names = []
    for line, details in zip(lines, opened, strict=True):
        given, family = details["given_name"], details["family_name"]
        key = norwegian.sort_key(f"{family} {given}")
        names.append(Name(line[0], line[3], f"{given} {family}", key, details.get("position_title", ""), *line[5:]))
    if text.strip():
        names = [name for name in names if _has_words(name, text)]
    names.sort(key=SORTS[NAME], reverse=descending and sort in ("", NAME))
    if sort not in ("", NAME):
        names.sort(key=SORTS[sort], reverse=descending)
    return names


def _has_words(name: Name, text: str) -> bool:
    """Whether each word typed begins a word of the name, or the text begins the member number."""
    words = norwegian.search_words(text)
    if not words or name.member_number.startswith(text.strip()):
        return True
    names = norwegian.search_words(name.name)
    return all(any(one.startswith(word) for one in names) for word in words)


def _page_in_database(members: QuerySet[Member], sort: str, descending: bool, first: int, size: int) -> MemberPage:
    column = SORTS_IN_DATABASE.get(sort, "member_number")
    order = [f"-{column}" if descending else column, "member_number"]
    return MemberPage(_rows(members.order_by(*order)[first : first + size]), members.count())


LISTED = (
    *("id", "public_id", "tenant", "member_number", "club__name", "workplace", "percent", "tariff_area"),
    *("occupationally_active", "member_since", "details"),
)


def _rows(members: QuerySet[Member]) -> list[MemberRow]:
    found: Sequence[Member] = list(members.select_related("club").only(*LISTED))
    open_rows(found, "details")
    return [_row(member) for member in found]


def _row(member: Member) -> MemberRow:
    details = member.details
    given, family = details["given_name"], details["family_name"]
    return MemberRow(
        id=member.pk,
        public_id=member.public_id,
        tenant=member.tenant,
        member_number=member.member_number,
        name=f"{given} {family}".strip(),
        key=norwegian.sort_key(f"{family} {given}"),
        club=member.club.name,
        workplace=member.workplace,
        position_title=details.get("position_title", ""),
        percent=member.percent,
        tariff_area=member.tariff_area,
        occupationally_active=member.occupationally_active,
        phone=details.get("phone", ""),
        email=details.get("email", ""),
        member_since=member.member_since,
    )


def _choices(spread: Sequence[Mapping[str, Any]], column: str, labels: dict[str, str]) -> list[ChoiceCount]:
    """The values of a column with their numbers, in Norwegian order; an empty value is no choice."""
    numbers: dict[str, int] = {}
    for row in spread:
        if row[column]:
            numbers[row[column]] = numbers.get(row[column], 0) + row["number"]
    choices = [ChoiceCount(value, labels.get(value, value), number) for value, number in numbers.items()]
    return sorted(choices, key=lambda choice: norwegian.sort_key(choice.label))
