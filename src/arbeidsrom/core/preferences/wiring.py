"""What preferences hang up: their page, and the stores of saved views, chosen columns and begun forms."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.preferences import actions, queries
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web import unfinished
from arbeidsrom.web.lists import saved
from arbeidsrom.web.navigation import Item, Place, register
from arbeidsrom.web.unfinished import Unfinished


class PreferencesStore:
    """Saved views and columns in the database."""

    save_view, remove_view, choose_columns = "save_view", "remove_view", "choose_columns"

    def views(self, actor: Actor, listing: str) -> list[saved.SavedView]:
        return queries.saved_views(actor, listing)

    def columns(self, actor: Actor, listing: str) -> list[str]:
        return queries.chosen_columns(actor, listing)


class DraftStore:
    """Begun forms in the database, sealed."""

    def draft_of(self, actor: Actor, form: str, about: UUID | None) -> Unfinished | None:
        return queries.draft_of(actor, form, about)

    def discard(self, actor: Actor, form: str, about: UUID | None) -> None:
        actions.discard_draft(form, about, actor=actor)


def connect() -> None:
    """Called once at start."""
    saved.use(PreferencesStore())
    unfinished.use(DraftStore())
    register(Item("preferences", _("Language and look"), "preferences", "palette", order=20, place=Place.OWN))
