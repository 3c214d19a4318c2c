"""Why can somebody see this one thing, and who else can: a registry that the owners of things fill (PL-ORG-002).

An administrator learns a thing's reference and the reasons, never what is in it: an explainer gives no title, party or
other content. It asks the rules that the pages ask, with the actor that each position is today.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.db.models import QuerySet

from arbeidsrom.core.organisation.models import Position, Unit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Thing:
    """Something one can ask about: what an administrator may know of it, and whose log it belongs to."""

    public_id: UUID
    label: str
    unit: Unit
    tenant: UUID


@dataclass(frozen=True, slots=True)
class Sight:
    """What a position sees of a thing today, and why; where it sees nothing, what is missing."""

    position: Position
    sees: str
    why: tuple[str, ...]


class Explainer(Protocol):
    """Explains the things of one kind."""

    @property
    def label(self) -> str | _StrPromise: ...

    @property
    def hint(self) -> str | _StrPromise: ...

    def find(self, reference: str, units: QuerySet[Unit]) -> Sequence[Thing]:
        """The things with this reference in the units."""
        ...

    def candidates(self, thing: Thing, *, today: date) -> Iterable[Position]:
        """Every position that might see it; one too many does no harm."""
        ...

    def sights(self, thing: Thing, positions: Iterable[Position], *, today: date) -> Sequence[Sight]:
        """What each position sees of it today."""
        ...


_explainers: dict[str, Explainer] = {}


def register(key: str, explainer: Explainer) -> None:
    """Let the owner of a kind of thing explain it."""
    _explainers[key] = explainer


def explainers() -> dict[str, Explainer]:
    """The kinds of things that can be asked about, by key."""
    return dict(_explainers)
