"""Cases that have been kept as long as they must."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from arbeidsrom.core.organisation.access import ADMINISTER, APPOINT
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, Conflict, Deletion
from arbeidsrom.modules.workspace.queries.stewards import positions_with
from arbeidsrom.modules.workspace.states import CaseState, DeletionState


@dataclass(frozen=True, slots=True)
class DeletionRow:
    """A case to be deleted, as the union may know it: number, club, type and dates."""

    public_id: UUID
    number: str
    club: str
    type: str
    closed_on: date
    kept_until: date
    state: str
    state_label: str
    proposed_by: str
    proposed_at: datetime | None
    may_propose: Decision
    may_delete: Decision


def count_deletions(actor: Actor) -> int:
    """How many wait for an answer."""
    return _waiting(actor).count()


def deletions_of(actor: Actor, shown: slice = slice(None)) -> list[DeletionRow]:
    """What waits for an answer, those that were to be kept the shortest first; all of it, or one page."""
    rows = _waiting(actor).select_related("case__type", "club", "proposed_by").order_by("case__keep_until", "id")
    return [_row(row, actor) for row in rows[shown]]


def _waiting(actor: Actor) -> QuerySet[Deletion]:
    rows = access.deletions_to_answer(actor)
    return rows.filter(state__in=[DeletionState.ASKED, DeletionState.PROPOSED], case__state=CaseState.CLOSED)


def _row(row: Deletion, actor: Actor) -> DeletionRow:
    case = row.case
    assert case is not None and case.closed_on is not None and case.keep_until is not None  # noqa: S101, PT018
    return DeletionRow(
        row.public_id,
        row.number,
        row.club.name,
        str(case.type.name),
        case.closed_on,
        case.keep_until,
        row.state,
        str(DeletionState(row.state).label),
        row.proposed_by.name if row.proposed_by else "",
        row.proposed_at,
        access.may_propose_deletion(actor, row),
        access.may_delete(actor, row),
    )


def get_deletion(deletion_id: UUID, *, actor: Actor, lock: bool = False) -> Deletion:
    """The request, or ``Deletion.DoesNotExist`` when it is not the actor's to answer."""
    rows = access.deletions_to_answer(actor).select_related("club", "case__type", "case__club")
    return (rows.select_for_update(of=("self",)) if lock else rows).get(public_id=deletion_id)


def due_without_request(today: date) -> list[Case]:
    """Closed cases whose time is out and about which nobody has been asked."""
    due = Case.objects.filter(state=CaseState.CLOSED, keep_until__lte=today, deletion=None)
    return list(due.select_related("club").order_by("id")[:1000])


def postponed_until(today: date) -> list[Deletion]:
    """Cases that were kept longer, until now."""
    rows = Deletion.objects.filter(state=DeletionState.KEPT, keep_until__lte=today, case__state=CaseState.CLOSED)
    return list(rows.select_related("club").order_by("id")[:1000])


def those_who_confirm(club: Unit, *, today: date) -> list[Position]:
    """Who confirms deletions for the club."""
    return list(positions_with(access.CONFIRM_DELETION, club, today=today).order_by("id"))


def without_confirmer(today: date) -> dict[int, list[int]]:
    """Deletions (ids) that nobody can confirm, by the people (ids) who can appoint somebody in the union to do it.

    Everybody in the union who confirms is kept out of the case (KL-WHO-008), or has left. Whoever is kept out hears
    nothing of it as one who appoints either.
    """
    waiting = Deletion.objects.filter(state=DeletionState.ASKED, case__state=CaseState.CLOSED)
    rows = list(waiting.select_related("club__parent").order_by("id"))
    barred = barred_from(rows)
    clubs = {row.club_id: row.club for row in rows}
    confirm = {pk: _people_with(club, access.CONFIRM_DELETION, today=today) for pk, club in clubs.items()}
    appoint = {pk: _people_with(club.parent or club, APPOINT, ADMINISTER, today=today) for pk, club in clubs.items()}
    by_person: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        kept_out = {person for case, person in barred if case == row.case_id}
        if confirm[row.club_id] <= kept_out:
            for person in appoint[row.club_id] - kept_out:
                by_person[person].append(row.pk)
    return by_person


def _people_with(club: Unit, *permissions: str, today: date) -> set[int]:
    held = [positions_with(each, club, today=today).values_list("person_id", flat=True) for each in permissions]
    return set().union(*held)


def barred_from(deletions: Iterable[Deletion]) -> set[tuple[int | None, int]]:
    """The cases of these deletions, each with the people who must know nothing of it."""
    cases = [row.case_id for row in deletions]
    return set(Conflict.objects.filter(case__in=cases, lifted_at=None).values_list("case_id", "person_id"))
