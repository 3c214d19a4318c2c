"""What an action was asked to do, and what it promises to leave when it is not refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from arbeidsrom.modules.competence.tests.chance.world import World


@dataclass(frozen=True)
class Promise:
    """Entries of the log, lines of histories, and plans that get a version; of those that stand for nothing, none.

    ``first_versions`` is how many plans are made with a version.
    """

    audit: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    assignments: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()
    first_versions: int = 0


@dataclass(frozen=True)
class Deed:
    """One call of an action."""

    action: Callable[..., Any]
    given: tuple[Any, ...]
    said: dict[str, Any]
    promise: Promise = field(default_factory=Promise)

    def carry_out(self) -> object:
        """Do it, or be refused."""
        return self.action(*self.given, **self.said)

    def __str__(self) -> str:
        said = {name: getattr(value, "label", value) for name, value in self.said.items()}
        return f"{self.action.__module__.rpartition('.')[2]}.{self.action.__name__}{self.given} {said}"


Draw = Callable[[World], Deed]


@dataclass(frozen=True)
class Drawn:
    """How a call of an action is drawn, and how often beside the others."""

    action: Callable[..., Any]
    draw: Draw
    weight: int


DRAWN: dict[str, Drawn] = {}


def drawn(action: Callable[..., Any], *, weight: int = 4) -> Callable[[Draw], Draw]:
    """This is how calls of the action are drawn."""

    def keep(draw: Draw) -> Draw:
        DRAWN[f"{action.__module__}.{action.__name__}"] = Drawn(action, draw, weight)
        return draw

    return keep


def times(word: str, count: int | Iterable[object]) -> tuple[str, ...]:
    """The word so many times."""
    return (word,) * (count if isinstance(count, int) else len(list(count)))
