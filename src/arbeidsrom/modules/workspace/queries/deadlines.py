"""Deadlines: what runs, how it was counted, and what could be proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, Deadline
from arbeidsrom.modules.workspace.rules import deadlines as rules
from arbeidsrom.modules.workspace.rules.deadlines import DeadlineRule, Proposal
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
    rows = list(case.deadlines.select_related("case").order_by("due", "id"))
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
    """How a proposed deadline was counted, from its rule as it stood on the day of the event."""
    if not deadline.rule or deadline.started is None:
        return None
    rule = rules.rule_named(deadline.rule, on=deadline.started)
    return rules.count(rule, deadline.event, deadline.started) if rule else None


def proposals_for(case: Case, happened: dict[str, date]) -> list[Proposal]:
    """What follows from the events, without what the case already has."""
    present = set(case.deadlines.values_list("rule", "started"))
    return [
        proposal
        for proposal in rules.propose(case.type.key, happened)
        if (proposal.rule.key, proposal.started) not in present
    ]


def rules_to_fill(case_type: str) -> list[DeadlineRule]:
    """Rows that matter to the type and have no length yet: the screen says that they must be looked up."""
    return [rule for rule in rules.deadline_rules() if case_type in rule.case_types and rule.length is None]


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


def to_remind_of(ids: list[int], *, today: date) -> list[Deadline]:
    """Those of the deadlines whose responsible steward is in office, locked; what another job holds is passed by."""
    return list(
        Deadline.objects.filter(held_on(today, "case__responsible__"), pk__in=ids, state=DeadlineState.RUNNING)
        .select_related("case__responsible__person", "case__club")
        .prefetch_related("reminders")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("id")
    )
