"""Which files in the store belong to something: the vault's own versions, and what upper apps say is theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection

Claim = Callable[[Collection[str]], set[str]]

_claims: list[Claim] = []


def register(claim: Claim) -> None:
    """An app that keeps storage keys of its own says which of the asked keys are in use."""
    if claim not in _claims:
        _claims.append(claim)


def claimed(keys: Collection[str]) -> set[str]:
    """Those of the keys that belong to something."""
    return set().union(*(claim(keys) for claim in _claims))
