"""Everything that happens to an export: asked for, made in the background, fetched, erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.actions import TooOften
from arbeidsrom.core.exports import access, queries, rules
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.exports.states import AT_WORK, ExportState
from arbeidsrom.core.keys import envelope, opened
from arbeidsrom.core.keys.actions import create_holder, destroy_holder
from arbeidsrom.core.keys.queries import holder_key
from arbeidsrom.core.notifications import actions as notifications
from arbeidsrom.core.preferences.rules import must_own
from arbeidsrom.core.vault.actions import StoredContent, kept_or_gone, receive
from arbeidsrom.core.vault.storage import store
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.lib.refusals import Refused, WrongState
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.lists import excel, long, read
from arbeidsrom.web.lists.choice import Choice
from arbeidsrom.web.lists.declaration import Listing

PIECE = 1024 * 1024


class TooManyAtOnce(Refused):
    """The person has several files on their way already."""


class TakenOver(Exception):
    """Another worker has begun this export again: this one stops."""


@transaction.atomic
def begin_export(listing: str, *, address: str, actor: Actor, now: datetime) -> Export:
    """Somebody asks for a long list as a file; a worker makes it."""
    access.may_begin(actor).or_refuse()
    if queries.at_work(actor) >= rules.AT_ONCE:
        raise TooManyAtOnce(_("Several files are being made for you already. Wait until one of them is ready."))
    owner = must_own(actor)
    export = Export.objects.create(
        **owner._asdict(),
        position_id=actor.position_or_refuse(),
        holder=create_holder(tenant=owner.tenant, kind="export"),
        listing=listing,
        address=_with_columns(long.listing_for(listing, actor), address, actor),
        asked_at=now,
        beat_at=now,
    )
    _record("exports.export.begun", export, actor=actor, now=now)
    _ask_to_make(export.public_id)
    return export


def _with_columns(listing: Listing[Any], address: str, actor: Actor) -> str:
    """The address with the columns that the person sees now, whatever they choose while the file is made."""
    path, _mark, query = address.partition("?")
    choice = excel.with_columns(listing, read(QueryDict(query), listing), actor)
    return f"{path}?{choice.changed(page=1, after='').query()}"


def _ask_to_make(export_id: UUID) -> None:
    """A worker is to make the file; one job for each stands in the queue."""
    making = app.configure_task("exports.make", queueing_lock=f"exports.make {export_id}")
    with suppress(AlreadyEnqueued), transaction.atomic():
        making.defer(export_id=str(export_id))


def ask_again(*, now: datetime) -> int:
    """Exports whose job was lost are made after all."""
    silent = queries.silent(now)
    for export_id in silent:
        _ask_to_make(export_id)
    return len(silent)


def make_export(export_id: UUID, *, now: datetime, today: date) -> None:
    """Make the file from the beginning, for whoever asked as they may see the list now.

    One that is done is left alone, and so is one that is being claimed elsewhere.
    """
    export = _claim(export_id, now=now)
    if export is None:
        return
    with opened.kept(), translation.override(export.account.language or settings.LANGUAGE_CODE):
        try:
            _make(export, now=now, today=today)
        except TakenOver:
            return
        except (PermissionDenied, TooOften) as refusal:
            _refuse(export, str(refusal) or _("You may no longer see the list."), now=now)


@transaction.atomic
def _claim(export_id: UUID, *, now: datetime) -> Export | None:
    """The export is this worker's from now on; one that has been begun too often is given up."""
    waiting = Export.objects.select_for_update(of=("self",), skip_locked=True).select_related("account")
    export = waiting.filter(public_id=export_id, state__in=AT_WORK).first()
    if export is None:
        return None
    if export.attempts >= rules.MOST_ATTEMPTS:
        _give_up(export, now=now)
        return None
    export.move_to(ExportState.RUNNING)
    export.attempts, export.rows_done, export.beat_at = export.attempts + 1, 0, now
    export.save(update_fields=["state", "attempts", "rows_done", "beat_at"])
    return export


def _make(export: Export, *, now: datetime, today: date) -> None:
    actor = queries.actor_now(export, today=today)
    listing = _listing_now(export, actor)
    choice = read(QueryDict(export.address.partition("?")[2]), listing, today=today)
    with excel.workbook(listing, choice, actor=actor, now=now, told=partial(_go_on, export)) as book:
        content = receive(_pieces(book), holder=export.holder_id, file_name=excel.file_name(str(listing.title), today))
    with kept_or_gone(content):
        _keep(export, content, listing, choice, actor=actor, now=now)


def _listing_now(export: Export, actor: Actor) -> Listing[Any]:
    """The list as it is now for whoever asked; who sees no longer what it is about may not have it."""
    try:
        return long.listing_for(export.listing, actor)
    except ObjectDoesNotExist:
        raise PermissionDenied from None


def _go_on(export: Export, done: int, count: int) -> None:
    """A sign of life after each batch; who has been taken over stops."""
    own = Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, attempts=export.attempts)
    if not own.update(rows_done=done, rows=count, beat_at=Now()):
        raise TakenOver


def _pieces(book: IO[bytes]) -> Iterator[bytes]:
    return iter(partial(book.read, PIECE), b"")


@transaction.atomic
def _keep(
    export: Export, content: StoredContent, listing: Listing[Any], choice: Choice, *, actor: Actor, now: datetime
) -> None:
    """The file is there: the log tells who stands in it, as of one made at once, and the one who asked is told."""
    own = Export.objects.select_for_update().filter(pk=export.pk, attempts=export.attempts)
    kept = own.filter(state=ExportState.RUNNING).first()
    if kept is None:
        raise TakenOver
    if listing.exported:
        listing.exported(actor, choice, kept.rows_done, now)
    kept.move_to(ExportState.READY)
    kept.rows = kept.rows_done
    kept.made_at, kept.expires_at = now, now + rules.FILE_KEPT
    kept.storage_key, kept.size = content.storage_key, content.file.size
    kept.wrapped_key = envelope.seal(holder_key(kept.holder_id), content.key, kept.bound_to)
    kept.save()
    _tell("exports.ready", kept, now=now, list=str(listing.title), count=number(kept.rows))


@transaction.atomic
def _refuse(export: Export, reason: str, *, now: datetime) -> None:
    """Whoever asked may not have the list any more."""
    own = Export.objects.select_for_update().filter(pk=export.pk, attempts=export.attempts)
    refused = own.filter(state=ExportState.RUNNING).first()
    if refused is not None:
        _end(refused, ExportState.REFUSED, reason=reason, now=now)
        _tell("exports.ended", refused, now=now)


def _give_up(export: Export, *, now: datetime) -> None:
    """It has come to nothing, again and again or for too long."""
    _end(export, ExportState.FAILED, now=now)
    _tell("exports.ended", export, now=now)


def _end(export: Export, state: ExportState, *, reason: str = "", now: datetime) -> None:
    """The key is destroyed, and with it what was asked for and the file."""
    stored = export.storage_key
    export.move_to(state)
    export.reason = reason[:300]
    export.address = export.wrapped_key = None
    export.storage_key = ""
    export.save(update_fields=["state", "reason", "address", "wrapped_key", "storage_key"])
    destroy_holder(export.holder_id, now=now)
    if stored:
        transaction.on_commit(lambda: store().delete(stored))


def _tell(kind: str, export: Export, *, now: datetime, **params: str | int) -> None:
    person = export.position.person_id
    url = reverse("export", args=[export.public_id])
    notifications.notify(person, kind, about=export.public_id, url=url, params=params, now=now)


@transaction.atomic
def download_export(export_id: UUID, *, actor: Actor, now: datetime) -> Export:
    """The file leaves the program."""
    export = queries.get_export(export_id, actor=actor)
    access.may_download(actor, export).or_refuse()
    if not export.is_there(now):
        raise WrongState(_("The file cannot be fetched: it is not ready yet, or has been erased."))
    _record("exports.export.downloaded", export, actor=actor, now=now, count=export.rows)
    return export


def erase_old(*, now: datetime) -> int:
    """Files are erased after a day, what has come to nothing is given up, and in the end nothing tells of any."""
    erased = 0
    while _erase_one(now=now):
        erased += 1
    while _give_up_one(now=now):
        pass
    _forget(now=now)
    return erased


@transaction.atomic
def _erase_one(*, now: datetime) -> bool:
    export = queries.expired(now).select_for_update(skip_locked=True).first()
    if export is None:
        return False
    _end(export, ExportState.EXPIRED, now=now)
    _record("exports.export.erased", export, actor=job("exports.erase_old", tenant=export.tenant), now=now)
    return True


@transaction.atomic
def _give_up_one(*, now: datetime) -> bool:
    export = queries.given_up(now).select_for_update(skip_locked=True).first()
    if export is None:
        return False
    _give_up(export, now=now)
    return True


@transaction.atomic
def _forget(*, now: datetime) -> None:
    for export in queries.old(now).select_related("position"):
        notifications.forget(export.position.person_id, about=export.public_id)
        export.delete()


def _record(event: str, export: Export, *, actor: Actor, now: datetime, **details: str | int) -> None:
    details = {"list": export.listing, **details}
    audit.record(event, export.public_id, actor=actor, at=now, tenant=export.tenant, details=details)
