from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.core.organisation.rules import Node, TreeHasCycle, numbered


def node(number: int, parent: int | None, *, controller: bool = False) -> Node:
    return Node(number, parent, f"{number:05}", UUID(int=number), controller)


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=60))
def test_the_units_below_are_those_numbered_between_the_two_numbers(choices: list[int]) -> None:
    nodes = [node(0, None)] + [node(i + 1, choice % (i + 1)) for i, choice in enumerate(choices)]
    places = numbered(nodes)
    parents = {n.id: n.parent_id for n in nodes}

    def is_below(unit: int, above: int) -> bool:
        current: int | None = unit
        while current is not None:
            if current == above:
                return True
            current = parents[current]
        return False

    for unit in parents:
        for above in parents:
            between = places[above].lft <= places[unit].lft <= places[above].rgt
            assert between == is_below(unit, above)


def test_the_tenant_is_the_nearest_unit_above_that_answers_for_the_data() -> None:
    places = numbered([node(1, None, controller=True), node(2, 1), node(3, 2, controller=True), node(4, 3), node(5, 2)])

    assert [places[unit].tenant for unit in (1, 2, 3, 4, 5)] == [UUID(int=n) for n in (1, 1, 3, 3, 1)]


def test_units_in_a_circle_are_named() -> None:
    with pytest.raises(TreeHasCycle) as told:
        numbered([node(1, None), node(2, 3), node(3, 2)])

    assert told.value.units == {2, 3}


def test_siblings_stand_in_their_order() -> None:
    places = numbered(
        [Node(1, None, "x", uuid4(), False), Node(2, 1, "}", uuid4(), False), Node(3, 1, "b", uuid4(), False)]
    )

    assert places[3].lft < places[2].lft
