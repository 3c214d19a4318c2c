"""What clients can be given: roles for machines, narrower than those of people, declared by the apps they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.access import READ
from arbeidsrom.core.roles.registry import role_label

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class ClientRole:
    """What a client with the role may do, in the units it is given for."""

    key: str
    label: _StrPromise
    description: _StrPromise
    permissions: frozenset[str]


READER = ClientRole(
    "api.reader",
    _("Read the organisation"),
    _("Reads units, people and positions: who works where, led by whom. Never identity numbers."),
    frozenset({READ}),
)

_roles: dict[str, ClientRole] = {}


def register(role: ClientRole) -> None:
    """Make a role known. The same key twice is a mistake of the program."""
    if _roles.setdefault(role.key, role) != role:
        raise ValueError(f"role {role.key} is declared twice")


def roles() -> Mapping[str, ClientRole]:
    """All of them, by key."""
    return MappingProxyType(_roles)


def permissions_of(key: str) -> frozenset[str]:
    """The permissions of a role; a role of an app that is off gives none (PL-MOD-001)."""
    return _roles[key].permissions if key in _roles else frozenset()


def label(key: str) -> str:
    """The role's name on the screen, whether clients or people hold it."""
    return str(_roles[key].label) if key in _roles else role_label(key)
