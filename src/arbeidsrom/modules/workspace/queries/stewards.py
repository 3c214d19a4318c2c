"""Who can have a case, who has it, and to whom it went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.organisation.access import NOTHING
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.organisation.queries import units_answering_for
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.queries import position_label
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.access import giving_cases, roles_giving, without_responsible
from arbeidsrom.modules.workspace.models import Case, CaseSteward, Conflict, Deadline
from arbeidsrom.modules.workspace.queries.members import is_one_of, members_of
from arbeidsrom.modules.workspace.queries.search import has_number
from arbeidsrom.modules.workspace.states import UNFINISHED, CaseState, DeadlineState
from arbeidsrom.web.components.formats import plain_date


@dataclass(frozen=True, slots=True)
class StewardRow:
    """A position that can have, or has, a case."""

    public_id: UUID
    position_id: int
    name: str
    office: str
    is_responsible: bool = False
    is_held: bool = True
    person_id: int = 0


DAYS_AHEAD = 60
"""How long before the first day of a term somebody can be asked to take over cases."""


def positions_with(permission: str, club: Unit, *, today: date, ahead: int = 0) -> QuerySet[Position]:
    """The positions that hold the permission in the club today, or so many days ahead, whichever unit they are in."""
    own = Q(unit_id__in=units_answering_for(club, today=today))
    reaching = own | Q(with_subunits=True, unit__lft__lte=club.lft, unit__rgt__gte=club.rgt)
    grants = RoleGrant.objects.filter(
        _held_within(today, ahead), reaching, position=OuterRef("pk"), role__in=roles_giving(permission)
    )
    return Position.objects.filter(_held_within(today, ahead), Exists(grants)).select_related("person", "unit")


def _held_within(today: date, ahead: int) -> Q:
    """What has not ended, and has begun by then."""
    return Q(valid_from__lte=today + timedelta(days=ahead)) & (Q(valid_to__isnull=True) | Q(valid_to__gt=today))


def stewards_of_club(club: Unit, *, today: date) -> list[Position]:
    """Everybody who can have cases of the club today, by name."""
    return list(positions_with(access.HANDLE, club, today=today).order_by("person__sort_name", "id"))


def people_of_club(club: Unit, *, today: date) -> list[Person]:
    """Everybody who can have or place cases of the club today: its stewards, and the union's, by name."""
    roles = (access.HANDLE, access.RECEIVE, access.OVERSEE)
    held = [positions_with(role, club, today=today).values("person_id") for role in roles]
    people = Person.objects.filter(pk__in=held[0].union(*held[1:]))
    return list(people.order_by("sort_name", "id"))


def namesakes_of(name: str, club: Unit, *, today: date) -> list[str]:
    """Who of them is called the same as somebody in a case: whether it is the same person, people must say."""
    words = name.casefold().split()
    return [person.name for person in people_of_club(club, today=today) if person.name.casefold().split() == words]


def possible_stewards(case: Case, *, today: date, with_union: bool = False, ahead: int = 0) -> list[StewardRow]:
    """Who can be given the case today: the club's stewards, and the union when it is handed over, never the barred.

    With days ahead also those who can be asked now and take it when their term has begun.
    """
    wanted = positions_with(access.HANDLE, case.club, today=today, ahead=ahead)
    if with_union:
        wanted = wanted | positions_with(access.RECEIVE, case.club, today=today, ahead=ahead)
    barred = Conflict.objects.filter(case=case, lifted_at=None, person=OuterRef("person_id"))
    return [
        _row(position, case, today) for position in wanted.exclude(Exists(barred)).order_by("person__sort_name", "id")
    ]


def stewards_to_choose(case: Case, *, today: date, with_union: bool = False) -> list[StewardRow]:
    """Those of them who are not members in the case themselves, as somebody elected after it was opened may be."""
    rows, members = possible_stewards(case, today=today, with_union=with_union), members_of(case)
    people = Person.objects.in_bulk({row.person_id for row in rows})
    parties = {person.pk for person in people.values() if is_one_of(person, members)}
    return [row for row in rows if row.person_id not in parties]


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
        position.person_id,
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


def out_of_reach(today: date) -> Q:
    """Closed cases that nobody can open: none of their stewards is in an office there any longer."""
    given = CaseSteward.objects.filter(case=OuterRef(OuterRef("pk")))
    readers = giving_cases(today).filter(position__in=given.values("position"))
    return Q(state=CaseState.CLOSED) & ~Q(Exists(readers))


def to_be_placed(today: date) -> Q:
    """The cases that the union may give to somebody without seeing what is in them."""
    return without_responsible(today) | out_of_reach(today)


def cases_to_place(actor: Actor, *, today: date) -> QuerySet[Case]:
    """The cases whose number the actor may know in order to place them (KL-WHO-008).

    Whoever has a conflict of interest in one leaves it to somebody else who oversees the club, while there is anybody.
    """
    others = (
        access.grants_reaching(today, access.OVERSEE)
        .exclude(position__person_id=actor.person_id or 0)
        .exclude(Exists(Conflict.objects.filter(_BARRED, case=OuterRef(OuterRef("pk")))))
    )
    return access.counted_cases(actor).exclude(Q(access.barred(actor)) & Q(Exists(others)))


_BARRED = Q(person=OuterRef("position__person"), lifted_at=None)
"""A conflict that holds, of the person whose grant is looked at."""


def answering(cases: Collection[int], *, today: date) -> dict[int, list[Position]]:
    """Who is told of what must be done in each case (by its id): the responsible steward alone, while in office.

    When nobody in office is responsible, the others who have the case are. An office that has lost its role in the
    club is told nothing.
    """
    given = _working(today).filter(case__in=cases)
    told: dict[int, list[Position]] = {}
    alone: set[int] = set()
    for steward in given.select_related("case", "position__person").order_by("case_id", "id"):
        if steward.position_id == steward.case.responsible_id:
            told[steward.case_id] = [steward.position]
            alone.add(steward.case_id)
        elif steward.case_id not in alone:
            told.setdefault(steward.case_id, []).append(steward.position)
    return told


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


def cases_alone_by_overseer(today: date) -> dict[int, list[int]]:
    """The unfinished cases (ids) that nobody is responsible for, by the people (ids) who can place them.

    Somebody with a conflict of interest hears of a case only when there is nobody else (KL-WHO-008).
    """
    alone = list(Case.objects.filter(without_responsible(today)).select_related("club").order_by("id"))
    barred = set(Conflict.objects.filter(case__in=alone, lifted_at=None).values_list("case_id", "person_id"))
    overseers = {
        club.pk: set(positions_with(access.OVERSEE, club, today=today).values_list("person_id", flat=True))
        for club in {case.club_id: case.club for case in alone}.values()
    }
    by_person: defaultdict[int, list[int]] = defaultdict(list)
    for case in alone:
        people = overseers[case.club_id]
        for person in {person for person in people if (case.pk, person) not in barred} or people:
            by_person[person].append(case.pk)
    return by_person


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
    next_due: date | None = None
    is_overdue: bool = False


def unattended_cases(actor: Actor, *, today: date) -> list[UnattendedRow]:
    """The cases that the union must find somebody for: those with a deadline by its day, then the oldest first."""
    running = Deadline.objects.filter(case=OuterRef("pk"), state=DeadlineState.RUNNING)
    cases = (
        cases_to_place(actor, today=today)
        .filter(without_responsible(today))
        .annotate(next_due=Subquery(running.order_by("due").values("due")[:1]))
        .select_related("club", "type", "responsible__person")
        .order_by(F("next_due").asc(nulls_last=True), "opened_on", "id")
    )
    return [
        replace(
            _unattended(case),
            next_due=case.next_due,
            is_overdue=case.next_due is not None and case.next_due < today,
        )
        for case in cases
    ]


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
    cases = cases_to_place(actor, today=today).filter(out_of_reach(today))
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
    return cases_to_place(actor, today=today).filter(to_be_placed(today)).select_related("club", "type")


def steward_rows(club: Unit, *, today: date) -> list[StewardRow]:
    """The club's stewards, to choose the one responsible for a new case."""
    return [
        StewardRow(position.public_id, position.pk, position.person.name, position_label(position))
        for position in stewards_of_club(club, today=today)
    ]


def those_without_access(case: Case, *, today: date) -> list[StewardRow]:
    """The stewards who can be given access and do not have it."""
    given = set(CaseSteward.objects.filter(case=case).values_list("position_id", flat=True))
    return [row for row in stewards_to_choose(case, today=today) if row.position_id not in given]


def own_responsibility(actor: Actor) -> list[Case]:
    """The unfinished cases that the actor is responsible for, by number."""
    own = access.visible_cases(actor).filter(responsible_id=actor.position_id, state__in=UNFINISHED)
    rows = list(own.select_related("club", "type").order_by("year", "number", "id"))
    keys.open_holders(rows)
    return rows


def successors(actor: Actor, *, today: date) -> list[StewardRow]:
    """Who can take over some of them: the stewards and the union of the clubs they belong to, without the actor.

    Those whose term begins soon too: they are asked now, and answer when they are in office. That somebody must not
    have one of the cases does not keep them from the others.
    """
    rows: dict[int, StewardRow] = {}
    for club in {case.club_id: case.club for case in own_responsibility(actor)}.values():
        stewards, union = (
            positions_with(permission, club, today=today, ahead=DAYS_AHEAD)
            for permission in (access.HANDLE, access.RECEIVE)
        )
        for position in (stewards | union).order_by("person__sort_name", "id"):
            office = _office_from(position, today)
            rows[position.pk] = StewardRow(position.public_id, position.pk, position.person.name, office)
    rows.pop(actor.position_id or 0, None)
    return sorted(rows.values(), key=lambda row: (row.name, row.position_id))


def _office_from(position: Position, today: date) -> str:
    """The office, and its first day when that is still to come."""
    if position.valid_from <= today:
        return position_label(position)
    said = _("%(office)s, from %(day)s")
    return said % {"office": position_label(position), "day": plain_date(position.valid_from)}


def people_working_on(case: UUID, *, today: date) -> list[int]:
    """The people (ids) who have the case and can open it today: in an office that still has its role in the club."""
    given = _working(today).filter(case__public_id=case)
    return sorted(set(given.values_list("position__person_id", flat=True)))


def cases_worked_on(cases: Collection[UUID], *, today: date) -> set[UUID]:
    """Those of the cases that somebody who has them can open today."""
    given = _working(today).filter(case__public_id__in=cases)
    return set(given.values_list("case__public_id", flat=True))


def _working(today: date) -> QuerySet[CaseSteward]:
    """Who has which case, in an office that can still open it."""
    return CaseSteward.objects.filter(Exists(giving_cases(today, "case__").filter(position=OuterRef("position"))))


def people_overseeing(case: UUID, *, today: date) -> list[int]:
    """The people (ids) who oversee the local union of the case today, and see nothing of what is in it."""
    club = Unit.objects.get(pk=Case.objects.values_list("club", flat=True).get(public_id=case))
    return sorted(set(positions_with(access.OVERSEE, club, today=today).values_list("person_id", flat=True)))
