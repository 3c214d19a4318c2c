"""The rows that deadlines are counted by."""

from __future__ import annotations

from arbeidsrom.modules.workspace.models import Deadline, DeadlineRule
from arbeidsrom.modules.workspace.rules.deadlines import Rule


def all_rules() -> list[Rule]:
    """Every row, those that hold no longer too, by paragraph. One query."""
    return [row.rule for row in DeadlineRule.objects.order_by("paragraph", "key", "valid_from", "id")]


def get_rule(rule_id: int) -> DeadlineRule:
    """The row, or ``DeadlineRule.DoesNotExist``."""
    return DeadlineRule.objects.get(pk=rule_id)


def deadlines_counted_by(row: DeadlineRule) -> int:
    """How many deadlines have been counted by the row."""
    return Deadline.objects.filter(counted_by=row).count()
