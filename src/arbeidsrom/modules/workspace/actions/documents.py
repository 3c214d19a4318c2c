"""Documents of a case: added, given a new file, renamed, released, received, looked at (KL-DOC-003 to 008)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.dateparse import parse_date

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.core.vault.actions import StoredContent
from arbeidsrom.core.vault.destinations import Incoming
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.timeline import author_of, record, tell
from arbeidsrom.modules.workspace.models import Case, CaseDocument, EventKind, Origin
from arbeidsrom.modules.workspace.queries import cases, documents
from arbeidsrom.modules.workspace.rules import titles


def holder_for_upload(incoming: Incoming, actor: Actor) -> UUID:
    """Under whose key a file sent to the case will lie; refused when the actor may not write in the case."""
    if incoming.about is None:
        raise Case.DoesNotExist
    case = cases.get_case(incoming.about, actor=actor)
    access.may_work_on(actor, case).or_refuse()
    return case.holder


@transaction.atomic
def keep_upload(content: StoredContent, incoming: Incoming, actor: Actor, now: datetime) -> DocumentVersion:
    """An uploaded file becomes a document; without a chosen title it is called like its file until it is mended.

    Of several that are sent with the same title each is told apart by a number.
    """
    dated = _day(incoming.fields.get("dated", ""))
    kind = incoming.fields.get("kind", "")
    title = titles.proposed(kind, dated) or titles.dated_title(titles.stem_of(incoming.file_name), dated)
    assert incoming.about is not None  # noqa: S101 -- holder_for_upload has been asked
    case = cases.get_case(incoming.about, actor=actor, lock=True)
    title = titles.told_apart(title[:290], documents.titles_of(case))
    return add_document(incoming.about, content, title=title, dated=dated, kind=kind, actor=actor, now=now)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@transaction.atomic
def add_document(
    case_id: UUID,
    content: StoredContent,
    *,
    title: str,
    dated: date | None,
    kind: str = "",
    origin: Origin = Origin.OWN,
    actor: Actor,
    now: datetime,
) -> DocumentVersion:
    """A stored file becomes a document of the case."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    return _add(case, content, title=title, dated=dated, kind=kind, origin=origin, actor=actor, now=now)


@transaction.atomic
def add_copy(
    case_id: UUID, content: StoredContent, *, title: str, dated: date, kind: str, actor: Actor, now: datetime
) -> DocumentVersion:
    """What a member is given on request is kept with the case, as a receipt, also when the case is closed."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_give_out(actor, case).or_refuse()
    return _add(case, content, title=title, dated=dated, kind=kind, origin=Origin.MADE, actor=actor, now=now)


def _add(
    case: Case,
    content: StoredContent,
    *,
    title: str,
    dated: date | None,
    kind: str,
    origin: Origin,
    actor: Actor,
    now: datetime,
) -> DocumentVersion:
    version = vault.keep(content, title=title, dated=dated, kind=kind, actor=actor, now=now)
    _belongs_to(case, version, origin=origin, actor=actor, now=now, seen_at=now)
    tell(case, EventKind.DOCUMENT, "document.added", actor=actor, now=now, about=_id(version), title=title)
    record("workspace.document.added", case, actor=actor, now=now, document=str(_id(version)))
    return version


def _belongs_to(
    case: Case,
    version: DocumentVersion,
    *,
    origin: Origin,
    actor: Actor,
    now: datetime,
    seen_at: datetime | None,
    received_from: str = "",
    shipment: UUID | None = None,
) -> CaseDocument:
    row = CaseDocument(
        case=case,
        document=version.document,
        origin=origin,
        received_from=received_from,
        shipment=shipment,
        added_at=now,
        added_by=author_of(actor),
        seen_at=seen_at,
    )
    row.save()
    return row


def _id(version: DocumentVersion) -> UUID:
    return version.document.public_id


@transaction.atomic
def add_version(
    case_id: UUID, document_id: UUID, content: StoredContent, *, actor: Actor, now: datetime
) -> DocumentVersion:
    """A new file for a document; the earlier ones stay (KL-DOC-004)."""
    row = documents.get_document(case_id, document_id, actor=actor, lock=True)
    access.may_change_document(actor, row).or_refuse()
    version = vault.keep_version(document_id, content, actor=actor, now=now)
    title = row.document.title
    tell(row.case, EventKind.DOCUMENT, "document.version", actor=actor, now=now, about=document_id, title=title)
    record("workspace.document.version", row.case, actor=actor, now=now, document=str(document_id))
    return version


@transaction.atomic
def rename_document(
    case_id: UUID,
    document_id: UUID,
    *,
    title: str,
    dated: date | None,
    lock_version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Another title or date."""
    row = documents.get_document(case_id, document_id, actor=actor, lock=True)
    access.may_change_document(actor, row).or_refuse()
    before = row.document.title
    vault.describe(document_id, title=title, dated=dated, kind=row.document.kind, lock_version=lock_version)
    if before != title:
        tell(
            row.case,
            EventKind.DOCUMENT,
            "document.renamed",
            actor=actor,
            now=now,
            about=document_id,
            before=before,
            title=title,
        )
    record("workspace.document.renamed", row.case, actor=actor, now=now, document=str(document_id))


@transaction.atomic
def remove_document(case_id: UUID, document_id: UUID, *, actor: Actor, now: datetime) -> None:
    """A document was added by mistake. What somebody has been sent stays."""
    row = documents.get_document(case_id, document_id, actor=actor, lock=True)
    access.may_change_document(actor, row).or_refuse()
    documents.may_remove(row).or_refuse()
    title = row.document.title
    for version in vault_queries.versions_of([document_id]):
        vault.remove(version.public_id, actor=actor, now=now)
    tell(row.case, EventKind.DOCUMENT, "document.removed", actor=actor, now=now, title=title)
    record("workspace.document.removed", row.case, actor=actor, now=now, document=str(document_id))


@transaction.atomic
def release_document(case_id: UUID, version_id: UUID, *, reason: str, actor: Actor, now: datetime) -> None:
    """A named person answers for a file that is too large to be scanned (KL-DOC-005)."""
    row, _version = documents.get_version(case_id, version_id, actor=actor)
    access.may_work_on(actor, row.case).or_refuse()
    vault.release(version_id, reason=reason, actor=actor, now=now)
    tell(
        row.case,
        EventKind.DOCUMENT,
        "document.released",
        actor=actor,
        now=now,
        about=row.document.public_id,
        title=row.document.title,
        reason=reason,
    )
    record("workspace.document.released", row.case, actor=actor, now=now, version=str(version_id))


@transaction.atomic
def look_at_document(case_id: UUID, document_id: UUID, *, actor: Actor, now: datetime) -> CaseDocument:
    """Somebody opens a document; a received one is no longer unread."""
    row = documents.get_document(case_id, document_id, actor=actor)
    if row.is_unread and not actor.read_only:
        CaseDocument.objects.filter(pk=row.pk, seen_at=None).update(seen_at=now)
    record("workspace.document.viewed", row.case, actor=actor, now=now, document=str(document_id))
    return row


@transaction.atomic
def download_document(case_id: UUID, version_id: UUID, *, actor: Actor, now: datetime) -> DocumentVersion:
    """Somebody takes a file out of the program."""
    row, version = documents.get_version(case_id, version_id, actor=actor)
    access.may_download(actor, version).or_refuse()
    if row.is_unread and not actor.read_only:
        CaseDocument.objects.filter(pk=row.pk, seen_at=None).update(seen_at=now)
    record("workspace.document.downloaded", row.case, actor=actor, now=now, version=str(version_id))
    return version


@transaction.atomic
def receive_documents(
    case: Case, versions: list[DocumentVersion], *, sender: str, shipment: UUID, actor: Actor, now: datetime
) -> None:
    """Documents that a receiver has sent back stand in the case, unread until a steward has looked (KL-SHARE-013)."""
    for version in versions:
        _belongs_to(
            case,
            version,
            origin=Origin.RECEIVED,
            actor=actor,
            now=now,
            seen_at=None,
            received_from=sender,
            shipment=shipment,
        )
        tell(
            case,
            EventKind.DOCUMENT,
            "document.received",
            actor=actor,
            now=now,
            about=_id(version),
            name=sender,
            title=version.document.title,
        )
