"""What every change of a plan begins and ends with: it is held, may be changed, and stands in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import Value
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.modules.competence.queries.plans import getting

LONGEST_REASON = 1000


class CannotBeSaved(Refused):
    """Something that was filled in cannot be; ``field`` is where somebody looks for it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def changeable(
    plan_id: UUID,
    *,
    actor: Actor,
    lock_version: int | None = None,
    may: Callable[[Actor, Plan], Decision] = access.may_edit_plan,
) -> Plan:
    """The plan, locked, that the actor may do this with; with ``lock_version``, as it was when they looked at it."""
    plan = getting.get_plan(plan_id, actor=actor, lock=True)
    may(actor, plan).or_refuse()
    if lock_version is not None and plan.lock_version != lock_version:
        raise ChangedMeanwhile(
            _("Somebody has changed the plan since you opened it. Copy out what you have written, and open it anew.")
        )
    return plan


def touch(plan: Plan, *fields: str, now: datetime) -> None:
    """Save what was written in a form; whoever has the form open from before is refused."""
    plan.changed_at = now
    plan.lock_version += 1
    plan.save(update_fields=[*fields, "changed_at", "lock_version"])


def note_change(plan: Plan, *, now: datetime) -> None:
    """Something in the plan has changed that no form of others writes over."""
    plan.changed_at = now
    plan.save(update_fields=["changed_at"])


def given_reason(reason: str, sentence: str) -> str:
    """The reason; blanks are none (KP-ADM-271)."""
    reason = reason.strip()
    if not reason:
        raise CannotBeSaved("reason", sentence)
    return reason[:LONGEST_REASON]


def place_of(at: int) -> str:
    """Where it stands among its neighbours, as the log counts."""
    return f"place {at + 1}"


def record(
    event: str, plan: Plan, *, actor: Actor, now: datetime, subjects: Iterable[UUID] = (), **details: Value
) -> None:
    """In the log of the body that owns the plan; ``subjects`` are those whom it is about.

    Each change says what stood ``before`` and stands ``after`` (KP-ADM-284); what was not there before, or is there no
    longer, is empty.
    """
    audit.record(
        event,
        plan.public_id,
        actor=actor,
        at=now,
        tenant=plan.owner.tenant,
        unit=plan.owner_id,
        subjects=subjects,
        details={"plan": plan.name, **details},
    )
