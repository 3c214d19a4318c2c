"""Pictures in a system message, and attachments to it: scanned, and pictures drawn anew (KP-MSG-004, 016)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.keys.actions import create_holder
from arbeidsrom.core.system_messages import access
from arbeidsrom.core.system_messages.actions.writing import note
from arbeidsrom.core.system_messages.models import MessageFile
from arbeidsrom.core.system_messages.queries import writing
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.actions import StoredContent
from arbeidsrom.core.vault.preview import Shown, preview
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in; ``description`` is what a picture shows, and makes it one that is shown in the message."""

    name: str
    chunks: Iterable[bytes]
    size: int | None
    description: str = ""


def add_file(message_id: UUID, incoming: Incoming, *, actor: Actor, now: datetime) -> MessageFile:
    """Store the file, which may take its time, and then let it belong to the message."""
    content = _stored(message_id, incoming, actor=actor)
    with vault.kept_or_gone(content):
        return _keep_file(message_id, content, incoming, actor=actor, now=now)


def _stored(message_id: UUID, incoming: Incoming, *, actor: Actor) -> StoredContent:
    """The file sealed in the store; a picture as a fresh JPEG, in which nothing else can hide."""
    holder = _holder_of(message_id, actor=actor)
    if not incoming.description:
        return vault.receive(incoming.chunks, holder=holder, file_name=incoming.name, length=incoming.size)
    shown = preview(incoming.chunks, incoming.name)
    if shown.shown is not Shown.PICTURE:
        raise Refused(_("This is not a picture that can be shown. Add it as an attachment instead."))
    drawn = shown.pictures[0].data
    name = f"{incoming.name.rpartition('.')[0] or incoming.name}.jpg"
    return vault.receive([drawn], holder=holder, file_name=name, length=len(drawn))


@transaction.atomic
def _holder_of(message_id: UUID, *, actor: Actor) -> UUID:
    """The holder of the message's files, made with the first of them."""
    message = writing.get_message(message_id, actor=actor, lock=True)
    access.may_change(actor, message).or_refuse()
    if message.holder is None:
        message.holder = create_holder(tenant=message.scope.controller, kind="system_message").public_id
        message.save(update_fields=["holder"])
    return message.holder


@transaction.atomic
def _keep_file(
    message_id: UUID, content: StoredContent, incoming: Incoming, *, actor: Actor, now: datetime
) -> MessageFile:
    message = writing.get_message(message_id, actor=actor, lock=True)
    access.may_change(actor, message).or_refuse()
    version = vault.keep(content, title=content.file_name, dated=None, actor=actor, now=now)
    file = message.files.create(
        version=version,
        name=content.file_name,
        size=content.file.size,
        is_picture=bool(incoming.description),
        description=incoming.description,
    )
    note("system_messages.file.added", message, actor=actor, now=now)
    return file


@transaction.atomic
def remove_file(message_id: UUID, file_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The picture or attachment is not part of the message."""
    message = writing.get_message(message_id, actor=actor, lock=True)
    access.may_change(actor, message).or_refuse()
    file = writing.get_file(message, file_id)
    version = file.version.public_id
    file.delete()
    vault.remove(version, actor=actor, now=now)
    note("system_messages.file.removed", message, actor=actor, now=now)
