"""Deadlines: what runs, how it was counted, and what could be proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, Deadline
from arbeidsrom.modules.workspace.rules import deadlines as rules
from arbeidsrom.modules.workspace.rules.deadlines import Proposal, Rule
from arbeidsrom.modules.workspace.rules.reminders import DAYS_BEFORE
from arbeidsrom.modules.workspace.states import UNFINISHED, DeadlineState


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline as it is shown, with the rule and the arithmetic when it was counted from one."""

    public_id: UUID
    label: str
    due: date
    state: str
    state_label: str
    is_running: bool
    is_overdue: bool
    is_changed: bool
    proposed_due: date | None
    settled_on: date | None
    settled_by: str
    proposal: Proposal | None
    lock_version: int


def deadlines_of(case: Case, *, today: date) -> list[DeadlineRow]:
    """The case's deadlines: those that run first, by day."""
    rows = list(case.deadlines.select_related("case", "counted_by").order_by("due", "id"))
    keys.open_holders(rows)
    return sorted((_row(row, today) for row in rows), key=lambda row: (not row.is_running, row.due))


def _row(deadline: Deadline, today: date) -> DeadlineRow:
    return DeadlineRow(
        deadline.public_id,
        deadline.label,
        deadline.due,
        deadline.state,
        str(DeadlineState(deadline.state).label),
        deadline.state == DeadlineState.RUNNING,
        deadline.is_overdue(today),
        deadline.is_changed,
        deadline.proposed_due,
        deadline.settled_on,
        deadline.settled_by,
        arithmetic(deadline),
        deadline.lock_version,
    )


def arithmetic(deadline: Deadline) -> Proposal | None:
    """How a proposed deadline was counted, by the row of its rule that it was counted by then."""
    if deadline.counted_by is None or deadline.started is None:
        return None
    return rules.count(deadline.counted_by.rule, deadline.event, deadline.started)


@dataclass(frozen=True, slots=True)
class ReplacedRow:
    """A running deadline that the same rule gave from another event or day."""

    public_id: UUID
    label: str
    due: date


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A deadline that is proposed, and those that it stands in the place of."""

    proposal: Proposal
    replaces: tuple[ReplacedRow, ...]


def counted_deadlines(case: Case) -> list[Deadline]:
    """The case's deadlines that were counted by a rule, settled ones too."""
    rows = list(case.deadlines.exclude(rule="").select_related("case", "counted_by").order_by("started", "id"))
    keys.open_holders(rows)
    return rows


def known_events(counted: Iterable[Deadline]) -> dict[str, date]:
    """What is known to have happened from the deadlines that were counted, the latest day of each."""
    return {deadline.event: deadline.started for deadline in counted if deadline.started}


def proposals_for(
    case: Case, happened: Mapping[str, date], known: Sequence[Rule], counted: Sequence[Deadline]
) -> list[ProposalRow]:
    """What follows from the events by the rules, without what the case already has among the counted."""
    present = {(deadline.rule, deadline.started) for deadline in counted}
    return [
        ProposalRow(proposal, tuple(_replaced(deadline) for deadline in replaced_by(proposal, counted)))
        for proposal in rules.propose(case.type.key, happened, known)
        if (proposal.rule.key, proposal.started) not in present
    ]


def replaced_by(proposal: Proposal, counted: Iterable[Deadline]) -> list[Deadline]:
    """The running deadlines that the same rule gave before: § 17-4 counted from the dismissal, now from the talks."""
    return [
        deadline
        for deadline in counted
        if deadline.rule == proposal.rule.key and deadline.state == DeadlineState.RUNNING
    ]


def _replaced(deadline: Deadline) -> ReplacedRow:
    return ReplacedRow(deadline.public_id, deadline.label, deadline.due)


def rules_to_fill(case_type: str, known: Iterable[Rule], *, today: date) -> list[Rule]:
    """Rows that matter to the type and have no length yet: the screen says that they must be looked up."""
    return [rule for rule in known if case_type in rule.case_types and rule.length is None and rule.holds_on(today)]


def get_deadline(deadline_id: UUID, *, actor: Actor, lock: bool = False) -> Deadline:
    """The deadline, or ``Deadline.DoesNotExist`` when its case is not the actor's to see.

    Its case is locked with it: none may be closed while one of its deadlines is being set running again.
    """
    deadlines = Deadline.objects.filter(case__in=access.visible_cases(actor)).select_related("case__club", "case__type")
    return (deadlines.select_for_update(of=("self", "case")) if lock else deadlines).get(public_id=deadline_id)


def ids_to_look_at(today: date) -> list[int]:
    """The running deadlines of unfinished cases that are near or have passed, in batches for the night's job."""
    near = today + timedelta(days=max(DAYS_BEFORE))
    return list(
        Deadline.objects.filter(state=DeadlineState.RUNNING, due__lte=near, case__state__in=UNFINISHED)
        .order_by("id")
        .values_list("id", flat=True)
    )


def to_remind_of(ids: list[int]) -> list[Deadline]:
    """Those of the deadlines that still run, locked; what another job holds is passed by."""
    return list(
        Deadline.objects.filter(pk__in=ids, state=DeadlineState.RUNNING)
        .select_related("case__responsible__person", "case__club")
        .prefetch_related("reminders")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("id")
    )
