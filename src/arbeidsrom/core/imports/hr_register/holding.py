"""Locks everybody whom a run concerns, before it changes anything.

Plans come before people, and people before positions, each in the order of their ids: whoever edits a plan, makes a
position active by hand or registers work at that moment waits for the run, or the run for them, and never both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Q

from arbeidsrom.core.imports.models import ChangeKind, ImportRun, PersonBefore, PositionChange
from arbeidsrom.core.organisation.changes import hold, until_next_delivery, with_loans_from
from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.organisation.queries import acted_in_on

END_OR_COME_BACK = (ChangeKind.ENDED, ChangeKind.EXPIRED, ChangeKind.REACTIVATED)


def hold_for(run: ImportRun, people: Iterable[int], *, today: date) -> Mapping[str, Collection[int]]:
    """Before the run is applied; ``people`` (ids) are those of whom it says something new.

    Gives the positions (ids) with which what was done by hand ends, by what it is. What somebody does by hand from now
    on is not among them, and lasts until the delivery after this one.
    """
    by_hand = {things: each.lasting(run.scope) for things, each in until_next_delivery().items()}
    back = PositionChange.objects.filter(run=run, kind=ChangeKind.REACTIVATED).values_list("position", flat=True)
    coming = {*back, *(position for positions in by_hand.values() for position in positions)}
    hold(with_loans_from(coming), besides={*people, *_whose(run), *_lent(run, today=today)})
    return by_hand


def hold_for_undoing(run: ImportRun) -> None:
    """Before the run is taken back."""
    by_hand = {position for each in until_next_delivery().values() for position in each.ended_in(run.public_id)}
    people = PersonBefore.objects.filter(run=run).values_list("person", flat=True)
    hold(with_loans_from(by_hand), runs=[run.public_id], besides={*people, *_whose(run)})


def _whose(run: ImportRun) -> Iterable[int]:
    """The people (ids) whose positions end or come back."""
    changes = PositionChange.objects.filter(run=run, kind__in=END_OR_COME_BACK, person__isnull=False)
    return changes.values_list("person_id", flat=True)


def _lent(run: ImportRun, *, today: date) -> Iterable[int]:
    """The people (ids) lent to departments of which the run may close one (KP-PIMP-019)."""
    begins_later = Q(valid_from__gt=today)
    there = Position.objects.filter(kind=PositionKind.LOAN, unit__lft__range=(run.scope.lft, run.scope.rgt))
    return there.filter(acted_in_on(today) | begins_later).values_list("person_id", flat=True)
