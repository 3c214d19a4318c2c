"""Uploads that can be taken up again: begun, received in parts, finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.keys import envelope
from arbeidsrom.core.keys.models import KeyHolder
from arbeidsrom.core.vault import destinations, parts, queries, rules
from arbeidsrom.core.vault.actions.documents import kept_or_gone, receive
from arbeidsrom.core.vault.destinations import Destination, Incoming
from arbeidsrom.core.vault.models import DocumentVersion, Upload
from arbeidsrom.core.vault.sealing import CutOff, TooLarge, most
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused

KEPT = timedelta(days=2)


class OtherOffset(ChangedMeanwhile):
    """The sender and the program disagree about how much has arrived."""


class StillWorking(Refused):
    """Another request is storing the same upload just now."""


def begin_upload(
    destination: str,
    *,
    about: UUID | None,
    file_name: str,
    size: int,
    fields: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Upload:
    """A file is announced: may it go there, and is there room for it?"""
    if size > most():
        raise TooLarge
    incoming = Incoming(about, rules.safe_name(file_name), fields)
    holder = destinations.get(destination).holder(incoming, actor)
    return Upload.objects.create(
        tenant=KeyHolder.objects.values_list("tenant", flat=True).get(public_id=holder),
        account=actor.account_id or 0,
        destination=destination,
        about=about,
        size=size,
        key=envelope.new_key(),
        meta={"file_name": incoming.file_name, "fields": dict(fields)},
        created_at=now,
        expires_at=now + KEPT,
    )


@transaction.atomic
def begin_part(upload_id: UUID, *, offset: int, actor: Actor, now: datetime) -> tuple[Upload, parts.PartWriting]:
    """More of the file is coming. What a broken-off part left is counted first; its writer no longer counts."""
    upload = queries.get_upload(upload_id, actor=actor, now=now, lock=True)
    saved = parts.saved_by_writer(upload)
    if offset != upload.received + saved:
        raise OtherOffset(_("The upload has been continued elsewhere."))
    if saved and upload.writer:
        upload.parts.append([str(upload.writer), saved, False])
    upload.writer = uuid4()
    upload.save(update_fields=["parts", "writer"])
    return upload, parts.PartWriting(upload, upload.writer, offset)


@transaction.atomic
def end_part(upload: Upload, writing: parts.PartWriting) -> Upload:
    """A part has been received and lies safely on the disk."""
    writing.end()
    current = Upload.objects.select_for_update().get(pk=upload.pk)
    if current.writer != writing.part:
        raise OtherOffset(_("The upload has been continued elsewhere."))
    if writing.length:
        current.parts.append([str(writing.part), writing.length, True])
    current.writer = None
    current.save(update_fields=["parts", "writer"])
    return current


def cancel_upload(upload_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The sender has changed their mind."""
    upload = queries.get_upload(upload_id, actor=actor, now=now)
    upload.delete()
    parts.remove(upload)


def finish_upload(upload_id: UUID, *, actor: Actor, now: datetime) -> Upload:
    """All of the file is here: seal it into the store and hand it to its destination, once."""
    upload = queries.get_upload(upload_id, actor=actor, now=now)
    if upload.finished_at:
        return upload
    if upload.received != upload.size:
        raise CutOff
    destination = destinations.get(upload.destination)
    incoming = Incoming(upload.about, upload.meta["file_name"], upload.meta["fields"])
    with _alone(upload):
        upload.refresh_from_db(fields=["finished_at", "result"])
        if not upload.finished_at:
            _store(upload, destination, incoming, actor=actor, now=now)
    parts.remove(upload)
    return upload


def _store(upload: Upload, destination: Destination, incoming: Incoming, *, actor: Actor, now: datetime) -> None:
    """The end of the upload is written down together with what it became."""

    def end(version: DocumentVersion) -> None:
        upload.finished_at, upload.result = now, version.public_id
        upload.save(update_fields=["finished_at", "result"])

    store_incoming(destination, incoming, parts.read_all(upload), length=upload.size, actor=actor, now=now, then=end)


def store_incoming(
    destination: Destination,
    incoming: Incoming,
    chunks: Iterable[bytes],
    *,
    length: int | None,
    actor: Actor,
    now: datetime,
    then: Callable[[DocumentVersion], None] | None = None,
) -> DocumentVersion:
    """Seal a file into the store and let its destination write it down; what cannot be written down does not stay."""
    holder = destination.holder(incoming, actor)
    content = receive(chunks, holder=holder, file_name=incoming.file_name, length=length)
    with kept_or_gone(content), transaction.atomic():
        version = destination.keep(content, incoming, actor, now)
        if then:
            then(version)
        return version


@contextmanager
def _alone(upload: Upload) -> Iterator[None]:
    """One request at a time; a killed one lets go by itself, for its connection to the database ends with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('vault.upload'), %s)", [upload.pk % 2**31])
        if not cursor.fetchone()[0]:
            raise StillWorking(_("The file is being stored. Look again in a moment."))
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('vault.upload'), %s)", [upload.pk % 2**31])


def clear_expired_uploads(*, now: datetime) -> int:
    """Uploads that nobody finished in time are thrown away."""
    expired = list(Upload.objects.filter(expires_at__lt=now))
    for upload in expired:
        upload.delete()
        parts.remove(upload)
    return len(expired)
