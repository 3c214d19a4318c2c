"""Lending employees to other departments (KP-LEND, KP-LENDREG, KP-LENDEDIT)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.organisation import mergers
from arbeidsrom.core.organisation.models import PastLeader, Position, PositionKind, Unit
from arbeidsrom.core.people import access, rules
from arbeidsrom.core.people.models import Loan
from arbeidsrom.core.people.queries import choosing
from arbeidsrom.core.people.queries import loans as loan_queries
from arbeidsrom.core.people.rules import Days, Fault, Stage
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused, WrongState

FAULTS = {
    Fault.STARTS_TOO_EARLY: ("first_day", gettext_lazy("The loan can begin tomorrow at the earliest.")),
    Fault.START_IS_LOCKED: ("first_day", gettext_lazy("The loan has begun: its first day cannot be changed.")),
    Fault.ENDS_BEFORE_START: ("last_day", gettext_lazy("The loan cannot end before it begins.")),
    Fault.ENDS_BEFORE_TODAY: ("last_day", gettext_lazy("The loan goes on. Today is the earliest day it can end.")),
    Fault.NOTHING_REMAINS: (
        "unit",
        gettext_lazy("The loan ends today: no day is left for another department. Choose a later last day first."),
    ),
}


class LoanRefused(Refused):
    """Something about the loan cannot be; ``field`` is where somebody looks for it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed: to which department, under which leader, on which days, and a comment to the leader.

    Whoever changes a loan without knowing its comment leaves it as it is (None).
    """

    unit: UUID
    leader: UUID
    days: Days
    comment: str | None = None


@transaction.atomic
def register_loan(position_id: UUID, *, terms: Terms, actor: Actor, now: datetime, today: date) -> Loan:
    """An employee is lent: a temporary position is there from the first day on (KP-LENDREG-007, 008)."""
    position = loan_queries.get_employee(position_id, actor=actor, today=today, lock=True)
    access.may_lend(actor, position).or_refuse()
    _refuse_days(rules.fault_of_new(terms.days, today=today))
    loan = _lend(position, terms, actor=actor, now=now, today=today)
    _record("people.loan.registered", loan, actor=actor, now=now)
    return loan


@transaction.atomic
def edit_loan(loan_id: UUID, *, terms: Terms, lock_version: int, actor: Actor, now: datetime, today: date) -> Loan:
    """A loan is changed; an ongoing one that goes to another department goes on there as a new one from tomorrow."""
    loan = _changeable(loan_id, actor=actor, today=today, lock_version=lock_version)
    temporary = _position_of(loan)
    before, moves = loan_queries.days_of(temporary), temporary.unit.public_id != terms.unit
    _refuse_days(rules.fault_of_change(before, terms.days, moves=moves, today=today))
    if moves and before.first <= today:
        return _move(loan, terms, actor=actor, now=now, today=today)
    unit, leader = _asked_for(loan.position, terms, today=today, besides=temporary.pk)
    _follow(temporary, leader, today=today)
    temporary.unit, temporary.valid_from, temporary.valid_to = unit, terms.days.first, terms.days.valid_to
    _save(temporary, ("unit", "valid_from", "valid_to", "leader", "led_since"))
    comment = _comment(loan, terms, actor=actor)
    loan.tenant, loan.comment = unit.controller, comment
    loan.lock_version += 1
    loan.save(update_fields=["tenant", "comment", "lock_version"])
    _record("people.loan.changed", loan, actor=actor, now=now)
    return loan


def _move(loan: Loan, terms: Terms, *, actor: Actor, now: datetime, today: date) -> Loan:
    """The one ends today, the other begins tomorrow; both are saved or none (KP-LENDEDIT-007, KP-PIMP-018)."""
    temporary = _position_of(loan)
    ending, coming = rules.split(Days(temporary.valid_from, terms.days.last), today=today)
    temporary.valid_to = ending.valid_to
    _save(temporary, ("valid_to",))
    loan.lock_version += 1
    loan.save(update_fields=["lock_version"])
    _record("people.loan.changed", loan, actor=actor, now=now)
    moved = Terms(terms.unit, terms.leader, coming, _comment(loan, terms, actor=actor))
    following = _lend(loan.position, moved, actor=actor, now=now, today=today)
    _record("people.loan.registered", following, actor=actor, now=now)
    return following


def _comment(loan: Loan, terms: Terms, *, actor: Actor) -> str | None:
    """What is said now, or what was said before where the editor does not know it; sealed anew either way."""
    if terms.comment is None or not access.may_read_comment(actor, loan):
        return loan.comment if loan.__dict__["comment"] is not None else None
    return terms.comment or None


@transaction.atomic
def end_loan(loan_id: UUID, *, lock_version: int, actor: Actor, now: datetime, today: date) -> Loan:
    """An ongoing loan lasts for the rest of the day (KP-LENDEDIT-012)."""
    loan = _changeable(loan_id, actor=actor, today=today, lock_version=lock_version)
    temporary = _position_of(loan)
    if _stage(temporary, today) != Stage.ONGOING:
        raise WrongState(_("The loan has not begun. Delete it instead."))
    temporary.valid_to = Days(temporary.valid_from, today).valid_to
    _save(temporary, ("valid_to",))
    loan.lock_version += 1
    loan.save(update_fields=["lock_version"])
    _record("people.loan.changed", loan, actor=actor, now=now)
    return loan


@transaction.atomic
def delete_loan(loan_id: UUID, *, lock_version: int, actor: Actor, now: datetime, today: date) -> None:
    """A loan that has not begun is gone, with its temporary position (KP-LENDEDIT-010, 011)."""
    loan = _changeable(loan_id, actor=actor, today=today, lock_version=lock_version)
    temporary = _position_of(loan)
    if _stage(temporary, today) != Stage.FUTURE:
        raise WrongState(_("The loan has begun and cannot be deleted. End it today instead."))
    _record("people.loan.deleted", loan, actor=actor, now=now)
    mergers.let_go([temporary.pk], now=now)
    loan.delete()
    temporary.delete()


@transaction.atomic
def read_comment(loan: Loan, *, actor: Actor, now: datetime) -> str:
    """What the lending side wrote to the borrowing leader; that it was read stands in the log."""
    access.may_read_comment(actor, loan).or_refuse()
    if loan.__dict__["comment"] is None:
        return ""
    _record("people.loan.comment_read", loan, actor=actor, now=now)
    return str(loan.comment)


@transaction.atomic
def tell_of_loans(*, now: datetime, today: date) -> int:
    """The borrowing leaders are told of loans that have taken effect, each once, however late (KP-LENDON-013)."""
    loans = loan_queries.begun_and_untold(today=today)
    for loan in loans:
        temporary = _position_of(loan)
        if temporary.leader:
            notifications.notify(
                temporary.leader.person_id,
                "people.employee_allocated",
                about=temporary.public_id,
                params={"name": loan.position.person.name, "unit": temporary.unit.name},
                now=now,
                once=f"loan {loan.public_id}",
            )
    Loan.objects.filter(pk__in=[loan.pk for loan in loans]).update(told_at=now)
    return len(loans)


def _changeable(loan_id: UUID, *, actor: Actor, today: date, lock_version: int) -> Loan:
    loan = loan_queries.get_loan(loan_id, actor=actor, today=today)
    access.may_lend(actor, loan.position).or_refuse()
    if loan.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed this loan. Look at it again before you save."))
    if _stage(_position_of(loan), today) == Stage.FINISHED:
        raise WrongState(_("The loan is over and cannot be changed."))
    return loan


def _position_of(loan: Loan) -> Position:
    if loan.temporary is None:
        raise Loan.DoesNotExist
    return loan.temporary


def _stage(temporary: Position, today: date) -> Stage:
    return rules.stage(temporary.valid_from, temporary.valid_to, today=today)


def _lend(position: Position, terms: Terms, *, actor: Actor, now: datetime, today: date) -> Loan:
    unit, leader = _asked_for(position, terms, today=today)
    temporary = Position(
        person=position.person,
        unit=unit,
        kind=PositionKind.LOAN,
        title=position.title,
        category=position.category,
        leader=leader,
        led_since=terms.days.first,
        lent_from=position,
        valid_from=terms.days.first,
        valid_to=terms.days.valid_to,
    )
    _save(temporary)
    return Loan.objects.create(
        public_id=uuid4(),
        position=position,
        temporary=temporary,
        tenant=unit.controller,
        comment=terms.comment or None,
        registered_by_id=actor.position_or_refuse(),
        registered_at=now,
    )


def _asked_for(position: Position, terms: Terms, *, today: date, besides: int | None = None) -> tuple[Unit, Position]:
    """Department and leader, or what is wrong with them (KP-PIMP-013, 014)."""
    unit = choosing.departments(today=today).filter(public_id=terms.unit).first()
    if unit is None:
        raise LoanRefused("unit", _("Choose a department that is there today."))
    if unit.pk == position.unit_id:
        raise LoanRefused("unit", _("The employee works in this department already. Choose another one."))
    if unit.valid_to is not None and unit.valid_to <= terms.days.first:
        raise LoanRefused("unit", _("The department closes before the loan begins."))
    if position.valid_to is not None and position.valid_to <= terms.days.first:
        raise LoanRefused("first_day", _("The employee's own position ends before the loan begins."))
    if loan_queries.overlapping(position, unit.pk, terms.days, besides=besides):
        raise LoanRefused("unit", _("The employee is lent to this department already on some of these days."))
    leader = choosing.possible_leaders(today=today).filter(public_id=terms.leader).first()
    if leader is None:
        raise LoanRefused("leader", _("Choose who leads the employee in the department."))
    if leader.person_id == position.person_id:
        raise LoanRefused("leader", _("Nobody leads themselves. Choose another leader."))
    return unit, leader


def _follow(temporary: Position, leader: Position, *, today: date) -> None:
    """Another borrowing leader from today on; who led the employee there before is kept."""
    if temporary.leader_id == leader.pk:
        return
    since = temporary.led_since or temporary.valid_from
    if temporary.leader_id and since < today:
        PastLeader.objects.create(
            position=temporary, leader_id=temporary.leader_id, by_hand=False, valid_from=since, valid_to=today
        )
    temporary.leader, temporary.led_since = leader, max(today, temporary.valid_from)


def _save(temporary: Position, fields: tuple[str, ...] = ()) -> None:
    """Two people who lend the same employee at the same moment: the database lets one."""
    temporary.lock_version += 1
    try:
        with transaction.atomic():
            temporary.save(update_fields=[*fields, "lock_version"] if fields else None)
    except IntegrityError as error:
        raise LoanRefused(
            "unit", _("The employee is lent to this department already on some of these days.")
        ) from error


def _refuse_days(fault: Fault | None) -> None:
    if fault:
        field, sentence = FAULTS[fault]
        raise LoanRefused(field, str(sentence))


def _record(event: str, loan: Loan, *, actor: Actor, now: datetime) -> None:
    temporary = _position_of(loan)
    audit.record(
        event,
        loan.public_id,
        actor=actor,
        at=now,
        tenant=loan.position.unit.tenant,
        unit=loan.position.unit_id,
        subjects=[loan.position.person.public_id],
        details={
            "unit": temporary.unit.name,
            "from": temporary.valid_from.isoformat(),
            "until": temporary.last_day.isoformat() if temporary.last_day else "–",
        },
    )
