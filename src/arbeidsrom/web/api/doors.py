"""The addresses at which other systems speak, without cookies; each has its own way of telling what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from arbeidsrom.web.api.problems import Problem


@dataclass(frozen=True, slots=True)
class Door:
    """Everything whose address begins so, and how its problems are told."""

    prefix: str
    tell: Callable[[HttpRequest, Problem], HttpResponse]


_doors: dict[str, Door] = {}


def register(door: Door) -> None:
    """Make a door known; the same prefix replaces the former."""
    _doors[door.prefix] = door


def door_of(path: str) -> Door | None:
    """The door that an address lies behind, if any."""
    return next((door for prefix, door in _doors.items() if path.startswith(prefix)), None)
