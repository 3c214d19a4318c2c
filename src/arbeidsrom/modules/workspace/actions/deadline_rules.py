"""The time limits that deadlines are counted by: the union keeps them as the law changes (KL-CASE-005)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import DeadlineRule
from arbeidsrom.modules.workspace.rules.deadlines import Rule, Verified
from arbeidsrom.modules.workspace.shipped import columns_of

COUNTING = ("trigger", "otherwise", "length", "unit", "on_holiday", "valid_from")
"""What a deadline is counted by: it stays as it is once one has been."""

CHECKED = (*COUNTING, "paragraph", "claim", "source")
"""What somebody checks at the source: changed, it has to be checked anew."""


class RuleRefused(Refused):
    """Something that was filled in about a rule cannot stand; ``field`` says what."""

    field: str | None = None


class KeyTaken(RuleRefused):
    """There is a rule with the key already."""

    field = "key"


class PeriodTaken(RuleRefused):
    """Another row of the rule holds in the same time."""

    field = "valid_from"


class IsCountedBy(RuleRefused):
    """Deadlines have been counted by the row."""

    field = "length"


class NoSource(RuleRefused):
    """What nobody can look up, nobody can have checked."""

    field = "source"


@transaction.atomic
def add_deadline_rule(union: Unit, rule: Rule, *, actor: Actor, now: datetime) -> DeadlineRule:
    """A time limit that the program did not know of."""
    access.may_edit_deadline_rules(actor, union).or_refuse()
    if DeadlineRule.objects.filter(key=rule.key).exists():
        raise KeyTaken(_("There is a rule with this key already. Record a change of law on it instead."))
    row = _new(_unverified(rule))
    _record("added", row, union, actor=actor, now=now)
    return row


@transaction.atomic
def change_deadline_rule(
    union: Unit, rule_id: int, rule: Rule, *, lock_version: int, actor: Actor, now: datetime
) -> DeadlineRule:
    """Fill in or put right a row; what was checked at the source must be checked anew when it changes."""
    access.may_edit_deadline_rules(actor, union).or_refuse()
    row = _locked(rule_id, lock_version)
    rule = replace(_unverified(rule), key=row.key)
    _refuse_overlap(rule, besides=row)
    columns = columns_of(rule)
    changed = {name for name in CHECKED if getattr(row, name) != columns[name]}
    if changed & set(COUNTING) and row.deadlines.exists():
        raise IsCountedBy(
            _("Deadlines have been counted by this row. Record the change as a change of law, from the day it holds.")
        )
    if not changed:
        columns |= {"verified": row.verified, "checked_by": row.checked_by, "checked_on": row.checked_on}
    for name, value in columns.items():
        setattr(row, name, value)
    row.lock_version += 1
    row.save()
    _record("changed", row, union, actor=actor, now=now)
    return row


@transaction.atomic
def change_law(
    union: Unit, rule_id: int, rule: Rule, *, lock_version: int, actor: Actor, now: datetime
) -> DeadlineRule:
    """The law changes from a day on: the row ends the day before, and what was counted by it stands."""
    access.may_edit_deadline_rules(actor, union).or_refuse()
    row = _locked(rule_id, lock_version)
    if rule.valid_from <= row.valid_from or (row.valid_to is not None and rule.valid_from >= row.valid_to):
        raise PeriodTaken(_("Choose a day on which this row holds, later than its first."))
    rule = replace(_unverified(rule), key=row.key, valid_to=row.valid_to)
    row.valid_to = rule.valid_from
    row.lock_version += 1
    row.save(update_fields=["valid_to", "lock_version"])
    new = _new(rule)
    _record("law_changed", new, union, actor=actor, now=now)
    return new


@transaction.atomic
def check_deadline_rule(
    union: Unit, rule_id: int, *, lock_version: int, actor: Actor, now: datetime, today: date
) -> DeadlineRule:
    """Somebody has read the rule at its source today and found it as it stands here."""
    access.may_edit_deadline_rules(actor, union).or_refuse()
    row = _locked(rule_id, lock_version)
    if not row.source:
        raise NoSource(_("Fill in the source first, so that others can look it up."))
    row.verified, row.checked_by, row.checked_on = Verified.AT_SOURCE, actor.label, today
    row.lock_version += 1
    row.save(update_fields=["verified", "checked_by", "checked_on", "lock_version"])
    _record("checked", row, union, actor=actor, now=now)
    return row


def _unverified(rule: Rule) -> Rule:
    """As somebody has filled it in: nobody has looked it up yet."""
    return replace(rule, verified=Verified.NOT, checked_by="", checked_on=None)


def _new(rule: Rule) -> DeadlineRule:
    row = DeadlineRule(**columns_of(rule), lock_version=1)
    row.save(force_insert=True)
    return row


def _locked(rule_id: int, lock_version: int) -> DeadlineRule:
    row = DeadlineRule.objects.select_for_update().get(pk=rule_id)
    if row.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed the rule since you opened it."))
    return row


def _refuse_overlap(rule: Rule, *, besides: DeadlineRule) -> None:
    others = DeadlineRule.objects.filter(Q(valid_to=None) | Q(valid_to__gt=rule.valid_from), key=rule.key)
    if rule.valid_to is not None:
        others = others.filter(valid_from__lt=rule.valid_to)
    if others.exclude(pk=besides.pk).exists():
        raise PeriodTaken(_("Another row of this rule holds in the same time."))


def _record(what: str, row: DeadlineRule, union: Unit, *, actor: Actor, now: datetime) -> None:
    details = {"key": row.key, "valid_from": row.valid_from.isoformat()}
    audit.record(f"workspace.deadline_rule.{what}", None, actor=actor, at=now, tenant=union.tenant, details=details)
