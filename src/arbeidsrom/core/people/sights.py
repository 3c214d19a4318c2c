"""Which permissions open what is stored about a person: each app says its own (PL-ORG-002)."""

from __future__ import annotations

from collections.abc import Iterable

from arbeidsrom.core.organisation.models import PositionKind
from arbeidsrom.core.roles.standing import EMPLOYED

_sights: dict[str, frozenset[PositionKind]] = {}


def register(*permissions: str, of: Iterable[PositionKind] = EMPLOYED) -> None:
    """These let somebody see something of whoever holds a position of such a kind, in the units or of those led."""
    for permission in permissions:
        _sights[permission] = frozenset(of)


def sights_of(kinds: Iterable[str]) -> frozenset[str]:
    """What opens something about somebody who holds positions of these kinds."""
    held = set(kinds)
    return frozenset(permission for permission, kinds_seen in _sights.items() if held & kinds_seen)
