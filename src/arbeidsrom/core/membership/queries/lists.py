"""Lists of members: chosen, searched, sorted and counted although the names lie sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.keys.bulk import open_values
from arbeidsrom.core.keys.fields import Sealed
from arbeidsrom.core.membership import access
from arbeidsrom.core.membership.models import Member, TariffArea
from arbeidsrom.core.membership.queries import alphabet
from arbeidsrom.core.membership.queries.alphabet import Name
from arbeidsrom.core.membership.rules import without_zeros
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib import norwegian
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import Window, count_of

SORTED_IN_MEMORY = 10_000
"""Five of the largest clubs together have about so many members."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of a list of members."""

    id: int
    public_id: UUID
    tenant: UUID
    member_number: str
    name: str
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


class ChosenMember(NamedTuple):
    """Whom the log tells of when a list is taken out."""

    public_id: UUID
    tenant: UUID


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
    """The rows of one page, how many there are in all, and what they are sorted by."""

    rows: list[MemberRow]
    total: int
    sort: str


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


def member_clubs(*, actor: Actor) -> list[Unit]:
    """The clubs whose members the actor sees, by name."""
    return list(access.visible_clubs(actor).order_by("sort_name", "id"))


def member_page(
    wanted: MemberFilter, *, actor: Actor, sort: str, descending: bool, first: int, size: int
) -> MemberPage:
    """A page of members: as many as some clubs have are sorted in memory, more by what lies plain in the database."""
    every = _listed(wanted.without_text(), actor)
    version = alphabet.version_of(every, at_most=SORTED_IN_MEMORY)
    if version.count > SORTED_IN_MEMORY:
        return _page_in_database(_listed(wanted, actor), sort, descending, first, size)
    if wanted.text.strip():
        ids = [name.id for name in _found_names(wanted, actor, sort, descending)]
    else:
        ids = alphabet.in_order(every, version, sort, descending=descending).tolist()
    return MemberPage(_in_order(ids[first : first + size]), len(ids), sort)


def chosen_members(wanted: MemberFilter, *, actor: Actor) -> list[ChosenMember]:
    """All members that match, to be told of in the log: nobody's name is opened for it."""
    return [ChosenMember(*ids) for ids in _listed(wanted, actor).order_by("id").values_list("public_id", "tenant")]


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
    """Members whose number is the text, or whose names begin with its words, in the tokens of those they lie under.

    That is not always the union of their club: one that has moved brings its members before the next import does.
    """
    words = norwegian.searched_prefixes(text)
    sealed_under = access.visible_members(actor).order_by().values_list("tenant", flat=True).distinct()
    tenants = list(sealed_under) if words else []
    by_name = [Q(tenant=tenant, name_tokens__contains=keys.token_hashes(tenant, words)) for tenant in tenants]
    return reduce(or_, by_name, Q(member_number__startswith=text.strip()))


def _found_names(wanted: MemberFilter, actor: Actor, sort: str, descending: bool) -> list[Name]:
    """Those who match, in order. From three letters the tokens find them first, and only those found are opened."""
    by_tokens = any(len(word) >= norwegian.SHORTEST_PREFIX for word in norwegian.search_words(wanted.text))
    members = _listed(wanted if by_tokens else wanted.without_text(), actor)
    return alphabet.names(members, wanted.text, sort, descending=descending)


def _page_in_database(members: QuerySet[Member], sort: str, descending: bool, first: int, size: int) -> MemberPage:
    used = sort if sort in alphabet.PLAIN else alphabet.NUMBER
    column = alphabet.PLAIN[used]
    order = [f"-{column}" if descending else column, "member_number"]
    rows = _rows(members.order_by(*order)[first : first + size])
    return MemberPage(rows, count_of(members, rows, Window(first, size)), used)


LISTED = (
    *("public_id", "tenant", "details", "id", "member_number", "club__name", "workplace", "percent", "tariff_area"),
    *("occupationally_active", "member_since"),
)


def _in_order(ids: Sequence[int]) -> list[MemberRow]:
    """The rows of those who are shown."""
    rows = {row.id: row for row in _rows(Member.objects.filter(pk__in=ids))}
    return [rows[one] for one in ids if one in rows]


def _rows(members: QuerySet[Member]) -> list[MemberRow]:
    lines = list(members.values_list(*LISTED))
    opened = open_values(Member, "details", (line[:3] for line in lines))
    return [_row(*line, details=details) for line, details in zip(lines, opened, strict=True)]


def _row(
    public_id: UUID,
    tenant: UUID,
    _sealed: Sealed,
    pk: int,
    member_number: str,
    club: str,
    workplace: str,
    percent: Decimal | None,
    tariff_area: str,
    occupationally_active: bool,
    member_since: date,
    *,
    details: Mapping[str, str],
) -> MemberRow:
    return MemberRow(
        id=pk,
        public_id=public_id,
        tenant=tenant,
        member_number=member_number,
        name=f"{details['given_name']} {details['family_name']}".strip(),
        club=club,
        workplace=workplace,
        position_title=details.get("position_title", ""),
        percent=percent,
        tariff_area=tariff_area,
        occupationally_active=occupationally_active,
        phone=details.get("phone", ""),
        email=details.get("email", ""),
        member_since=member_since,
    )


def _choices(spread: Sequence[Mapping[str, Any]], column: str, labels: dict[str, str]) -> list[ChoiceCount]:
    """The values of a column with their numbers, in Norwegian order; an empty value is no choice."""
    numbers: dict[str, int] = {}
    for row in spread:
        if row[column]:
            numbers[row[column]] = numbers.get(row[column], 0) + row["number"]
    choices = [ChoiceCount(value, labels.get(value, value), number) for value, number in numbers.items()]
    return sorted(choices, key=lambda choice: norwegian.sort_key(choice.label))
