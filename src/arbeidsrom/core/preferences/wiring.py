"""What preferences hang up: their page, and the stores of saved views, chosen columns and begun forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.preferences import actions, drafts, queries
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web import unfinished
from arbeidsrom.web.lists import saved
from arbeidsrom.web.navigation import Item, Place, register
from arbeidsrom.web.unfinished import Begun, Unfinished


class PreferencesStore:
    """Saved views and columns in the database."""

    save_view, remove_view, choose_columns = "save_view", "remove_view", "choose_columns"
    open_list_with = "open_list_with"

    def views(self, actor: Actor, listing: str) -> list[saved.SavedView]:
        return queries.saved_views(actor, listing)

    def opening(self, actor: Actor, listing: str) -> str:
        return queries.opening_view(actor, listing)

    def columns(self, actor: Actor, listing: str) -> list[str]:
        return queries.chosen_columns(actor, listing)


class DraftStore:
    """Begun forms in the database, sealed."""

    def draft_of(self, actor: Actor, form: str, about: UUID | None) -> Unfinished | None:
        return queries.draft_of(actor, form, about)

    def drafts_of(self, actor: Actor, form: str) -> Sequence[Begun]:
        return queries.drafts_of(actor, form)

    def keep(self, actor: Actor, form: str, about: UUID | None, posted: QueryDict, now: datetime) -> None:
        content = drafts.content_of(posted)
        if content is not None:
            actions.keep_draft(form, about, content, actor=actor, now=now)

    def discard(self, actor: Actor, form: str, about: UUID | None) -> None:
        actions.discard_draft(form, about, actor=actor)


def connect() -> None:
    """Called once at start."""
    saved.use(PreferencesStore())
    unfinished.use(DraftStore())
    register(Item("preferences", _("Language and look"), "preferences", "palette", order=20, place=Place.OWN))
