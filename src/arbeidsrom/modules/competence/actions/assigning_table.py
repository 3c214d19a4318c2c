"""Carrying out a whole table of assignments: what cannot be done leaves the others as they are (KP-LIMP-010)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.access import assigning as access
from arbeidsrom.modules.competence.actions import assigning
from arbeidsrom.modules.competence.queries.assigning_table import Cell, Standing

DEACTIVATE, DELETE, REACTIVATE = "deactivate", "delete", "reactivate"
POSSIBLE = {Standing.ACTIVE: (DEACTIVATE, DELETE), Standing.DEACTIVATED: (REACTIVATE,)}
"""What can be done in a cell, by how it stands there."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be done, and why."""

    cell: Cell
    reason: str


@dataclass
class Outcome:
    """How many plans were given, and how many cells changed otherwise; and what could not be done."""

    given: int = 0
    changed: int = 0
    failures: list[Failure] = field(default_factory=list)


def carry_out_table(
    ticked: Iterable[Cell], changes: Iterable[tuple[Cell, str]], *, actor: Actor, now: datetime, today: date
) -> Outcome:
    """Give what was ticked; put away, take up or delete what was chosen (KP-ASSIGN-005, 006, 009)."""
    access.may_assign(actor).or_refuse()
    outcome = Outcome()
    columns: dict[UUID, list[Cell]] = {}
    for cell in ticked:
        columns.setdefault(cell.plan, []).append(cell)
    give = partial(_give, actor=actor, now=now, today=today)
    for cells in columns.values():
        outcome.given += _given(cells, give, outcome)
    steps: dict[str, Callable[[UUID], object]] = {
        DEACTIVATE: partial(assigning.deactivate_assignment, actor=actor, now=now, today=today),
        DELETE: partial(assigning.delete_assignment, actor=actor, now=now),
        REACTIVATE: partial(assigning.reactivate_assignment, actor=actor, now=now),
    }
    for cell, step in changes:
        if cell.assignment is not None and step in POSSIBLE.get(cell.standing, ()):
            reason = _refusal(partial(steps[step], cell.assignment.public_id))
            if reason:
                outcome.failures.append(Failure(cell, reason))
            else:
                outcome.changed += 1
    return outcome


def _give(cells: Sequence[Cell], *, actor: Actor, now: datetime, today: date) -> None:
    assigning.assign_plan(cells[0].plan, [one.position for one in cells], actor=actor, now=now, today=today)


def _given(cells: Sequence[Cell], give: Callable[[Sequence[Cell]], None], outcome: Outcome) -> int:
    """To all of a column at once; where somebody cannot get the plan, to each for themselves."""
    if not _refusal(partial(give, cells)):
        return len(cells)
    failed = [Failure(one, reason) for one in cells if (reason := _refusal(partial(give, [one])))]
    outcome.failures += failed
    return len(cells) - len(failed)


def _refusal(do: Callable[[], object]) -> str:
    """Why it could not be done; nothing when it was."""
    try:
        do()
    except Refused as refusal:
        return str(refusal)
    except ObjectDoesNotExist:
        return _("It is not there any more, or not yours to change.")
    return ""
