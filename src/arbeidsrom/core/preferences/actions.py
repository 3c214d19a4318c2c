"""Everything that changes what a person keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from arbeidsrom.core.preferences.models import ChosenColumns, Draft, KeptForm, Preferences, SavedView, SentForm
from arbeidsrom.core.preferences.rules import must_own
from arbeidsrom.lib.actor import Actor

MOST_VIEWS = 20
DRAFTS_LAST = timedelta(days=30)
KEPT_FORMS_LAST = timedelta(hours=2)
SENT_FORMS_LAST = timedelta(days=2)


def choose_language(account_id: int, language: str) -> None:
    """Speak this language to the person wherever they sign in."""
    get_user_model().objects.filter(pk=account_id).update(language=language)


def choose_look(account_id: int, look: str) -> None:
    """Light, dark or as the device."""
    Preferences.objects.update_or_create(account_id=account_id, defaults={"look": look})


@transaction.atomic
def save_view(listing: str, *, name: str, query: str, actor: Actor, now: datetime) -> SavedView:
    """Keep this way to look at a list; the oldest goes when there are too many."""
    owner = must_own(actor)
    own = SavedView.objects.filter(**owner._asdict(), listing=listing, opens_list=False)
    surplus = own.order_by("-created_at", "-id").values_list("id", flat=True)[MOST_VIEWS - 1 :]
    own.filter(id__in=list(surplus)).delete()
    return SavedView.objects.create(**owner._asdict(), listing=listing, name=name, query=query, created_at=now)


@transaction.atomic
def open_list_with(listing: str, query: str, *, actor: Actor, now: datetime) -> None:
    """See the list so the next time it is opened; an empty query means as it was made."""
    own = must_own(actor)._asdict() | {"listing": listing, "opens_list": True}
    if not query:
        SavedView.objects.filter(**own).delete()
        return
    SavedView.objects.update_or_create(**own, defaults={"name": "", "query": query, "created_at": now})


def remove_view(view_id: UUID, *, actor: Actor) -> None:
    """Forget a view of one's own."""
    SavedView.objects.filter(public_id=view_id, account_id=must_own(actor).account_id).delete()


def choose_columns(listing: str, columns: Sequence[str], *, actor: Actor) -> None:
    """See these columns of the list from now on; none means the usual ones."""
    account_id = must_own(actor).account_id
    if columns:
        chosen = {"columns": list(columns)}
        ChosenColumns.objects.update_or_create(account_id=account_id, listing=listing, defaults=chosen)
    else:
        ChosenColumns.objects.filter(account_id=account_id, listing=listing).delete()


@transaction.atomic
def keep_draft(form: str, about: UUID | None, content: Mapping[str, list[str]], *, actor: Actor, now: datetime) -> None:
    """Keep what somebody has written so far."""
    written = {"content": dict(content), "saved_at": now}
    Draft.objects.update_or_create(**must_own(actor)._asdict(), form=form, about=about, defaults=written)


def discard_draft(form: str, about: UUID | None, *, actor: Actor) -> None:
    """Forget what was begun: it has been sent, or is not wanted."""
    Draft.objects.filter(**must_own(actor)._asdict(), form=form, about=about).delete()


def forget_old(*, now: datetime) -> None:
    """Drafts nobody came back to, kept forms nobody fetched, and notes of forms long sent."""
    Draft.objects.filter(saved_at__lt=now - DRAFTS_LAST).delete()
    KeptForm.objects.filter(kept_at__lt=now - KEPT_FORMS_LAST).delete()
    SentForm.objects.filter(sent_at__lt=now - SENT_FORMS_LAST).delete()
