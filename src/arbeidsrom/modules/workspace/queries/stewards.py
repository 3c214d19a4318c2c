"""Who can have a case, who has it, and to whom it went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.lookups import In

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.organisation.access import NOTHING
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import held_on, merged_units, units_answering_for
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.queries import position_label
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, CaseSteward, Conflict, HandOver
from arbeidsrom.modules.workspace.queries.lists import ShownCase, shown_cases
from arbeidsrom.modules.workspace.queries.search import has_number
from arbeidsrom.modules.workspace.states import UNFINISHED, CaseState


@dataclass(frozen=True, slots=True)
class StewardRow:
    """A position that can have, or has, a case."""

    public_id: UUID
    position_id: int
    name: str
    office: str
    is_responsible: bool = False
    is_held: bool = True


def positions_with(permission: str, club: Unit, *, today: date) -> QuerySet[Position]:
    """The positions that hold the permission in the club today, whichever unit they belong to."""
    own = Q(unit_id__in=units_answering_for(club, today=today))
    reaching = own | Q(with_subunits=True, unit__lft__lte=club.lft, unit__rgt__gte=club.rgt)
    grants = RoleGrant.objects.filter(
        held_on(today), reaching, position=OuterRef("pk"), role__in=_roles_giving(permission)
    )
    return Position.objects.filter(held_on(today), Exists(grants)).select_related("person", "unit")


def stewards_of_club(club: Unit, *, today: date) -> list[Position]:
    """Everybody who can have cases of the club today, by name."""
    return list(positions_with(access.HANDLE, club, today=today).order_by("person__sort_name", "id"))


def possible_stewards(case: Case, *, today: date, with_union: bool = False) -> list[StewardRow]:
    """Who can be given the case today: the club's stewards, and the union when it is handed over, never the barred."""
    wanted = positions_with(access.HANDLE, case.club, today=today)
    if with_union:
        wanted = wanted | positions_with(access.RECEIVE, case.club, today=today)
    barred = Conflict.objects.filter(case=case, lifted_at=None, person=OuterRef("person_id"))
    return [
        _row(position, case, today) for position in wanted.exclude(Exists(barred)).order_by("person__sort_name", "id")
    ]


def stewards_of_case(case: Case, *, today: date) -> list[StewardRow]:
    """Who has access to the case, the responsible first."""
    given = CaseSteward.objects.filter(case=case).select_related("position__person", "position__unit")
    rows = [_row(steward.position, case, today) for steward in given.order_by("position__person__sort_name", "id")]
    return sorted(rows, key=lambda row: not row.is_responsible)


def _row(position: Position, case: Case, today: date) -> StewardRow:
    return StewardRow(
        position.public_id,
        position.pk,
        position.person.name,
        position_label(position),
        position.pk == case.responsible_id,
        position.is_held(today),
    )


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """Somebody who must not have the case."""

    public_id: UUID
    name: str
    kind: str
    reason: str
    declared_at: datetime
    declared_by: str


def conflicts_of(case: Case) -> list[ConflictRow]:
    """The conflicts of interest that hold in the case."""
    rows = case.conflicts.filter(lifted_at=None).select_related("person").order_by("declared_at", "id")
    return [
        ConflictRow(
            row.public_id, row.person.name, row.get_kind_display(), row.reason, row.declared_at, row.declared_by
        )
        for row in rows
    ]


def without_responsible(today: date) -> Q:
    """Unfinished cases that nobody who can still work with them is responsible for (KL-WHO-006).

    An office that has ended, and one that has lost its role in the club, both leave a case alone.
    """
    return Q(state__in=UNFINISHED) & ~Q(Exists(giving_cases(today).filter(position=OuterRef("responsible"))))


def out_of_reach(today: date) -> Q:
    """Closed cases that nobody can open: none of their stewards is in an office there any longer."""
    given = CaseSteward.objects.filter(case=OuterRef(OuterRef("pk")))
    readers = giving_cases(today).filter(position__in=given.values("position"))
    return Q(state=CaseState.CLOSED) & ~Q(Exists(readers))


def to_be_placed(today: date) -> Q:
    """The cases that the union may give to somebody without seeing what is in them."""
    return without_responsible(today) | out_of_reach(today)


def giving_cases(today: date, case: str = "") -> QuerySet[RoleGrant]:
    """The grants that give access to cases in the club of the case that is asked about.

    ``case`` is the way from the row outside to its case, such as ``"case__"``. Whoever has a role in a unit has it in
    those merged into it, as where permissions are gathered.
    """
    reaching = Q(unit=OuterRef(f"{case}club")) | Q(
        with_subunits=True, unit__lft__lte=OuterRef(f"{case}club__lft"), unit__rgt__gte=OuterRef(f"{case}club__rgt")
    )
    taken_over: dict[int, list[int]] = {}
    for unit in merged_units(today=today):
        taken_over.setdefault(unit.heir, []).append(unit.id)
    for heir, units in taken_over.items():
        reaching |= Q(In(OuterRef(f"{case}club"), units), unit=heir)
    roles = _roles_giving(access.HANDLE, access.RECEIVE)
    return RoleGrant.objects.filter(held_on(today), held_on(today, "position__"), reaching, role__in=roles)


def _roles_giving(*permissions: str) -> list[str]:
    return [role.key for role in registry.roles().values() if not role.permissions.isdisjoint(permissions)]


def ending_with_cases(today: date, *, within: int) -> list[tuple[Position, date, int]]:
    """The positions whose last day is within so many days, that day, and for how many unfinished cases each answers."""
    ending = Position.objects.filter(valid_to__gt=today, valid_to__lte=today + timedelta(days=within + 1))
    counts = Counter(
        Case.objects.filter(state__in=UNFINISHED, responsible__in=ending).values_list("responsible_id", flat=True)
    )
    return [
        (position, position.last_day, counts[position.pk])
        for position in ending.filter(pk__in=counts).order_by("id")
        if position.last_day
    ]


@dataclass(frozen=True, slots=True)
class UnattendedRow:
    """A case that nobody is responsible for, or can open, as the union may know it: never its content."""

    public_id: UUID
    label: str
    club: str
    type: object
    state: str
    last_responsible: str
    opened_on: date
    closed_on: date | None


def unattended_cases(actor: Actor, *, today: date) -> list[UnattendedRow]:
    """The cases that the union must find somebody for, the oldest first."""
    cases = (
        access.counted_cases(actor)
        .filter(without_responsible(today))
        .select_related("club", "type", "responsible__person")
        .order_by("opened_on", "id")
    )
    return [_unattended(case) for case in cases]


def _unattended(case: Case) -> UnattendedRow:
    return UnattendedRow(
        case.public_id,
        case.label,
        case.club.name,
        case.type.name,
        case.get_state_display(),
        case.responsible.person.name if case.responsible else "",
        case.opened_on,
        case.closed_on,
    )


def closed_out_of_reach(
    actor: Actor, *, number: str, club: str, today: date, at_most: slice
) -> tuple[list[UnattendedRow], int]:
    """One page of the closed cases that nobody can open, the latest closed first, and how many there are in all."""
    cases = access.counted_cases(actor).filter(out_of_reach(today))
    if club:
        cases = cases.filter(club__code=club)
    if number:
        cases = cases.filter(has_number(number) or NOTHING)
    page = cases.select_related("club", "type", "responsible__person").order_by("-closed_on", "-id")[at_most]
    return [_unattended(case) for case in page], cases.count()


def look_at_unattended(case_id: UUID, *, actor: Actor, today: date) -> Case:
    """One that the union may give to somebody; its content stays closed to the union."""
    return _placeable(actor, today).get(public_id=case_id)


def get_unattended(case_id: UUID, *, actor: Actor, today: date) -> Case:
    """One of them, locked, to be placed with somebody: of two who do so at once the second finds it placed."""
    access.counted_cases(actor).select_for_update(of=("self",)).get(public_id=case_id)
    return _placeable(actor, today).get(public_id=case_id)


def _placeable(actor: Actor, today: date) -> QuerySet[Case]:
    return access.counted_cases(actor).filter(to_be_placed(today)).select_related("club", "type")


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """One line of the personal history of hand-overs."""

    case: UUID
    label: str
    from_name: str
    to_name: str
    note: str
    handed_at: datetime
    is_visible: bool
    shown: ShownCase


def hand_overs_of(actor: Actor) -> list[HandOverRow]:
    """What the actor's person handed over or was given, in whatever office, the latest first (KL-CASE-014)."""
    person = actor.person_id or 0
    mine = Q(from_position__person_id=person) | Q(to_position__person_id=person)
    barred = Conflict.objects.filter(case=OuterRef("case_id"), person_id=person, lifted_at=None)
    rows = list(
        HandOver.objects.filter(mine)
        .select_related("case", "from_position__person", "to_position__person")
        .annotate(is_visible=Exists(access.visible_cases(actor).filter(pk=OuterRef("case_id"))))
        .exclude(Exists(barred))
        .order_by(F("handed_at").desc(), "-id")[:200]
    )
    keys.open_holders(rows)
    return [
        HandOverRow(
            row.case.public_id,
            row.case.label,
            row.from_position.person.name if row.from_position else "",
            row.to_position.person.name,
            row.note,
            row.handed_at,
            row.is_visible,
            shown,
        )
        for row, shown in zip(rows, shown_cases([row.case for row in rows]), strict=True)
    ]


def steward_rows(club: Unit, *, today: date) -> list[StewardRow]:
    """The club's stewards, to choose the one responsible for a new case."""
    return [
        StewardRow(position.public_id, position.pk, position.person.name, position_label(position))
        for position in stewards_of_club(club, today=today)
    ]


def those_without_access(case: Case, *, today: date) -> list[StewardRow]:
    """The stewards who can be given access and do not have it."""
    given = set(CaseSteward.objects.filter(case=case).values_list("position_id", flat=True))
    return [row for row in possible_stewards(case, today=today) if row.position_id not in given]


def own_responsibility(actor: Actor) -> list[Case]:
    """The unfinished cases that the actor is responsible for, by number."""
    own = access.visible_cases(actor).filter(responsible_id=actor.position_id, state__in=UNFINISHED)
    rows = list(own.select_related("club", "type").order_by("year", "number", "id"))
    keys.open_holders(rows)
    return rows


def successors(actor: Actor, *, today: date) -> list[StewardRow]:
    """Who can take over some of them: the stewards and the union of the clubs they belong to, without the actor.

    That somebody must not have one of the cases does not keep them from the others.
    """
    rows: dict[int, StewardRow] = {}
    for club in {case.club_id: case.club for case in own_responsibility(actor)}.values():
        held = positions_with(access.HANDLE, club, today=today) | positions_with(access.RECEIVE, club, today=today)
        for position in held.order_by("person__sort_name", "id"):
            rows[position.pk] = StewardRow(
                position.public_id, position.pk, position.person.name, position_label(position)
            )
    rows.pop(actor.position_id or 0, None)
    return sorted(rows.values(), key=lambda row: (row.name, row.position_id))


def people_working_on(case: UUID, *, today: date) -> list[int]:
    """The people (ids) who have the case and are in office today."""
    given = CaseSteward.objects.filter(held_on(today, "position__"), case__public_id=case)
    return sorted(set(given.values_list("position__person_id", flat=True)))
