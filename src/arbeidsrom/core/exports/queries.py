"""Reads about exports."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.exports import access, rules
from arbeidsrom.core.exports.models import Export
from arbeidsrom.core.exports.states import AT_WORK, ExportState
from arbeidsrom.core.keys import envelope
from arbeidsrom.core.keys.queries import holder_key
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.core.vault.queries import StoredFile
from arbeidsrom.lib.actor import Actor

SHOWN = 3


def get_export(public_id: UUID, *, actor: Actor) -> Export:
    """The export, or ``Export.DoesNotExist`` when somebody else has asked for it."""
    return access.visible_exports(actor).get(public_id=public_id)


def exports_of(actor: Actor, listing: str) -> list[Export]:
    """The latest files of a list that the actor can wait for or fetch in the present office."""
    own = access.visible_exports(actor).filter(listing=listing, position_id=actor.position_id or 0)
    return list(own.filter(state__in=[*AT_WORK, ExportState.READY]).order_by("-asked_at", "-id")[:SHOWN])


def at_work(actor: Actor) -> int:
    """How many files are on their way for the actor."""
    return access.visible_exports(actor).filter(state__in=AT_WORK).count()


def actor_now(export: Export, *, today: date) -> Actor:
    """Whoever asked, with the authority that the office gives today; refused when they no longer hold it."""
    held = Position.objects.filter(held_on(today), pk=export.position_id).select_related("person", "unit").first()
    if held is None or not export.account.is_active:
        raise PermissionDenied(_("You no longer hold the office that you asked for the file in."))
    return roles.actor_in(held, account_id=export.account_id, origin="", today=today)


def stored_file(export: Export) -> StoredFile:
    """Where the file lies."""
    return StoredFile(UUID(export.storage_key), export.tenant, export.holder_id, export.size, export.storage_key)


def file_key(export: Export) -> bytes:
    """The key that opens the file, while the export's own has not been destroyed."""
    return envelope.unseal(holder_key(export.holder_id), bytes(export.wrapped_key or b""), export.bound_to)


def silent(now: datetime) -> list[UUID]:
    """Those that should be at work and have made no progress: the job was lost, or its worker killed."""
    quiet = Export.objects.filter(state__in=AT_WORK, beat_at__lte=now - rules.SILENT_AFTER)
    return list(quiet.order_by("id").values_list("public_id", flat=True))


def given_up(now: datetime) -> QuerySet[Export]:
    """Those that have not become a file within the time that a file is kept."""
    return Export.objects.filter(state__in=AT_WORK, asked_at__lte=now - rules.FILE_KEPT).order_by("id")


def expired(now: datetime) -> QuerySet[Export]:
    """Those whose file has had its time."""
    return Export.objects.filter(state=ExportState.READY, expires_at__lte=now).order_by("id")


def old(now: datetime) -> QuerySet[Export]:
    """Those that ended so long ago that nothing need tell of them."""
    ended = Export.objects.exclude(state__in=[*AT_WORK, ExportState.READY])
    return ended.filter(asked_at__lte=now - rules.REMEMBERED).order_by("id")
