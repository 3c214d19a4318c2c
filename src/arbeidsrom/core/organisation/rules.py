"""The numbering of the tree, as a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID


class Place(NamedTuple):
    """Where a unit stands: its pre-order numbers, its depth and the body that answers for its data."""

    lft: int
    rgt: int
    depth: int
    tenant: UUID | None


class Node(NamedTuple):
    """What the numbering needs to know of a unit."""

    id: int
    parent_id: int | None
    order: str
    public_id: UUID
    is_controller: bool


class TreeHasCycle(ValueError):
    """Some units are their own ancestors; the ids are in ``units``."""

    def __init__(self, units: set[int]) -> None:
        super().__init__(f"{len(units)} units stand in a circle")
        self.units = units


def numbered(nodes: Iterable[Node]) -> Mapping[int, Place]:
    """The place of every unit, siblings in Norwegian order. Raises ``TreeHasCycle``."""
    by_id = {node.id: node for node in nodes}
    children: dict[int | None, list[Node]] = {}
    for node in by_id.values():
        parent = node.parent_id if node.parent_id in by_id else None
        children.setdefault(parent, []).append(node)
    for siblings in children.values():
        siblings.sort(key=lambda node: (node.order, node.id), reverse=True)

    places: dict[int, Place] = {}
    tenants: dict[int | None, UUID | None] = {None: None}
    first: dict[int, tuple[int, int]] = {}
    number = 0
    stack: list[tuple[Node, int, bool]] = [(node, 0, False) for node in children.get(None, [])]
    while stack:
        node, depth, done = stack.pop()
        if done:
            lft, depth = first[node.id]
            places[node.id] = Place(lft, number, depth, tenants[node.id])
            continue
        number += 1
        first[node.id] = (number, depth)
        parent = node.parent_id if node.parent_id in by_id else None
        tenants[node.id] = node.public_id if node.is_controller else tenants[parent]
        stack.append((node, depth, True))
        stack.extend((child, depth + 1, False) for child in children.get(node.id, []))
    if len(places) < len(by_id):
        raise TreeHasCycle(set(by_id) - set(places))
    return places
