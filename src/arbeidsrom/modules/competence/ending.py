"""What happens to plans when positions end, and when they come back (KP-PPLAN-001, KP-POS-009, KP-HF-015)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.lib.actor import PROGRAM
from arbeidsrom.modules.competence.actions.assigning import PAIRS
from arbeidsrom.modules.competence.models import Assignment, AssignmentEvent, AssignmentEventKind, Capacity
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.statuses.people import hold_people, hold_plans
from arbeidsrom.modules.competence.statuses.refresh import refresh_found
from arbeidsrom.modules.competence.statuses.told import tell_whose, wait_no_longer


class FollowPositions:
    """Plans are put away with the position they were assigned on; what was registered stays with the person."""

    def foresee(self, positions: QuerySet[Position], *, on: date) -> int:
        """How many plans would be put away."""
        return self._of(positions).count()

    def carry_out(self, positions: QuerySet[Position], *, on: date, run: UUID) -> int:
        """Put them away, and remember that this run did."""
        hold_people(self._of(positions).values_list("person_id", flat=True))
        pks = list(self._of(positions).values_list("pk", flat=True))
        held = Assignment.objects.filter(pk__in=pks)
        held.update(state=AssignmentState.DEACTIVATED, deactivated_on=on, ended_in=run)
        _follow(pks, AssignmentEventKind.DEACTIVATED)
        wait_no_longer(pks)
        return len(pks)

    def hold(self, positions: QuerySet[Position], *, runs: Collection[UUID]) -> set[int]:
        """Lock the plans that come back, or may, with the positions: whoever edits plans takes them before people."""
        held = Assignment.objects.exclude(state=AssignmentState.ARCHIVED)
        found = [
            *held.filter(position__in=positions).values_list("plan", "person"),
            *held.filter(ended_in__in=runs).values_list("plan", "person"),
        ]
        hold_plans({plan for plan, _person in found})
        return {person for _plan, person in found}

    def take_back(self, *runs: UUID) -> int:
        """Let those that the runs put away be as they were; one that somebody has taken up since is left alone."""
        return self._begin_again(Assignment.objects.filter(ended_in__in=runs))

    def take_up(self, positions: QuerySet[Position], *, since: date) -> int:
        """Those that were in force when these positions ended are so again; what was put away before stays so."""
        return self._begin_again(put_away_with(positions, since=since))

    def _begin_again(self, plans: QuerySet[Assignment]) -> int:
        held = plans.filter(state=AssignmentState.DEACTIVATED)
        hold_plans(held.values_list("plan", flat=True))
        hold_people(held.values_list("person_id", flat=True))
        pks = list(held.values_list("pk", flat=True))
        Assignment.objects.filter(pk__in=pks).update(state=AssignmentState.ACTIVE, deactivated_on=None, ended_in=None)
        _follow(pks, AssignmentEventKind.REACTIVATED)
        return len(pks)

    def _of(self, positions: QuerySet[Position]) -> QuerySet[Assignment]:
        return Assignment.objects.filter(position__in=positions, state=AssignmentState.ACTIVE)


@transaction.atomic
def put_away_with_loans(*, now: datetime) -> int:
    """What was assigned on loans that are over is put away, and whoever was lent is told (KP-LENDEND-006).

    Loans end by the day alone, so it goes by what holds today: whatever an earlier hour missed is done by the next.
    """
    today = localdate(now)
    loans = Position.objects.filter(kind=PositionKind.LOAN, valid_from__lte=today).exclude(acted_in_on(today))
    of_loans = Assignment.objects.filter(position__in=loans, state=AssignmentState.ACTIVE)
    pks = list(of_loans.order_by("pk").values_list("pk", flat=True))
    if pks:
        FollowPositions().carry_out(loans, on=today, run=uuid4())
        tell_whose("competence.assignment_deactivated", pks, now=now)
    return len(pks)


def put_away_with(positions: QuerySet[Position], *, since: date) -> QuerySet[Assignment]:
    """The plans that went when these positions ended, on the day or later; not those put away by hand."""
    return Assignment.objects.filter(position__in=positions, ended_in__isnull=False, deactivated_on__gte=since)


def _follow(assignments: list[int], kind: AssignmentEventKind) -> None:
    if assignments:
        now = _now()
        AssignmentEvent.objects.bulk_create(
            [
                AssignmentEvent(assignment_id=pk, kind=kind, at=now, by=PROGRAM, capacity=Capacity.PROGRAM)
                for pk in assignments
            ],
            batch_size=1_000,
        )
        held = Assignment.objects.filter(pk__in=assignments).values_list("plan", "person")
        plans, people = ({one[at] for one in held} for at in (0, 1))
        refresh_found(PAIRS, {"assignments": assignments}, plans=plans, people=people, by=PROGRAM, now=now)


def _now() -> datetime:
    """The moment of the transaction, by the database's clock: what positions bring with them is told by day only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
    return now
