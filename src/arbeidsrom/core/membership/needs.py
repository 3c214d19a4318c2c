"""What still needs a member who has left: other apps say so, and the nightly erasing leaves those members alone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

Needs = Callable[[Collection[UUID]], set[UUID]]
"""Gives those of the members that the app still needs, for thousands at once."""

_needs: dict[str, Needs] = {}


def register(app: str, needs: Needs) -> None:
    """Let an app keep members from being erased."""
    _needs[app] = needs


def needed(members: Collection[UUID], *, besides: str = "") -> set[UUID]:
    """Those of the members that anything still needs, besides the app that asks."""
    return {member for app in sorted(_needs) if app != besides for member in _needs[app](members)}
