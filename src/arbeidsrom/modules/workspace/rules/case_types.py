"""The case types, outcomes and steps that ship with the program; the union edits them afterwards (KL-CASE-002)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from .words import Words, data_rows, words_of


@dataclass(frozen=True, slots=True)
class ShippedCaseType:
    """A case type as it ships: its name, retention, whom it is about, its outcomes and its steps."""

    key: str
    name: Words
    retention_years: int
    subject: str
    outcomes: tuple[str, ...]
    steps: tuple[Words, ...]


@cache
def outcomes() -> dict[str, Words]:
    """How a case can end, by key."""
    return {row["key"]: words_of(row, "label") for row in data_rows("outcomes.csv")}


@cache
def shipped_case_types() -> tuple[ShippedCaseType, ...]:
    """The types in the order they are offered."""
    steps: dict[str, list[Words]] = defaultdict(list)
    for row in data_rows("case_steps.csv"):
        steps[row["case_type"]].append(words_of(row, "step"))
    return tuple(
        ShippedCaseType(
            key=row["key"],
            name=words_of(row, "name"),
            retention_years=int(row["retention_years"]),
            subject=row["subject"],
            outcomes=tuple(row["outcomes"].split()),
            steps=tuple(steps[row["key"]]),
        )
        for row in data_rows("case_types.csv")
    )
