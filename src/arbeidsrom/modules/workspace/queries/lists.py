"""The case list: own cases, the club's, waiting, overdue and closed, with search (KL-CASE-008)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.membership.access import visible_members
from arbeidsrom.core.organisation.access import NOTHING
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, CaseParty, CaseSteward, ClubSettings, Deadline, PartyRole
from arbeidsrom.modules.workspace.queries import search
from arbeidsrom.modules.workspace.rules.words import Words
from arbeidsrom.modules.workspace.states import UNFINISHED, CaseState, DeadlineState
from arbeidsrom.web.lists import Window, count_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Marks(TypedDict):
        """Whether the content is the actor's to see, the first day that something is due, and names from beside."""

        is_visible: bool
        next_due: date | None
        club_name: str
        type_nb: str
        type_nn: str
        type_en: str

    ListedCase: TypeAlias = WithAnnotations[Case, Marks]

Marked: TypeAlias = "QuerySet[Any, Any]"
"""Cases with marks, given one after the other, which the type checker cannot follow from query to query."""

TABS = ("own", "club", "waiting", "overdue", "soon", "closed", "all")
WEEK = timedelta(days=7)
SORTS = {
    "number": ("year", "number"),
    "changed": ("changed_at",),
    "opened": ("opened_on",),
    "type": ("type__order",),
    "state": ("state",),
    "due": ("next_due",),
    "responsible": ("responsible__person__sort_name",),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of the list."""

    tab: str = "own"
    text: str = ""
    type: str = ""
    state: str = ""
    club: str = ""
    sort: str = "number"
    descending: bool = True
    offset: int = 0
    limit: int = 25


class ShownCase(NamedTuple):
    """A case whose content stands in a list, as the log tells of it: who answers for it, and whom it concerns."""

    tenant: UUID
    label: str
    people: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list. Of a case that the actor may only know of, everything but the number is empty.

    ``shown`` is there when a line opens what lies sealed.
    """

    public_id: UUID
    label: str
    club: str
    is_visible: bool
    title: str = ""
    members: str = ""
    type: Words | None = None
    state: CaseState | None = None
    responsible: str = ""
    opened_on: date | None = None
    changed_at: datetime | None = None
    next_due: date | None = None
    is_overdue: bool = False
    has_passed_deadline: bool = False
    waiting_until: date | None = None
    waiting_for: str = ""
    shown: ShownCase | None = None


@dataclass(frozen=True, slots=True)
class CaseList:
    """The rows of one page and how many there are in all."""

    rows: list[CaseRow]
    count: int


def case_list(asked: Asked, *, actor: Actor, today: date) -> CaseList:
    """One page of the list, in a fixed number of queries."""
    cases = _sorted(_filtered(_tab(asked.tab, actor, today), asked, actor), asked)
    page = list(cases[asked.offset : asked.offset + asked.limit])
    return CaseList(_rows(page, today), count_of(cases, page, Window(asked.offset, asked.limit)))


def _tab(tab: str, actor: Actor, today: date) -> Marked:
    """The cases of one tab, each marked with whether its content is the actor's to see."""
    if tab == "club":
        known = access.known_cases(actor).annotate(is_visible=access.given_to(actor))
        return known.filter(Q(is_visible=False) | Q(state__in=UNFINISHED))
    own = access.visible_cases(actor).annotate(is_visible=Value(True))
    if tab == "waiting":
        return own.filter(state=CaseState.WAITING)
    if tab == "overdue":
        return own.filter(overdue(today))
    if tab == "soon":
        near = Deadline.objects.filter(
            case=OuterRef("pk"), state=DeadlineState.RUNNING, due__gte=today, due__lte=today + WEEK
        )
        return own.filter(Exists(near), state__in=UNFINISHED)
    if tab == "closed":
        return own.filter(state=CaseState.CLOSED)
    if tab == "all":
        return own
    return own.filter(state__in=UNFINISHED)


def overdue(today: date) -> Q:
    """Unfinished cases with a deadline that has passed, or that have waited longer than they were to."""
    passed = Deadline.objects.filter(case=OuterRef("pk"), state=DeadlineState.RUNNING, due__lt=today)
    return Q(Exists(passed) | Q(waiting_until__lt=today), state__in=UNFINISHED)


def waited_too_long(*, today: date) -> list[Case]:
    """The cases whose last day of waiting has passed, whoever has them; for the night's job."""
    waited = Case.objects.filter(state=CaseState.WAITING, waiting_until__lt=today)
    return list(waited.select_related("club").order_by("id"))


def _filtered(cases: Marked, asked: Asked, actor: Actor) -> Marked:
    """Filters tell something about a case, so that they find only those whose content is the actor's to see."""
    if asked.type:
        cases = cases.filter(is_visible=True, type__key=asked.type)
    if asked.state:
        cases = cases.filter(is_visible=True, state=asked.state)
    if asked.club:
        cases = cases.filter(club__code=asked.club)
    if asked.text:
        number = search.has_number(asked.text)
        if number is not None and not search.may_be_member_number(asked.text):
            return cases.filter(number)
        found = _with_words(asked.text, actor) | _with_member(asked.text, actor)
        cases = cases.filter((number or NOTHING) | (Q(is_visible=True) & found))
    return cases


def _with_words(text: str, actor: Actor) -> Q:
    """In the words of each tenant that the actor has cases in: a main steward may span clubs of several."""
    given = CaseSteward.objects.filter(position_id=actor.position_id or 0)
    tenants = given.values_list("case__tenant", flat=True).distinct()
    return reduce(or_, (Q(tenant=tenant) & search.has_words(tenant, text) for tenant in tenants), NOTHING)


def _with_member(text: str, actor: Actor) -> Q:
    """The cases about a member whom the actor may see, by the member number that was typed."""
    if not search.may_be_member_number(text):
        return NOTHING
    members = visible_members(actor).filter(member_number=text.strip()).values_list("public_id", flat=True)
    return reduce(or_, (Q(pk__in=search.cases_concerning(member).values("pk")) for member in members), NOTHING)


SHOWN = (
    *("public_id", "holder", "tenant", "year", "number", "state", "title", "group", "opened_on", "changed_at"),
    *("waiting_for", "waiting_until", "responsible_id", "club_id"),
)
BESIDE = {
    "club_name": F("club__name"),
    "type_nb": F("type__name_nb"),
    "type_nn": F("type__name_nn"),
    "type_en": F("type__name_en"),
}
"""Names of club and type, which as objects of their own for each row take a tenth of the page's time."""


def _sorted(cases: Marked, asked: Asked) -> Marked:
    """In the wanted order; when it would tell something about a hidden case, the hidden ones stand last by number.

    Deadlines and stewards are not joined: planning so many joins took PostgreSQL ten times longer than answering.
    """
    running = Deadline.objects.filter(case=OuterRef("pk"), state=DeadlineState.RUNNING)
    cases = cases.annotate(next_due=Subquery(running.order_by("due").values("due")[:1]))
    names = SORTS.get(asked.sort, SORTS["number"])
    wanted = [F(name).desc(nulls_last=True) if asked.descending else F(name).asc(nulls_last=True) for name in names]
    first = [] if names == SORTS["number"] else ["-is_visible"]
    ordered: Marked = cases.annotate(**BESIDE).only(*SHOWN).order_by(*first, *wanted, "-year", "-number", "id")
    return ordered


def _rows(cases: list[ListedCase], today: date) -> list[CaseRow]:
    open_titles = _with_open_titles({case.club_id for case in cases if not case.is_visible})
    keys.open_holders([case for case in cases if case.is_visible or case.club_id in open_titles])
    members = members_of([case for case in cases if case.is_visible])
    stewards = _holders_of({case.responsible_id for case in cases if case.responsible_id})
    return [
        _row(case, members[case.pk], stewards.get(case.responsible_id or 0, ""), case.club_id in open_titles, today)
        for case in cases
    ]


def _with_open_titles(clubs: set[int]) -> set[int]:
    """The clubs whose stewards see the titles of each other's cases."""
    if not clubs:
        return set()
    settings = ClubSettings.objects.filter(club__in=clubs, titles_open=True)
    return set(settings.values_list("club_id", flat=True))


def _holders_of(positions: set[int]) -> dict[int, str]:
    """The names of those who hold these positions."""
    held = Position.objects.filter(pk__in=positions).select_related("person").order_by("id")
    named = held.only("person__given_name", "person__family_name")
    return {position.pk: position.person.name for position in named}


def members_of(cases: Sequence[Case]) -> dict[int, list[CaseParty]]:
    """The members whom each case concerns, one query and one for the keys."""
    by_id = {case.pk: case for case in cases}
    parties = list(CaseParty.objects.filter(case__in=by_id, role=PartyRole.MEMBER).order_by("id"))
    for party in parties:
        party.case = by_id[party.case_id]
    keys.open_holders(parties)
    found: dict[int, list[CaseParty]] = defaultdict(list)
    for party in parties:
        found[party.case_id].append(party)
    return found


def shown_cases(cases: Sequence[Case]) -> list[ShownCase]:
    """What the log tells of cases that stand in a list."""
    members = members_of(cases)
    return [_shown(case, members[case.pk]) for case in cases]


def _shown(case: Case, members: Iterable[CaseParty] = ()) -> ShownCase:
    return ShownCase(case.tenant, case.label, tuple(UUID(party.member) for party in members if party.member))


def _row(case: ListedCase, members: list[CaseParty], responsible: str, title_is_open: bool, today: date) -> CaseRow:
    if not case.is_visible:
        title = case.title if title_is_open else ""
        return CaseRow(case.public_id, case.label, case.club_name, False, title, shown=_shown(case) if title else None)
    next_due: date | None = case.next_due if case.state in UNFINISHED else None
    has_passed_deadline = next_due is not None and next_due < today
    waits_too_long = case.waiting_until is not None and case.waiting_until < today
    return CaseRow(
        case.public_id,
        case.label,
        case.club_name,
        True,
        case.title,
        ", ".join(party.name for party in members) or case.group,
        Words(case.type_nb, case.type_nn, case.type_en),
        CaseState(case.state),
        responsible,
        case.opened_on,
        case.changed_at,
        next_due,
        waits_too_long or has_passed_deadline,
        has_passed_deadline,
        case.waiting_until,
        case.waiting_for,
        _shown(case, members),
    )


def cases_of_member(member: UUID, *, actor: Actor) -> list[Case]:
    """The cases about a member that the actor works with, open ones first and then the latest."""
    concerned = search.cases_concerning(member).values("pk")
    found = access.visible_cases(actor).filter(pk__in=concerned).select_related("type")
    cases = list(found.order_by("-year", "-number", "id"))
    keys.open_holders(cases)
    return sorted(cases, key=lambda case: case.is_closed)
