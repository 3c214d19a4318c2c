"""When a run waits for a person."""

from __future__ import annotations

import pytest

from arbeidsrom.core.imports.rules import Limits, Outcome, Size, Stop, stops

LIMITS = Limits(removed_share=0.02, removed_share_of_tenant=0.1, refused_share=0.01, always_allowed=5)


def outcome(removed: int = 0, before: int = 1000, **others: object) -> Outcome:
    given = {"tenants": {}, "lines": before, "refused": 0, "without_number": 0, "cut_off": False} | others
    return Outcome(total=Size(before, removed), **given)  # type: ignore[arg-type]


@pytest.mark.req("KL-MEMB-002")
@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (outcome(), []),
        (outcome(removed=20), []),
        (outcome(removed=21), [Stop.MANY_REMOVED]),
        (outcome(removed=1000), [Stop.MANY_REMOVED]),
        (outcome(removed=5, before=6), []),
        (outcome(removed=6, before=6), [Stop.MANY_REMOVED]),
        (outcome(removed=10, tenants={"a": Size(100, 10), "b": Size(900, 0)}), []),
        (outcome(removed=11, tenants={"a": Size(100, 11), "b": Size(900, 0)}), [Stop.MANY_REMOVED_IN_TENANT]),
        (outcome(removed=3, tenants={"a": Size(4, 3)}), []),
        (outcome(refused=10), []),
        (outcome(refused=11), [Stop.MANY_REFUSED]),
        (outcome(cut_off=True), [Stop.CUT_OFF]),
        (outcome(without_number=1), []),
        (outcome(without_number=1, removed=1), [Stop.UNKNOWN_LINES]),
    ],
)
def test_what_stops_a_run(found: Outcome, expected: list[Stop]) -> None:
    assert stops(found, LIMITS) == expected


def test_the_first_import_of_an_empty_register_is_not_stopped() -> None:
    assert stops(outcome(before=0, lines=400_000), LIMITS) == []
