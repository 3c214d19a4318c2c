"""What a person has kept."""

from __future__ import annotations

from uuid import UUID

from arbeidsrom.core.preferences.models import ChosenColumns, Draft, Look, Preferences, SavedView
from arbeidsrom.core.preferences.rules import owner_of
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import saved
from arbeidsrom.web.unfinished import Begun, Unfinished

MOST_BEGUN = 20


def look_of(account_id: int) -> str:
    """Light, dark or as the device."""
    found = Preferences.objects.filter(account_id=account_id).values_list("look", flat=True).first()
    return found or Look.AUTO.value


def saved_views(actor: Actor, listing: str) -> list[saved.SavedView]:
    """The person's views of a list in the tenant they act in, the oldest first."""
    owner = owner_of(actor)
    if owner is None:
        return []
    views = SavedView.objects.filter(**owner._asdict(), listing=listing, opens_list=False)
    return [saved.SavedView(str(one.public_id), one.name, one.query) for one in views.order_by("created_at", "id")]


def opening_view(actor: Actor, listing: str) -> str:
    """How the person wants to see the list when it is opened; nothing where they have not said so."""
    owner = owner_of(actor)
    if owner is None:
        return ""
    view = SavedView.objects.filter(**owner._asdict(), listing=listing, opens_list=True).first()
    return view.query if view else ""


def chosen_columns(actor: Actor, listing: str) -> list[str]:
    """The columns the person wants to see; nothing means the usual ones."""
    if actor.account_id is None:
        return []
    chosen = ChosenColumns.objects.filter(account_id=actor.account_id, listing=listing)
    return chosen.values_list("columns", flat=True).first() or []


def draft_of(actor: Actor, form: str, about: UUID | None = None) -> Unfinished | None:
    """What the person has begun of a form, if anything."""
    owner = owner_of(actor)
    if owner is None:
        return None
    draft = Draft.objects.filter(**owner._asdict(), form=form, about=about).first()
    return Unfinished(draft.content, draft.saved_at) if draft else None


def drafts_of(actor: Actor, form: str) -> list[Begun]:
    """All that the person has begun of a form that can be begun several times, the latest first."""
    owner = owner_of(actor)
    if owner is None:
        return []
    drafts = Draft.objects.filter(**owner._asdict(), form=form).order_by("-saved_at", "-id")[:MOST_BEGUN]
    return [Begun(form, draft.about, Unfinished(draft.content, draft.saved_at)) for draft in drafts]
