"""The roles and offices that the installed modules declare; filled at start and only read afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Set
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Role:
    """What one may do who holds the role: permissions by name, in the units of the grant."""

    key: str
    label: str | _StrPromise
    description: str | _StrPromise
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Office:
    """An office («verv») or desk that somebody holds in units of some kinds, and the roles that come with it.

    ``with_subunits``: the roles reach the units below. ``spans_units``: the office may cover several units.
    ``of_controllers``: it exists only in units that answer for data.
    """

    key: str
    label: str | _StrPromise
    roles: tuple[str, ...]
    unit_kinds: frozenset[str]
    with_subunits: bool = False
    spans_units: bool = False
    is_desk: bool = False
    of_controllers: bool = False

    def exists_in(self, unit_kind: str, *, is_controller: bool) -> bool:
        """Whether somebody can hold it in a unit of that kind."""
        return unit_kind in self.unit_kinds and (is_controller or not self.of_controllers)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a position is today, as far as roles follow from it by themselves (KP-ROLE-004).

    ``leads``: it leads somebody, in the categories ``leads_categories``; ``leads_from_hr``: somebody whom master data
    say it leads, not only by hand or on loan. ``has_ended``: the work is over, and the position only lasts for those
    who may look back for a while (KP-ENDACC-001, KP-PIMP-010).
    """

    kind: str
    category: str = ""
    leads: bool = False
    leads_from_hr: bool = False
    leads_categories: frozenset[str] = frozenset()
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class Following:
    """A role that nobody grants: it follows from what a position is, as master data say.

    It holds in the position's own unit, and where ``reaches_led`` in the units of those whom it leads too. Where
    ``over_led``, it holds over the people led and in no unit at all: a leader sees nobody else's employees.
    """

    role: str
    when: Callable[[Standing], bool]
    reaches_led: bool = False
    over_led: bool = False


@dataclass(frozen=True, slots=True)
class Orderable:
    """A role that is ordered and approved (PL-ORG-003): in which kinds of unit it is held, and who owns it.

    ``owners`` are the permissions of those who answer, the first first: whoever holds the last of them sees every
    order. ``names`` asks what the order must say besides, such as which plans the role is for (KP-KPA-002).
    ``left`` is the notification that the holder gets when the position ends, in place of the usual one (KP-KPA-027),
    and ``covered`` says what the role covered on positions (ids), where something else than the order knows it best.
    """

    role: str
    unit_kinds: frozenset[str]
    owners: tuple[str, ...]
    names: str | _StrPromise = ""
    left: str = ""
    covered: Callable[[Collection[int]], str] | None = None


@dataclass
class _Registry:
    roles: dict[str, Role] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    permissions: dict[str, str | _StrPromise] = field(default_factory=dict)
    following: dict[str, Following] = field(default_factory=dict)
    kept_from_deputies: set[str] = field(default_factory=set)
    orderable: dict[str, Orderable] = field(default_factory=dict)


_registry = _Registry()


def register_role(role: Role) -> None:
    """Make a role known. The same key twice is a mistake of the program."""
    if _registry.roles.setdefault(role.key, role) != role:
        raise ValueError(f"role {role.key} is declared twice")


def extend_role(key: str, permissions: Set[str]) -> None:
    """A module adds what the holder of a role of core may do with it."""
    role = _registry.roles[key]
    _registry.roles[key] = replace(role, permissions=role.permissions | permissions)


def narrow_role(key: str, permissions: Set[str]) -> None:
    """A module with a role of its own for something takes it from a role of core (docs/decisions/0025)."""
    role = _registry.roles[key]
    _registry.roles[key] = replace(role, permissions=role.permissions - permissions)


def register_office(office: Office) -> None:
    """Make an office known."""
    if _registry.offices.setdefault(office.key, office) != office:
        raise ValueError(f"office {office.key} is declared twice")


def let_follow(following: Following) -> None:
    """Let a role follow from what a position is, such as that of a leader from leading somebody."""
    if _registry.following.setdefault(following.role, following) != following:
        raise ValueError(f"role {following.role} follows twice")


def follows(role: str) -> bool:
    """Whether the role follows from a position, so that nobody orders it."""
    return role in _registry.following


def let_order(orderable: Orderable) -> None:
    """Let a role be ordered. One that follows from a position is ordered by nobody."""
    if follows(orderable.role):
        raise ValueError(f"role {orderable.role} follows from the position")
    if _registry.orderable.setdefault(orderable.role, orderable) != orderable:
        raise ValueError(f"role {orderable.role} is ordered in two ways")


def orderable() -> Mapping[str, Orderable]:
    """The roles that can be ordered, by key."""
    return MappingProxyType(_registry.orderable)


def keep_from_deputies(permissions: Set[str]) -> None:
    """What a leader may and a deputy of theirs may not, such as reading conversations with employees (KP-ROLE-009)."""
    _registry.kept_from_deputies.update(permissions)


def kept_from_deputies() -> Set[str]:
    """All that deputies may not do although the leader may."""
    return frozenset(_registry.kept_from_deputies)


def followings() -> tuple[Following, ...]:
    """All roles that follow from a position."""
    return tuple(_registry.following.values())


def following_from(standing: Standing) -> list[Following]:
    """The roles that follow from what a position is today."""
    return [one for one in _registry.following.values() if one.when(standing)]


def name_permissions(names: Mapping[str, str | _StrPromise]) -> None:
    """Say in words what the permissions of the roles let somebody do, such as «Register who holds an office»."""
    _registry.permissions.update(names)


def permissions() -> Mapping[str, str]:
    """The permissions of all roles of the modules that are switched on, in the reader's words."""
    held = {permission for role in _registry.roles.values() for permission in role.permissions}
    return {permission: str(_registry.permissions[permission]) for permission in sorted(held)}


def roles() -> Mapping[str, Role]:
    """All roles of the modules that are switched on, by key."""
    return MappingProxyType(_registry.roles)


def offices() -> Mapping[str, Office]:
    """All offices of the modules that are switched on, by key."""
    return MappingProxyType(_registry.offices)


def office_label(key: str) -> str:
    """The office's name on the screen; an office of a module that is off shows its key."""
    office = _registry.offices.get(key)
    return str(office.label) if office else key


def role_label(key: str) -> str:
    """The role's name on the screen; a role of a module that is off shows its key."""
    role = _registry.roles.get(key)
    return str(role.label) if role else key


def permissions_of(role: str) -> frozenset[str]:
    """The permissions of a role; a role of a module that is off gives none (PL-MOD-001)."""
    declared = _registry.roles.get(role)
    return declared.permissions if declared else frozenset()
