"""What the leader of a local union sees: clubs, stewards, terms and numbers of cases, never a case (KL-WHO-003)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Position, PositionKind, Unit, UnitKind
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.registry import office_label
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import CaseType
from arbeidsrom.modules.workspace.queries.stewards import cases_to_place
from arbeidsrom.modules.workspace.states import UNFINISHED, CaseState


@dataclass(frozen=True, slots=True)
class TermRow:
    """A steward and the term of office."""

    name: str
    office: str
    valid_from: date
    last_day: date | None
    begins_later: bool


@dataclass(frozen=True, slots=True)
class ClubRow:
    """A club in numbers."""

    public_id: UUID
    name: str
    stewards: tuple[TermRow, ...]
    by_state: tuple[tuple[str, int], ...]
    by_type: tuple[tuple[str, int], ...]
    unfinished: int
    unattended: int


def clubs_below(actor: Actor) -> list[Unit]:
    """The clubs that the union oversees, those that have been merged away too, by name."""
    clubs = Unit.objects.filter(within(actor, access.OVERSEE, ""), kind=UnitKind.CLUB)
    return list(clubs.order_by("sort_name", "id"))


def clubs_overseen(actor: Actor, *, today: date) -> list[ClubRow]:
    """The clubs below the union with their stewards and counts, by name, in a fixed number of queries."""
    clubs = list(
        Unit.objects.filter(within(actor, access.OVERSEE, ""), held_on(today), kind=UnitKind.CLUB).order_by(
            "sort_name", "id"
        )
    )
    terms = _terms(clubs, today)
    states: dict[int, Counter[str]] = defaultdict(Counter)
    types: dict[int, Counter[int]] = defaultdict(Counter)
    counted = access.counted_cases(actor).values("club_id", "type_id", "state").annotate(count=Count("id"))
    for row in counted.order_by("club_id", "type_id", "state"):
        states[row["club_id"]][row["state"]] += row["count"]
        if row["state"] in UNFINISHED:
            types[row["club_id"]][row["type_id"]] += row["count"]
    unattended = cases_to_place(actor, today=today).filter(access.without_responsible(today)).values("club_id")
    alone = dict(unattended.annotate(count=Count("id")).order_by("club_id").values_list("club_id", "count"))
    labels = {each.pk: str(each.name) for each in CaseType.objects.order_by("order")}
    return [
        ClubRow(
            club.public_id,
            club.name,
            tuple(terms[club.pk]),
            tuple(
                (str(CaseState(state).label), states[club.pk][state]) for state in CaseState if states[club.pk][state]
            ),
            tuple((labels[key], types[club.pk][key]) for key in labels if types[club.pk][key]),
            sum(states[club.pk][state] for state in UNFINISHED),
            alone.get(club.pk, 0),
        )
        for club in clubs
    ]


def _terms(clubs: list[Unit], today: date) -> dict[int, list[TermRow]]:
    """The offices in the clubs now and later, in every club they cover. Two queries."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    covering = RoleGrant.objects.filter(lasting, unit__in=clubs)
    positions = (
        Position.objects.filter(lasting, kind=PositionKind.OFFICE)
        .filter(Q(unit__in=clubs) | Exists(covering.filter(position=OuterRef("pk"))))
        .select_related("person")
        .order_by("person__sort_name", "id")
    )
    covered: dict[int, set[int]] = defaultdict(set)
    for position_id, unit_id in covering.values_list("position_id", "unit_id"):
        covered[position_id].add(unit_id)
    terms: dict[int, list[TermRow]] = defaultdict(list)
    for position in positions:
        for unit_id in {position.unit_id, *covered[position.pk]}:
            terms[unit_id].append(_term(position, today))
    return terms


def _term(position: Position, today: date) -> TermRow:
    return TermRow(
        position.person.name,
        office_label(position.office),
        position.valid_from,
        position.last_day,
        position.valid_from > today,
    )
