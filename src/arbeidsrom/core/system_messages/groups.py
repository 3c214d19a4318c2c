"""The kinds of groups that a system message can be sent to; modules add their own, such as cohorts and mentors.

A group is a kind and a value: «everybody in this department», «everybody with this position title». A kind says which
people belong, as a subquery over the whole installation, so that 80,000 recipients are decided by one statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import QuerySet

from arbeidsrom.core.organisation.models import Unit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Option:
    """A group that can be chosen; ``detail`` tells it from others of the same name."""

    value: str
    label: str
    detail: str = ""


class GroupKind(Protocol):
    """What people can have in common: a unit, a position title, a role, a function, a cohort.

    A kind with ``few`` groups shows them all; the others are searched.
    """

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str | _StrPromise: ...

    @property
    def few(self) -> bool: ...

    def options(self, text: str, *, scope: Unit, today: date, limit: int) -> Sequence[Option]:
        """Groups within the scope whose name has the text, for choosing among. One query."""

    def names(self, values: Sequence[str]) -> Mapping[str, str]:
        """What chosen groups are called, by value. One query; a group that is gone is left out."""

    def people(self, value: str, *, scope: Unit, today: date) -> QuerySet[Any, int]:
        """The ids of those who belong to the group today, as a subquery; nobody when the group is gone."""


_kinds: dict[str, GroupKind] = {}


def register(kind: GroupKind) -> None:
    """Let people be addressed by what they have in common; the same key replaces the former."""
    _kinds[kind.key] = kind


def kinds() -> Sequence[GroupKind]:
    """All kinds, in the order they were made known."""
    return tuple(_kinds.values())


def known(key: str) -> GroupKind | None:
    """The kind of that key; none when its module has been switched off since."""
    return _kinds.get(key)


@dataclass(frozen=True, slots=True)
class Function:
    """Something that people are for others, such as leader, mentor or deputy: who they are today, as a subquery."""

    key: str
    label: str | _StrPromise
    people: FunctionPeople


class FunctionPeople(Protocol):
    """The ids of those who have the function today, within a part of the organisation."""

    def __call__(self, *, scope: Unit, today: date) -> QuerySet[Any, int]: ...


_functions: dict[str, Function] = {}


def register_function(function: Function) -> None:
    """Let people be addressed by what they are for others (KP-MSG-010); a module adds its own."""
    _functions[function.key] = function


def functions() -> Mapping[str, Function]:
    """All functions, by key."""
    return dict(_functions)
