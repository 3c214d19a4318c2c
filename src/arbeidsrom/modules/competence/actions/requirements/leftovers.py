"""Files that were added to a draft and never published do not stay when they are taken out of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import Requirement


def drop_unpublished(requirement: Requirement, files: Iterable[UUID], *, actor: Actor, now: datetime) -> None:
    """Those of these files that no version has are gone for good; what a version has, it keeps."""
    published = {file for revision in requirement.revisions.all() for file in revision.settings.files}
    rows = requirement.files.filter(public_id__in=set(files) - published).select_related("document")
    documents = [row.document.public_id for row in rows]
    rows.delete()
    for version in vault_queries.versions_of(documents):
        vault.remove(version.public_id, actor=actor, now=now)
