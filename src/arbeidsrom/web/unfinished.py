"""Where forms that somebody has begun are kept; ``core.preferences`` gives the store at start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.http import QueryDict

from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form as its writer left it."""

    content: dict[str, list[str]]
    saved_at: datetime

    def initial(self) -> dict[str, Any]:
        """As ``initial`` of a form: one value alone, several as a list."""
        return {name: values[0] if len(values) == 1 else values for name, values in self.content.items()}

    def as_posted(self) -> QueryDict:
        """As its writer would have sent it."""
        posted = QueryDict(mutable=True)
        for name, values in self.content.items():
            posted.setlist(name, values)
        return posted


@dataclass(frozen=True, slots=True)
class Begun:
    """Which draft a form is (``{% draft_field %}``), and what its writer has begun of it."""

    name: str
    about: UUID | None
    draft: Unfinished | None

    @property
    def initial(self) -> dict[str, Any]:
        """What to fill the form with."""
        return self.draft.initial() if self.draft else {}


class Store(Protocol):
    """What people have begun."""

    def draft_of(self, actor: Actor, form: str, about: UUID | None) -> Unfinished | None: ...

    def drafts_of(self, actor: Actor, form: str) -> Sequence[Begun]: ...

    def keep(self, actor: Actor, form: str, about: UUID | None, posted: QueryDict, now: datetime) -> None: ...

    def discard(self, actor: Actor, form: str, about: UUID | None) -> None: ...


class _Nothing:
    """Until a store is given: nothing is kept."""

    def draft_of(self, actor: Actor, form: str, about: UUID | None) -> Unfinished | None:
        return None

    def drafts_of(self, actor: Actor, form: str) -> Sequence[Begun]:
        return ()

    def keep(self, actor: Actor, form: str, about: UUID | None, posted: QueryDict, now: datetime) -> None:
        return None

    def discard(self, actor: Actor, form: str, about: UUID | None) -> None:
        return None


_store: Store = _Nothing()


def use(store: Store) -> None:
    """Keep begun forms in this store."""
    global _store
    _store = store


def begun(actor: Actor, form: str, about: UUID | None = None) -> Begun:
    """What the actor has begun of the form, to go on with."""
    return Begun(form, about, _store.draft_of(actor, form, about))


def all_begun(actor: Actor, form: str) -> Sequence[Begun]:
    """All that the actor has begun of the form, the latest first: of a form that can be begun several times."""
    return _store.drafts_of(actor, form)


def keep(actor: Actor, begun: Begun, posted: QueryDict, *, now: datetime) -> None:
    """The form has been sent without acting, such as to see what it looks like: what was written so far is kept."""
    _store.keep(actor, begun.name, begun.about, posted, now)


def done(actor: Actor, form: str, about: UUID | None = None) -> None:
    """The form has acted without leading on to another page: what was begun of it is forgotten."""
    _store.discard(actor, form, about)
