"""Receiver categories and what each demands before anything is shared; the demands are dated rows, not code."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(TextChoices):
    MEMBER = "member", _("Member")
    LOCAL_UNION = "local_union", _("Local union")
    COMPETENCE_CENTRE = "competence_centre", _("Competence centre")
    EMPLOYER = "employer", _("Employer")
    SAFETY_SERVICE = "safety_service", _("Safety service")
    OTHER_STEWARDS = "other_stewards", _("Stewards in other organisations")
    OCCUPATIONAL_HEALTH = "occupational_health", _("Occupational health service")


class Side(TextChoices):
    INTERNAL = "internal", pgettext_lazy("receiver of a shipment", "Inside the union")
    EXTERNAL = "external", pgettext_lazy("receiver of a shipment", "Outside the union")


class LegalGround(TextChoices):
    """Why the members' data may be shared (GDPR art. 9)."""

    CONSENT = "consent", _("Recorded consent of the member (art. 9(2)(a))")
    UNION_ACTIVITY = "union_activity", _("The union's own legitimate activity (art. 9(2)(d))")
    LEGAL_CLAIM = "legal_claim", _("To establish, exercise or defend a legal claim (art. 9(2)(f))")
    NOBODY_NAMED = "nobody_named", _("The case is about no named member")


class Demand(StrEnum):
    LEGAL_GROUND = "legal_ground"
    CONSENT = "consent"
    REASON = "reason"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """What a category demands from one day to another, and where that is written."""

    category: Category
    valid_from: date
    valid_to: date | None
    side: Side
    demands: frozenset[Demand]
    longest_days: int
    source: str

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class NoRule(LookupError):
    """No row says what the category demands on that day, so nothing may be sent to it."""


def read_rules(lines: Iterable[str]) -> tuple[CategoryRule, ...]:
    """The rows of ``data/categories.csv``."""
    return tuple(_rule(row) for row in csv.DictReader(lines))


def rule_on(rules: Iterable[CategoryRule], category: str, day: date) -> CategoryRule:
    """The one rule of the category that is valid on the day."""
    for rule in rules:
        if rule.category == category and rule.is_valid_on(day):
            return rule
    raise NoRule(category)


def _rule(row: dict[str, str]) -> CategoryRule:
    demands = frozenset(demand for demand in Demand if row[f"needs_{demand}"] == "yes")
    valid_to = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    return CategoryRule(
        Category(row["category"]),
        date.fromisoformat(row["valid_from"]),
        valid_to,
        Side(row["side"]),
        demands,
        int(row["longest_days"]),
        row["source"],
    )
