"""Loans end with the position they are from, and with the department they are to (KP-PIMP-019)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.people.models import Loan

OF_A_POSITION = ("person_id", "unit_id", "title", "category", "leader_id", "lent_from_id", "public_id")
DAYS = ("valid_from", "valid_to", "led_since")


class EndingLoans:
    """What an import does to loans, set by set, and how it is taken back (``organisation.changes``)."""

    def foresee(self, positions: QuerySet[Position], *, on: date) -> int:
        return _ending(positions).count()

    def carry_out(self, positions: QuerySet[Position], *, on: date, run: UUID) -> int:
        loans = list(_ending(positions).select_related("temporary").select_for_update(of=("self", "temporary")))
        for loan in loans:
            _end(loan, on=on, run=run)
        return len(loans)

    def take_back(self, run: UUID) -> int:
        loans = list(Loan.objects.filter(ended_in=run).select_related("temporary").order_by("id"))
        for loan in loans:
            _begin_again(loan)
        return len(loans)


def _ending(positions: QuerySet[Position]) -> QuerySet[Loan]:
    """The loans whose temporary positions are among those that end, as ``with_loans`` has found them."""
    temporary = positions.filter(kind=PositionKind.LOAN)
    return Loan.objects.filter(temporary__in=temporary.values("pk")).order_by("id")


def _end(loan: Loan, *, on: date, run: UUID) -> None:
    """An ongoing loan ends on the day; one that has not begun never does, and what it was is remembered."""
    temporary = loan.temporary
    assert temporary is not None  # noqa: S101 -- as the query asks
    loan.ended_in = run
    if temporary.valid_from > on:
        loan.taken_away, loan.temporary = _remembered(temporary), None
        loan.save(update_fields=["ended_in", "taken_away", "temporary"])
        temporary.delete()
        return
    loan.valid_to_before = temporary.valid_to
    loan.save(update_fields=["ended_in", "valid_to_before"])
    temporary.valid_to = max(on, temporary.valid_from + timedelta(days=1))
    temporary.save(update_fields=["valid_to"])


def _remembered(temporary: Position) -> dict[str, Any]:
    kept = {name: getattr(temporary, name) for name in OF_A_POSITION}
    days = {name: day.isoformat() if (day := getattr(temporary, name)) else None for name in DAYS}
    return {**kept, **days, "public_id": str(temporary.public_id)}


def _begin_again(loan: Loan) -> None:
    if loan.taken_away is not None:
        days = {name: date.fromisoformat(day) if (day := loan.taken_away[name]) else None for name in DAYS}
        loan.temporary = Position.objects.create(**{**loan.taken_away, **days}, kind=PositionKind.LOAN)
    elif loan.temporary is not None:
        loan.temporary.valid_to = loan.valid_to_before
        loan.temporary.save(update_fields=["valid_to"])
    loan.ended_in = loan.valid_to_before = loan.taken_away = None
    loan.save(update_fields=["temporary", "ended_in", "valid_to_before", "taken_away"])


def drop_loans_of_removed(positions: Collection[int], *, now: datetime) -> None:
    """Positions that never begin are removed when units merge: loans from them are gone with them."""
    loans = Loan.objects.filter(position__in=positions)
    lent = list(loans.filter(temporary__isnull=False).values_list("temporary", flat=True))
    loans.delete()
    Position.objects.filter(pk__in=lent).delete()
