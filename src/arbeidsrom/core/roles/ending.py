"""What is left with somebody whose office ends: the apps that give people work tell it before the day is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from arbeidsrom.core.organisation.models import Position

LeftBehind = Callable[[Position], str]

_left_behind: dict[str, LeftBehind] = {}


def register(key: str, left_behind: LeftBehind) -> None:
    """Let an app say in a sentence what somebody in a position must hand over; an empty one says nothing."""
    _left_behind[key] = left_behind


def left_with(position: Position) -> Iterator[str]:
    """What must be handed over, one sentence from each app that has something."""
    for _key, left_behind in sorted(_left_behind.items()):
        if said := left_behind(position):
            yield said
