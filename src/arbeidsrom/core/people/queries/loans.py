"""What pages need to know about loans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.people import access
from arbeidsrom.core.people.models import Loan
from arbeidsrom.core.people.queries.choosing import employers_of
from arbeidsrom.core.people.rules import Days, Stage, stage
from arbeidsrom.lib.actor import Actor

WITH_EVERYTHING = ("temporary__unit", "temporary__leader__person", "registered_by__person", "registered_by__unit")


def get_employee(position_id: UUID, *, actor: Actor, today: date, lock: bool = False) -> Position:
    """The position, or ``Position.DoesNotExist`` when the actor does not see who holds it."""
    employees = access.visible_employees(actor, today=today).select_related("person", "unit")
    return (employees.select_for_update(of=("self",)) if lock else employees).get(public_id=position_id)


def get_loan(loan_id: UUID, *, actor: Actor, today: date) -> Loan:
    """A loan of an employee the actor sees, whose position it locks, or ``Loan.DoesNotExist``."""
    lenders = access.visible_employees(actor, today=today).filter(kind=PositionKind.EMPLOYMENT)
    found = Loan.objects.filter(position__in=lenders, temporary__isnull=False).select_related(
        *WITH_EVERYTHING, "position__person", "position__unit"
    )
    return found.select_for_update(of=("self", "position", "temporary")).get(public_id=loan_id)


def days_of(temporary: Position) -> Days:
    """The first and the last day of a loan."""
    return Days(temporary.valid_from, temporary.last_day)


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A loan as the side panel shows it; the comment only to those it is for."""

    public_id: UUID
    stage: Stage
    code: str
    department: str
    trust: str
    leader: str
    leader_id: UUID | None
    unit_id: UUID
    first_day: date
    last_day: date | None
    registered_by: str
    registered_in: str
    has_comment: bool
    lock_version: int


def loans_of(position: Position, *, today: date) -> list[LoanRow]:
    """All loans from a position: ongoing and coming ones by their first day, then those that are over. Two queries."""
    found = Loan.objects.filter(position=position, temporary__isnull=False).select_related(*WITH_EVERYTHING)
    rows = _rows(list(found.order_by("temporary__valid_from", "id")), today=today)
    over = [row for row in rows if row.stage == Stage.FINISHED]
    return [row for row in rows if row.stage != Stage.FINISHED] + list(reversed(over))


def loan_to(temporary: Position, *, today: date) -> tuple[Loan, LoanRow]:
    """The loan that gave somebody a temporary position. Two queries."""
    loan = Loan.objects.select_related(*WITH_EVERYTHING).get(temporary=temporary)
    return loan, _rows([loan], today=today)[0]


def _rows(loans: list[Loan], *, today: date) -> list[LoanRow]:
    with_position = [(loan, loan.temporary) for loan in loans if loan.temporary]
    trusts = employers_of(temporary.unit for _loan, temporary in with_position)
    return [
        LoanRow(
            public_id=loan.public_id,
            stage=stage(temporary.valid_from, temporary.valid_to, today=today),
            code=temporary.unit.code,
            department=temporary.unit.name,
            trust=trusts[temporary.unit_id],
            leader=temporary.leader.person.name if temporary.leader else "",
            leader_id=temporary.leader.public_id if temporary.leader else None,
            unit_id=temporary.unit.public_id,
            first_day=temporary.valid_from,
            last_day=temporary.last_day,
            registered_by=loan.registered_by.person.name,
            registered_in=loan.registered_by.unit.name,
            has_comment=loan.__dict__["comment"] is not None,  # unopened
            lock_version=loan.lock_version,
        )
        for loan, temporary in with_position
    ]


def begun_and_untold(*, today: date) -> list[Loan]:
    """The loans in force today of which the borrowing leader has not been told."""
    lasting = Q(temporary__valid_to__isnull=True) | Q(temporary__valid_to__gt=today)
    found = Loan.objects.filter(lasting, told_at=None, temporary__valid_from__lte=today)
    return list(found.select_related("temporary__unit", "temporary__leader", "position__person").order_by("id"))


def overlapping(position: Position, unit_id: int, days: Days, *, besides: int | None = None) -> bool:
    """Whether the employee is lent to the department already on some of the days (KP-PIMP-013)."""
    others = Position.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=days.first), lent_from=position)
    if days.valid_to:
        others = others.filter(valid_from__lt=days.valid_to)
    return others.filter(unit=unit_id).exclude(pk=besides or 0).exists()
