"""What preferences hang up: their page, and the store of saved views and columns for all lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.preferences import queries
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import saved
from arbeidsrom.web.navigation import Item, Place, register


class PreferencesStore:
    """Saved views and columns in the database."""

    save_view, remove_view, choose_columns = "save_view", "remove_view", "choose_columns"

    def views(self, actor: Actor, listing: str) -> list[saved.SavedView]:
        return queries.saved_views(actor, listing)

    def columns(self, actor: Actor, listing: str) -> list[str]:
        return queries.chosen_columns(actor, listing)


def connect() -> None:
    """Called once at start."""
    saved.use(PreferencesStore())
    register(Item("preferences", _("Language and look"), "preferences", "palette", order=20, place=Place.OWN))
