"""The attachments of requirements, as they are listed for whoever has them, follows them up, or signs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arbeidsrom.core.keys.bulk import open_rows
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.modules.competence.models import Attachment


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One attachment; ``may_leave`` says whether the scanner has cleared it."""

    public_id: UUID
    requirement: str
    name: str
    size: int
    description: str
    added_at: datetime
    added_by: str
    may_leave: bool


def attachments_of(
    person: int, requirements: Collection[int], *, before: datetime | None = None
) -> tuple[AttachmentRow, ...]:
    """Those of somebody that are there now, in the order they were added. Three queries, one where there are none."""
    kept = Attachment.objects.filter(
        person=person, requirement__in=requirements, removed_at=None, document__isnull=False
    )
    if before is not None:
        kept = kept.filter(added_at__lte=before)
    rows = list(kept.select_related("document", "requirement").order_by("requirement__sort_name", "id"))
    if not rows:
        return ()
    open_rows(rows, "description")
    versions = {one.document_id: one for one in vault.versions_of([_document(row) for row in rows])}
    return tuple(
        AttachmentRow(
            row.public_id,
            row.requirement.name,
            versions[row.document_id].file_name,
            versions[row.document_id].size,
            row.description or "",
            row.added_at,
            row.added_by,
            vault.may_leave(versions[row.document_id]),
        )
        for row in rows
        if row.document_id is not None
    )


def _document(row: Attachment) -> UUID:
    assert row.document is not None  # noqa: S101 -- those without are left out
    return row.document.public_id
