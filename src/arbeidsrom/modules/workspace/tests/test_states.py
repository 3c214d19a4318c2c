"""The tables of states are whole."""

from __future__ import annotations

import pytest

from arbeidsrom.modules.workspace import states


@pytest.mark.parametrize(
    ("choices", "table", "first"),
    [
        (states.CaseState, states.CAN_FOLLOW, states.CaseState.OPEN),
        (states.DeadlineState, states.DEADLINE_CAN_FOLLOW, states.DeadlineState.RUNNING),
        (states.DeletionState, states.DELETION_CAN_FOLLOW, states.DeletionState.ASKED),
    ],
)
def test_every_state_stands_in_its_table_and_can_be_reached(choices, table, first):
    assert set(table) == set(choices)
    reached, waiting = {first}, [first]
    while waiting:
        for state in table[waiting.pop()] - reached:
            reached.add(state)
            waiting.append(state)
    assert reached == set(choices)


@pytest.mark.req("KL-CASE-003")
def test_a_closed_case_can_only_be_reopened():
    assert states.CAN_FOLLOW[states.CaseState.CLOSED] == {states.CaseState.REOPENED}
