"""What each role gives, in words, and how one gets it (KP-ROLE-014)."""

from __future__ import annotations

from dataclasses import dataclass

from arbeidsrom.core.roles import registry
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import sort_key


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """A role as people read of it: nobody orders one that ``follows``; ``held`` is among one's own now."""

    label: str
    description: str
    permissions: tuple[str, ...]
    follows: bool
    is_ordered: bool
    held: bool


def role_descriptions(actor: Actor) -> list[RoleDescription]:
    """All roles of the modules that are switched on, in Norwegian order."""
    words = registry.permissions()
    found = [
        RoleDescription(
            str(role.label),
            str(role.description),
            tuple(sorted((words[permission] for permission in role.permissions), key=sort_key)),
            follows=registry.follows(role.key),
            is_ordered=role.key in registry.orderable(),
            held=bool(role.permissions) and all(actor.holds(permission) for permission in role.permissions),
        )
        for role in registry.roles().values()
    ]
    return sorted(found, key=lambda one: sort_key(one.label))
