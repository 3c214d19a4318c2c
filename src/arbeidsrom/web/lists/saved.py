"""Where saved views and chosen columns are kept; ``core.preferences`` gives the store at start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view that a person saved: its name and query string."""

    key: str
    name: str
    query: str


class Store(Protocol):
    """What a person keeps about a list, and the names of the addresses that change it."""

    save_view: str
    remove_view: str
    choose_columns: str
    open_list_with: str

    def views(self, actor: Actor, listing: str) -> Sequence[SavedView]: ...

    def columns(self, actor: Actor, listing: str) -> Sequence[str]: ...

    def opening(self, actor: Actor, listing: str) -> str: ...


class _Nothing:
    """Until a store is given: nothing is kept."""

    save_view = remove_view = choose_columns = open_list_with = ""

    def views(self, actor: Actor, listing: str) -> Sequence[SavedView]:
        return ()

    def columns(self, actor: Actor, listing: str) -> Sequence[str]:
        return ()

    def opening(self, actor: Actor, listing: str) -> str:
        return ""


_store: Store = _Nothing()


def use(store: Store) -> None:
    """Keep views and columns in this store."""
    global _store
    _store = store


def store() -> Store:
    """The store in use."""
    return _store
