"""The time limits that ship with the program come into an installation without touching what it has changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from arbeidsrom.modules.workspace.rules.deadlines import Rule


def columns_of(rule: Rule) -> dict[str, Any]:
    """The rule as the columns of its row."""
    return {
        "key": rule.key,
        "paragraph": rule.paragraph,
        **{f"label_{language}": getattr(rule.label, language) for language in ("nb", "nn", "en")},
        "case_types": sorted(rule.case_types),
        "trigger": rule.trigger,
        "otherwise": rule.otherwise,
        "claim": rule.claim.value,
        "length": rule.length,
        "unit": rule.unit.value,
        "on_holiday": rule.on_holiday.value,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
        "source": rule.source,
        "verified": rule.verified.value,
        "checked_by": rule.checked_by,
        "checked_on": rule.checked_on,
        **{f"note_{language}": getattr(rule.note, language) for language in ("nb", "nn", "en")},
    }


def load_rules(model: Any, rules: Iterable[Rule]) -> None:
    """Make the rows as they ship; a rule of which the installation has changed or added a row is left alone.

    The earlier row of a rule comes first, so that it has ended when the next begins. ``model`` is handed in because a
    migration has its own.
    """
    own = set(model.objects.filter(lock_version__gt=0).values_list("key", flat=True))
    for rule in sorted(rules, key=lambda rule: rule.valid_from):
        if rule.key not in own:
            model.objects.update_or_create(key=rule.key, valid_from=rule.valid_from, defaults=columns_of(rule))
