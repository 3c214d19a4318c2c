"""What each receiver category demands on a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from arbeidsrom.modules.sharing.rules import categories
from arbeidsrom.modules.sharing.rules.categories import CategoryRule

FILE = Path(__file__).resolve().parents[1] / "data" / "categories.csv"


@lru_cache(maxsize=1)
def all_rules() -> tuple[CategoryRule, ...]:
    """Every dated row, read once."""
    return categories.read_rules(FILE.read_text("utf-8").splitlines())


def category_rule(category: str, *, today: date) -> CategoryRule:
    """What the category demands today."""
    return categories.rule_on(all_rules(), category, today)
